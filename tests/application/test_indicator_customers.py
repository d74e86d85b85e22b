"""Indicators of customers, complaints and checks are counted, and verified again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.checked_town import checked, scheduled
from tests.indicator_town import SHARE, compute, define
from tests.infrastructure.verification.lived import changed, says, streams_verified
from tests.moving_town import IN_HOUSE, NEW, OLD, OTHER, living, ready_town
from tests.stopped import reported
from tests.town import SYSTEM, Town
from upphandling.application.indicator.counted import NotPerArea
from upphandling.application.indicator.figures import NobodyCounted
from upphandling.domain.base import Role

YEAR = {**SHARE, "valid_from": "2026-01-01", "period": "year"}
RECHOICE = {**YEAR, "title": "Bortval", "computed_by": "rechoice_out"}
COMPLAINTS = {
    **YEAR,
    "title": "Klagomål",
    "unit": "per_hundred",
    "computed_by": "complaints_per_100",
}
CHECKS = {**YEAR, "title": "Gjorda kontroller", "computed_by": "checks_done_share"}
OF_2026 = {"first": "2026-01-01"}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """Six customers of a provider whose agreement ends with 2026, one of another."""
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town)
        living(town, {f"k-{number}": "norr" for number in range(1, 6)})
        living(town, {"k-6": "soder"})
        living(town, {"k-7": "norr"}, IN_HOUSE)
        yield town


def moved(town: Town, customer: str, to: str, on: str, **told: Any) -> None:
    """Somebody wishes a provider, who takes over on a day."""
    who = {"customer": customer, "bundle": "omvardnad"}
    town.at(f"{on}T07:00")
    town.do("customer_choice.choose", {**who, "wishes": [to]})
    place = {"agreement": to, "reason": "Så blev det.", **told}
    town.do("customer_choice.place", {**who, **place})
    town.do("customer_choice.take_over", {**who, "on": on})


def latest(town: Town, indicator: str = "tal") -> dict[str, Any]:
    _, data = town.log(f"indicator:{indicator}")[-1]
    return data


def fraction(town: Town, **whose: Any) -> str:
    """The value that was counted, as numerator/denominator of so many."""
    compute(town, "tal", **OF_2026, **whose)
    figure = latest(town)["figure"]
    return f"{figure['numerator']}/{figure['denominator']} av {figure['of']}"


def test_customers_who_chose_another_are_told_of_those_the_provider_had(town):
    moved(town, "k-1", NEW, "2026-11-02")
    moved(town, "k-6", OTHER, "2026-12-01")
    moved(town, "k-2", OTHER, "2026-12-02", basis="reassigned")
    town.at("2027-01-01T09:00")
    define(town, "tal", **RECHOICE)

    assert fraction(town, agreement=OLD) == "2/6 av 6"
    assert fraction(town, agreement=OLD, area="norr") == "1/5 av 5"
    assert fraction(town, agreement=OTHER) == "0/2 av 2"
    assert fraction(town) == "2/7 av 7"
    assert latest(town)["agreements"] == [OTHER, IN_HOUSE, OLD, NEW]
    assert latest(town)["figure"]["value"] == "28.5714"
    assert streams_verified(town.house.database).total == 0


def test_whoever_must_leave_when_the_agreement_ends_has_not_chosen_away(town):
    moved(town, "k-1", NEW, "2026-12-31")
    moved(town, "k-2", NEW, "2027-01-01")
    town.at("2027-01-01T09:00")
    define(town, "tal", **RECHOICE)

    assert fraction(town, agreement=OLD) == "1/6 av 6"


def test_whoever_leaves_after_a_rescission_has_not_chosen_away(town):
    moved(town, "k-1", NEW, "2026-11-02")
    town.do(
        "agreement.rescind",
        {"agreement": OLD, "grounds": "Avtalsbrott", "wind_up_until": "2026-12-31"},
    )
    moved(town, "k-2", NEW, "2026-11-09")
    town.at("2027-01-01T09:00")
    define(town, "tal", **RECHOICE)

    assert fraction(town, agreement=OLD) == "1/6 av 6"


def test_whoever_died_has_not_chosen_away_nor_whoever_moved_within_the_town(town):
    town.do(
        "customer_choice.move_area",
        {"customer": "k-1", "bundle": "omvardnad", "area": "soder", "on": "2026-10-01"},
    )
    town.do(
        "customer_choice.end_care",
        {"customer": "k-2", "bundle": "omvardnad", "last_day": "2026-10-01"},
    )
    town.at("2027-01-01T09:00")
    define(town, "tal", **RECHOICE)

    assert fraction(town, agreement=OLD) == "0/6 av 6"
    assert fraction(town, agreement=OLD, area="soder") == "0/2 av 2"


def test_nobody_is_a_customer_before_they_came_or_after_the_agreement(town):
    """Nobody stepped in when it ended; those it left are nobody's."""
    moved(town, "k-1", NEW, "2026-11-02")
    moved(town, "k-7", NEW, "2027-05-03")
    town.at("2028-01-01T09:00")
    define(town, "tal", **{**RECHOICE, "valid_from": "2025-01-01"})
    of_2027 = {"first": "2027-01-01"}

    assert fraction(town, agreement=NEW) == "0/1 av 1"
    compute(town, "tal", agreement=NEW, **of_2027)
    assert latest(town)["figure"]["of"] == 2
    with pytest.raises(NobodyCounted):
        compute(town, "tal", agreement=OLD, **of_2027)
    with pytest.raises(NobodyCounted):
        compute(town, "tal", first="2025-01-01")


def test_agreements_of_another_system_are_not_of_this_one(complained):
    complained.do("choice_system.establish", {**SYSTEM, "system": "landet"})
    complained.with_agreement("annanstans", system="landet", starts_on="2026-01-01")
    town_of_others = {"system": "landet", "bundle": "omvardnad", "since": "2026-01-01"}
    other = {"customer": "k-9", "area": "norr", "minutes_per_week": 600}
    complained.do(
        "customer_choice.register",
        {**town_of_others, "customers": [{**other, "agreement": "annanstans"}]},
    )
    reported(complained, "annanstans", discovered_on="2026-05-01")

    assert fraction(complained) == "3/7 av 7"


def test_a_provider_without_customers_has_no_value(town):
    town.at("2027-01-01T09:00")
    define(town, "tal", **RECHOICE)

    with pytest.raises(NobodyCounted):
        compute(town, "tal", agreement=NEW, **OF_2026)


# -- Complaints ----------------------------------------------------------------------


@pytest.fixture
def complained(town: Town) -> Town:
    """Two complaints of one provider in the year, one of another, and what is neither."""
    reported(town, OLD, deviation="klagomal-2")
    reported(town, OLD, deviation="klagomal-1", discovered_on="2026-01-01")
    reported(town, OLD, deviation="tidigare", discovered_on="2025-12-31")
    reported(town, OLD, deviation="egen-kontroll", origin="own_control")
    town.at("2027-01-01T09:00")
    reported(town, IN_HOUSE, deviation="klagomal-3", discovered_on="2026-12-31")
    reported(town, OLD, deviation="senare")
    define(town, "tal", **COMPLAINTS)
    return town


def test_complaints_of_the_period_are_told_of_each_hundred_customers(complained):
    assert fraction(complained, agreement=OLD) == "2/6 av 6"
    assert latest(complained)["deviations"] == ["klagomal-1", "klagomal-2"]
    assert latest(complained)["figure"]["value"] == "33.3333"
    assert fraction(complained) == "3/7 av 7"
    assert latest(complained)["agreements"] == [IN_HOUSE, OLD]
    assert streams_verified(complained.house.database).total == 0


def test_what_was_reported_afterwards_does_not_make_an_earlier_value_wrong(complained):
    compute(complained, "tal", **OF_2026)
    reported(complained, OLD, deviation="klagomal-4", discovered_on="2026-05-01")
    assert streams_verified(complained.house.database).total == 0

    compute(complained, "tal", reason="Ett klagomål kom in sent", **OF_2026)

    assert latest(complained)["figure"]["numerator"] == 4
    assert streams_verified(complained.house.database).total == 0


def test_complaints_have_no_area(complained):
    with pytest.raises(NotPerArea):
        compute(complained, "tal", area="norr", **OF_2026)


@pytest.mark.parametrize(
    ("path", "to", "field"),
    [
        (("figure", "numerator"), 2, "figure.numerator"),
        (("agreements", 0), NEW, "agreements"),
        (("deviations", 0), "klagomal-9", "deviations"),
    ],
)
def test_verify_sees_a_count_that_the_log_does_not_give(complained, path, to, field):
    compute(complained, "tal", **OF_2026)
    database = complained.house.database
    with changed(database, "indicator.value_counted", says(*path, to=to)):
        (one,) = streams_verified(database).differences

    assert one.derivable
    assert one.field.partition("[")[0] == field


# -- Checks --------------------------------------------------------------------------


@pytest.fixture
def followed_up(sqlite_url: str) -> Iterator[Town]:
    """A provider with quarterly checks in 2027: one made, one missed, one made late."""
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town, ends_on=None)
        living(town, {"k-1": "norr", "k-2": "norr"})
        scheduled(town)
        define(town, "tal", **CHECKS)
        yield town


def check(town: Town, due: str, on: str) -> None:
    town.at(f"{on}T09:00")
    checked(town, f"ledning.{due}", OLD)


def test_checks_that_were_due_are_told_whether_they_were_made(followed_up):
    check(followed_up, "2027-04-01", "2027-04-15")
    followed_up.at("2027-07-16T09:00")
    check(followed_up, "2027-10-01", "2027-11-30")
    followed_up.at("2028-01-03T09:00")
    compute(followed_up, "tal", first="2027-01-01", agreement=OLD)

    # That of the first of January is to be made by the fifteenth of the next year.
    figure = latest(followed_up)["figure"]
    assert (figure["numerator"], figure["denominator"], figure["of"]) == (2, 3, 2)
    assert figure["value"] == "66.6667"
    assert streams_verified(followed_up.house.database).total == 0


def test_what_was_cancelled_was_not_to_be_made(followed_up):
    followed_up.at("2027-03-01T09:00")
    followed_up.do(
        "follow_up.cancel_check",
        {"follow_up": OLD, "check": "ledning.2027-04-01", "reason": "Flyttad"},
        role=Role.CONTRACT_MANAGER,
    )
    followed_up.at("2028-01-03T09:00")
    compute(followed_up, "tal", first="2027-01-01", agreement=OLD)

    assert latest(followed_up)["figure"]["denominator"] == 2


def test_what_is_to_be_made_unannounced_is_not_given_away(sqlite_url):
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town, ends_on=None)
        scheduled(town, announced=False)
        define(town, "tal", **CHECKS)
        town.at("2028-01-03T09:00")

        with pytest.raises(NobodyCounted):
            compute(town, "tal", first="2027-01-01")


def test_checks_have_no_area(followed_up):
    followed_up.at("2028-01-03T09:00")

    with pytest.raises(NotPerArea):
        compute(followed_up, "tal", first="2027-01-01", area="norr")
