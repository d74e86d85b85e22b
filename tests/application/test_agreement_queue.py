"""The queue across cases: order by policy, offers that are answered or lapse."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from pydantic import ValidationError

from tests.given import day
from tests.town import SYSTEM, Town, not_allowed
from upphandling.domain.agreement.refusals import (
    AreaNotServed,
    NotNextInQueue,
    NotQueued,
    OfferRunOut,
)
from upphandling.domain.allocation.refusals import SharesUnderLov
from upphandling.domain.base import Role
from upphandling.domain.choosing import QueueOrder
from upphandling.domain.customer_choice.refusals import ServiceNotInBundle

PEOPLE = ["person-1", "person-2", "person-3"]
AVTAL = {"agreement": "avtal-a"}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """One has the only place with A, two wait for it."""
    with Town(sqlite_url, "2026-05-18T09:00") as town:
        town.do("choice_system.establish", {**SYSTEM, "choosing": {"offer_days": 5}})
        town.with_agreement("egen", starts_on="2026-01-01")
        town.with_agreement("avtal-a", starts_on="2026-01-01", places={"norr": 1})
        town.registered(PEOPLE, "egen")
        place(town, "person-1")
        for person in PEOPLE[1:]:
            town.do("customer_choice.queue", who(person))
        yield town


def who(customer: str) -> dict[str, str]:
    return {"customer": customer, "bundle": "omvardnad", **AVTAL}


def place(town: Town, customer: str) -> None:
    town.chose(customer, AVTAL["agreement"])


def free(town: Town) -> None:
    """The only place becomes free."""
    leaving = {"customer": "person-1", "bundle": "omvardnad"}
    town.do("customer_choice.withdraw_placement", {**leaving, "reason": "Ångrade sig."})


def offer(town: Town, customer: str, **more: str) -> None:
    town.do("agreement.offer_place", {**AVTAL, "customer": customer, **more})


def agreement(town: Town) -> Any:
    return town.case("agreement:avtal-a")


def choice(town: Town, customer: str) -> Any:
    return town.case(f"customer_choice:{customer}/omvardnad")


def test_a_place_is_offered_for_as_long_as_the_policy_says(town):
    free(town)

    offer(town, "person-2")

    assert agreement(town).offers["person-2"].answer_by.last_day == day("2026-05-23")


def test_whoever_accepts_in_time_has_the_place(town):
    free(town)
    offer(town, "person-2")

    town.do("customer_choice.accept_offer", who("person-2"))

    assert choice(town, "person-2").placed_at == "avtal-a"
    assert choice(town, "person-2").queued_at == set()
    assert list(agreement(town).holders) == ["person-2"]


def test_whoever_does_not_answer_leaves_the_queue_by_the_clock(town):
    free(town)
    offer(town, "person-2")

    fallen = town.at("2026-05-24T00:00")

    assert "agreement.offer_lapsed" in fallen
    assert choice(town, "person-2").queued_at == set()
    assert agreement(town).next_in_queue("norr") == "person-3"
    assert agreement(town).room_in("norr") == 1


def test_an_answer_after_the_last_day_is_too_late_even_before_the_clock(town):
    free(town)
    offer(town, "person-2")
    town.clock.now = town.clock.now.replace(day=25)

    with pytest.raises(OfferRunOut):
        town.do("customer_choice.accept_offer", who("person-2"))


def test_the_queue_is_ordered_as_the_policy_of_the_day_says(town):
    policy = {
        "valid_from": "2026-05-18",
        "queue_order": "drawn",
        "queue_seed": "dragning-2026",
    }
    town.do("choice_system.decide_choosing", {"system": "staden", "policy": policy})

    town.do("agreement.order_queue", AVTAL)

    ordered = agreement(town)
    assert ordered.queue_order is QueueOrder.DRAWN
    assert ordered.queue_seed == "dragning-2026"
    assert ordered.turns.keys() == set(PEOPLE[1:])
    assert all(
        len(drawn) == len(sha256().hexdigest()) for drawn, *_ in ordered.turns.values()
    )


def test_the_queue_survives_a_new_start_of_the_house(town):
    again = town.house.engine.session().fetch(type(agreement(town)), "avtal-a")

    assert [again.queue_place(person) for person in PEOPLE[1:]] == [1, 2]


def test_nobody_is_passed_by_without_a_reason(town):
    free(town)

    with pytest.raises(NotNextInQueue):
        offer(town, "person-3")
    offer(town, "person-3", reason="Kommer hem från sjukhus.")


def test_nobody_who_does_not_wait_is_offered_a_place(town):
    with pytest.raises(NotQueued):
        offer(town, "person-9")


def test_a_customer_does_not_offer_a_place_to_anybody(town):
    free(town)

    with not_allowed("role"):
        town.do(
            "agreement.offer_place",
            {**AVTAL, "customer": "person-2"},
            by="person-2",
            role=Role.CUSTOMER,
            mandate=None,
        )


# -- Capacity and shares -----------------------------------------------------------


def agree_capacity(town: Town, **step: object) -> None:
    whole = {"from_on": "2026-06-01", "area": "norr", "amount": 5, **step}
    town.do(
        "agreement.agree_capacity", {**AVTAL, "steps": [whole], "reason": "Avtalat."}
    )


def test_a_raised_ceiling_makes_room_from_its_day(town):
    agree_capacity(town)

    assert agreement(town).room_in("norr", day("2026-06-01")) == 4
    assert agreement(town).room_in("norr", day("2026-05-31")) == 0


def test_hours_and_services_have_ceilings_of_their_own(town):
    agree_capacity(town, unit="minutes", amount=600)
    agree_capacity(town, service="personal_care", amount=2)

    assert len(agreement(town).capacity) == 2


def test_a_service_that_the_bundle_lacks_has_no_ceiling(town):
    with pytest.raises(ServiceNotInBundle):
        agree_capacity(town, service="meals")


def test_a_ceiling_in_an_area_that_is_not_served_is_refused(town):
    with pytest.raises(AreaNotServed):
        agree_capacity(town, area="soder")


@pytest.mark.parametrize(
    "step", [{"amount": -1}, {"amount": "fem"}, {"unit": "hektar"}, {"service": "bad"}]
)
def test_what_is_no_ceiling_never_reaches_the_agreement(town, step):
    with pytest.raises(ValidationError):
        agree_capacity(town, **step)

    assert agreement(town).capacity == {}


def test_a_ramp_is_agreed_with_a_procured_provider_and_never_under_lov(town):
    town.with_agreement("upphandlad", regime="lou", starts_on="2026-01-01")
    steps = [
        {"from_on": "2026-06-01", "minimum_percent": 20.0},
        {"from_on": "2027-06-01", "minimum_percent": 50.0, "cap_percent": 60.0},
    ]
    ramp = {"steps": steps, "legal_basis": "Avtalet punkt 3", "reason": "Anbudet."}

    town.do("agreement.agree_shares", {**ramp, "agreement": "upphandlad"})

    agreed = town.case("agreement:upphandlad")
    assert agreed.share_on(day("2027-06-01")).cap_percent == 60.0
    with pytest.raises(SharesUnderLov):
        town.do("agreement.agree_shares", {**ramp, **AVTAL})
