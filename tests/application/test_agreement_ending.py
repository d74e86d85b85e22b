"""An agreement ends, and nobody it answered for is without a provider for a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.given import day, local
from tests.town import SYSTEM, Town
from upphandling.domain.agreement.refusals import AgreementNotOver, NobodyStepsIn
from upphandling.domain.customer_choice.refusals import NotPlaced
from upphandling.domain.instants import NotYet

FALLBACK = {
    "system": "staden",
    "bundle": "omvardnad",
    "agreement": "egen",
    "legal_basis": "Fullmäktiges beslut § 7",
}
JULY, AFTER = "2026-07-01T00:00", day("2026-07-01")


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-05-18T09:00") as town:
        town.do("choice_system.establish", SYSTEM)
        own = {
            "agreement": "egen",
            "system": "staden",
            "provider": "egen-regi",
            "name": "Kommunens egen regi",
            "bundle": "omvardnad",
            "areas": ["norr"],
            "starts_on": "2026-01-01",
        }
        town.do("agreement.entrust_in_house", own)
        term = {"starts_on": "2026-01-01", "ends_on": "2026-06-30"}
        town.with_agreement("avtal-a", **term)
        town.with_agreement("avtal-b", starts_on="2026-01-01")
        town.registered(["person-1", "person-2"], "avtal-a")
        yield town


def place(town: Town, customer: str, agreement: str) -> None:
    town.chose(customer, agreement)


def take_over(town: Town, customer: str, on: str) -> None:
    who = {"customer": customer, "bundle": "omvardnad"}
    town.do("customer_choice.take_over", {**who, "on": on})


def choice(town: Town, customer: str = "person-1") -> Any:
    return town.case(f"customer_choice:{customer}/omvardnad")


def agreement(town: Town, key: str) -> Any:
    return town.case(f"agreement:{key}")


def rescind(town: Town, key: str, until: str) -> None:
    what = {"agreement": key, "grounds": "Brister.", "wind_up_until": until}
    town.do("agreement.rescind", what)


def told(town: Town, case_id: str) -> list[str]:
    return [topic for topic, _ in town.log(case_id)]


# -- The end -----------------------------------------------------------------------


def test_on_the_day_after_the_last_one_the_fallback_is_responsible(town):
    town.do("choice_system.name_fallback", FALLBACK)

    fallen = town.at(JULY)

    assert "agreement.expired" in fallen
    assert (choice(town).agreement, choice(town).since) == ("egen", AFTER)
    assert set(agreement(town, "egen").stepped_in) == {"person-1", "person-2"}
    assert agreement(town, "avtal-a").customers == {}


def test_the_fallback_answers_from_the_legal_day_when_the_clock_is_late(town):
    town.do("choice_system.name_fallback", FALLBACK)

    town.at("2026-07-09T12:00")

    assert choice(town).since == AFTER


def test_without_a_fallback_those_who_are_left_are_named(town):
    town.at(JULY)

    assert town.log("agreement:avtal-a")[-1][1]["customers"] == ["person-1", "person-2"]
    assert agreement(town, "avtal-a").left == {"person-1": AFTER, "person-2": AFTER}
    assert choice(town).agreement == "avtal-a"


def test_a_fallback_whose_commission_is_over_answers_for_nobody(town):
    town.do("choice_system.name_fallback", FALLBACK)
    rescind(town, "egen", "2026-06-01")

    town.at(JULY)

    assert set(agreement(town, "avtal-a").left) == {"person-1", "person-2"}


def test_nobody_falls_back_on_the_agreement_that_ends(town):
    town.do("choice_system.name_fallback", FALLBACK)
    town.registered(["person-3"], "egen")
    rescind(town, "egen", "2026-06-01")

    town.at("2026-06-02T00:00")

    assert set(agreement(town, "egen").left) == {"person-3"}


def test_whoever_has_no_care_any_more_falls_back_on_nobody(town):
    town.do("choice_system.name_fallback", FALLBACK)
    who = {"customer": "person-2", "bundle": "omvardnad"}
    town.do("customer_choice.end_care", {**who, "last_day": "2026-05-18"})

    town.at(JULY)

    assert set(agreement(town, "egen").stepped_in) == {"person-1"}


def test_a_provider_given_notice_answers_until_the_last_day(town):
    town.do("choice_system.name_fallback", FALLBACK)
    notice = {"agreement": "avtal-a", "ends_on": "2026-06-15", "reason": "Begäran."}
    town.do("agreement.give_notice", notice)

    town.at("2026-06-15T23:59:59")
    assert choice(town).agreement == "avtal-a"

    town.at("2026-06-16T00:00")
    assert (choice(town).agreement, choice(town).since) == ("egen", day("2026-06-16"))


# -- The fallback that comes later -----------------------------------------------------


def test_whoever_was_left_falls_back_when_somebody_has_been_named(town):
    town.at("2026-07-06T08:00")
    town.do("choice_system.name_fallback", FALLBACK)

    town.do("agreement.fall_back", {"agreement": "avtal-a", "on": "2026-07-06"})

    assert (choice(town).agreement, choice(town).since) == ("egen", day("2026-07-06"))
    assert agreement(town, "avtal-a").left == {}


def test_nobody_falls_back_while_the_provider_still_answers(town):
    town.do("choice_system.name_fallback", FALLBACK)
    later(town, "2026-07-06T08:00")

    with pytest.raises(AgreementNotOver):
        town.do("agreement.fall_back", {"agreement": "avtal-a", "on": "2026-06-30"})


def test_nobody_falls_back_on_a_day_to_come(town):
    town.do("choice_system.name_fallback", FALLBACK)

    with pytest.raises(NotYet):
        town.do("agreement.fall_back", {"agreement": "avtal-a", "on": "2026-07-01"})


def test_nobody_falls_back_on_nobody(town):
    town.at(JULY)

    with pytest.raises(NobodyStepsIn):
        town.do("agreement.fall_back", {"agreement": "avtal-a", "on": "2026-07-01"})


# -- The rescission ------------------------------------------------------------------


def test_a_rescinded_provider_answers_until_the_wind_up_ends(town):
    town.do("choice_system.name_fallback", FALLBACK)
    rescind(town, "avtal-a", "2026-05-25")

    town.at("2026-05-25T23:59:59")
    assert choice(town).agreement == "avtal-a"

    assert "agreement.wound_up" in town.at("2026-05-26T00:00")
    assert (choice(town).agreement, choice(town).since) == ("egen", day("2026-05-26"))


def test_nobody_waits_for_a_place_with_a_provider_whose_agreement_was_rescinded(town):
    place(town, "person-1", "avtal-b")

    rescind(town, "avtal-b", "2026-05-25")

    assert choice(town).placed_at is None
    assert agreement(town, "avtal-b").holders == {}
    assert choice(town).agreement == "avtal-a"


def test_nobody_waits_in_the_queue_of_a_rescinded_agreement(town):
    who = {"customer": "person-1", "bundle": "omvardnad", "agreement": "avtal-b"}
    town.do("customer_choice.queue", who)

    rescind(town, "avtal-b", "2026-05-25")

    assert choice(town).queued_at == set()


def test_nobody_waits_for_an_agreement_that_has_expired(town):
    who = {"customer": "person-3", "bundle": "omvardnad", "agreement": "avtal-a"}
    town.registered(["person-3", "person-4"], "egen")
    town.do("customer_choice.queue", who)
    place(town, "person-4", "avtal-a")

    town.at(JULY)

    assert choice(town, "person-3").queued_at == set()
    assert choice(town, "person-4").placed_at is None
    assert "person-4" not in agreement(town, "avtal-a").holders


def test_a_place_ahead_stands_when_the_present_provider_falls_away(town):
    town.do("choice_system.name_fallback", FALLBACK)
    place(town, "person-1", "avtal-b")

    town.at(JULY)
    take_over(town, "person-1", "2026-07-01")

    assert (choice(town).agreement, choice(town).since) == ("avtal-b", AFTER)
    assert set(agreement(town, "egen").stepped_in) == {"person-2"}


# -- The takeover that comes later -----------------------------------------------------


def later(town: Town, at: str) -> None:
    """Time goes on, and the clock has not yet seen it."""
    town.clock.now = local(at)


def test_a_takeover_after_the_end_leaves_no_day_without_a_provider(town):
    town.do("choice_system.name_fallback", FALLBACK)
    place(town, "person-1", "avtal-b")
    later(town, "2026-07-06T08:00")

    take_over(town, "person-1", "2026-07-06")

    assert told(town, "customer_choice:person-1/omvardnad")[-2:] == [
        "customer_choice.fell_back",
        "customer_choice.taken_over",
    ]
    (_, fell), (_, over) = town.log("customer_choice:person-1/omvardnad")[-2:]
    assert (fell["on"], fell["agreement"]) == ("2026-07-01", "egen")
    assert (over["on"], over["before"]) == ("2026-07-06", "egen")
    assert agreement(town, "egen").customers == {}
    assert set(agreement(town, "avtal-a").customers) == {"person-2"}


def test_a_takeover_on_the_day_after_the_last_one_follows_at_once(town):
    town.do("choice_system.name_fallback", FALLBACK)
    place(town, "person-1", "avtal-b")
    later(town, "2026-07-06T08:00")

    take_over(town, "person-1", "2026-07-01")

    assert "customer_choice.fell_back" not in told(
        town, "customer_choice:person-1/omvardnad"
    )


def test_whoever_was_to_come_to_the_fallback_is_there_already(town):
    town.do("choice_system.name_fallback", FALLBACK)
    place(town, "person-1", "egen")
    later(town, "2026-07-06T08:00")

    take_over(town, "person-1", "2026-07-06")

    assert (choice(town).agreement, choice(town).since) == ("egen", AFTER)
    assert choice(town).placed_at is None
    assert set(agreement(town, "egen").holders) == {"person-1"}
    assert set(agreement(town, "avtal-a").customers) == {"person-2"}


def test_a_gap_that_nobody_filled_is_told_as_it_was(town):
    place(town, "person-1", "avtal-b")
    later(town, "2026-07-06T08:00")

    take_over(town, "person-1", "2026-07-06")

    (left,) = [
        data
        for topic, data in town.log("agreement:avtal-a")
        if topic == "agreement.customers_left"
    ]
    assert (left["customers"], left["from_on"]) == (["person-1"], "2026-07-01")
    assert choice(town).since == day("2026-07-06")
    assert agreement(town, "avtal-a").left == {}


def test_a_gap_is_not_filled_afterwards(town):
    place(town, "person-1", "avtal-b")
    town.at(JULY)
    town.do("choice_system.name_fallback", FALLBACK)
    later(town, "2026-07-06T08:00")

    take_over(town, "person-1", "2026-07-06")

    assert "customer_choice.fell_back" not in told(
        town, "customer_choice:person-1/omvardnad"
    )


def test_whoever_has_no_place_ahead_is_not_moved_by_the_attempt(town):
    town.do("choice_system.name_fallback", FALLBACK)
    later(town, "2026-07-06T08:00")

    with pytest.raises(NotPlaced):
        take_over(town, "person-1", "2026-07-06")

    assert choice(town).agreement == "avtal-a"
