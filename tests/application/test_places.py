"""Places across cases: reserved, given back, queued, and nobody left out of a wave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.town import SYSTEM, Town
from upphandling.domain.agreement.refusals import BundleNotDelivered, NoRoom
from upphandling.domain.transition import CustomersLeftOut

OTHER_BUNDLE = {
    "key": "service",
    "name": "Serviceinsatser",
    "services": ["domestic_services"],
    "regime": "lov",
}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-05-18T09:00") as town:
        bundles = [*SYSTEM["bundles"], OTHER_BUNDLE]
        town.do("choice_system.establish", {**SYSTEM, "bundles": bundles})
        town.do(
            "agreement.entrust_in_house",
            {
                "agreement": "egen",
                "system": "staden",
                "provider": "egen-regi",
                "name": "Kommunens egen regi",
                "bundle": "omvardnad",
                "areas": ["norr", "soder"],
                "starts_on": "2026-01-01",
            },
        )
        town.with_agreement("avtal-a", places={"norr": 1})
        town.with_agreement("avtal-b", places={"norr": 1})
        yield town


def place(town: Town, customer: str, agreement: str) -> None:
    town.chose(customer, agreement)


def holders(town: Town, agreement: str) -> dict[str, str]:
    held = town.case(f"agreement:{agreement}").holders
    return {customer: place.area for customer, place in held.items()}


def test_a_place_that_was_reserved_first_is_given_back_for_another(town):
    town.registered(["person-1", "person-2"], "egen")

    place(town, "person-1", "avtal-a")
    place(town, "person-1", "avtal-b")
    place(town, "person-2", "avtal-a")

    assert holders(town, "avtal-a") == {"person-2": "norr"}
    assert holders(town, "avtal-b") == {"person-1": "norr"}
    assert holders(town, "egen") == {"person-1": "norr", "person-2": "norr"}


def test_a_reserved_place_is_kept_when_the_new_one_is_full(town):
    town.registered(["person-1", "person-2"], "egen")
    place(town, "person-1", "avtal-a")
    place(town, "person-2", "avtal-b")

    with pytest.raises(NoRoom):
        place(town, "person-1", "avtal-b")

    assert holders(town, "avtal-a") == {"person-1": "norr"}


def test_an_agreement_for_other_services_has_no_places_for_the_customer(town):
    town.with_agreement("stad", bundle="service")
    town.registered(["person-1"], "egen")

    with pytest.raises(BundleNotDelivered):
        place(town, "person-1", "stad")
    with pytest.raises(BundleNotDelivered):
        town.registered(["person-2"], "stad")


def test_whoever_waits_already_is_not_queued_again_when_a_round_is_adopted(town):
    town.registered(["person-1", "person-2"], "egen")
    place(town, "person-1", "avtal-a")
    who = {"customer": "person-2", "bundle": "omvardnad", "agreement": "avtal-a"}
    town.do("customer_choice.queue", who)
    a_round(town, ["person-2"])
    town.do("choice_round.adopt", {"round": "val"})

    assert list(town.case("agreement:avtal-a").queue) == ["person-2"]


def test_a_wish_of_an_earlier_round_is_not_a_wish_of_this_one(town):
    town.registered(["person-1"], "egen")
    a_round(town, ["person-1"], name="forra", wish="avtal-b")
    a_round(town, ["person-1"], name="denna", wish=None, last_day="2026-07-31")

    (placement,) = town.case("choice_round:denna").placements

    assert placement.reason.startswith("Du gjorde inget val")


@pytest.mark.parametrize("areas", [["soder"], ["norr", "norr"]])
def test_nobody_is_left_out_of_the_waves_or_in_two_of_them(town, areas):
    town.registered(["person-1"], "egen")
    a_round(town, ["person-1"], wish="avtal-b")
    town.do("choice_round.adopt", {"round": "val"})
    waves = [
        {"wave": f"v-{number}", "on": "2027-01-01", "areas": [area]}
        for number, area in enumerate(areas)
    ]

    with pytest.raises(CustomersLeftOut):
        town.do("transition.plan", {"transition": "t", "round": "val", "waves": waves})


def a_round(
    town: Town,
    customers: list[str],
    *,
    name: str = "val",
    wish: str | None = "avtal-a",
    last_day: str = "2026-06-30",
) -> None:
    """A round in which every customer has one wish, closed and proposed."""
    whose = {"round": name, "system": "staden", "bundle": "omvardnad"}
    town.do("choice_round.open", {**whose, "last_day": last_day})
    invitation = {"round": name, "customers": customers, "channel": "brev"}
    town.do("choice_round.invite", invitation)
    for customer in customers if wish else []:
        choice = {"customer": customer, "bundle": "omvardnad", "wishes": [wish]}
        town.do("customer_choice.choose", {**choice, "round": name})
    town.at(f"{date.fromisoformat(last_day) + timedelta(days=1)}T00:00")
    offers = {"round": name, "agreements": ["egen", "avtal-a", "avtal-b"]}
    town.do("choice_round.propose", offers)
