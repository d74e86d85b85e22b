"""Indicators are computed from what the house has, and verified from it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.application.test_choice_round import adopt, propose, round_closed
from tests.choosing_town import town_of_choice
from tests.indicator_town import (
    FIRST_CHOICE,
    MEAN,
    SHARE,
    compute,
    define,
    grant,
    record,
    twice_a_day,
    visited,
)
from tests.infrastructure.verification.lived import changed, says, streams_verified
from tests.town import SYSTEM, Town
from tests.visits_town import imported, withdraw
from upphandling.application.indicator.figures import NobodyCounted
from upphandling.application.indicator.groups import AgreementOfAnotherSystem
from upphandling.application.indicator.measured import (
    NotPerAgreement,
    RoundNotInPeriod,
    RoundsMissing,
)
from upphandling.application.indicator.visited import VisitsMissing
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.indicators.refusals import (
    NotComputed,
    PeriodNotOver,
    ValueExists,
)
from upphandling.domain.parts import UnknownPart

A_AND_B = {"computed_by": "continuity_median", "continuity": {}}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        yield visited(town)


def latest(town: Town, indicator: str) -> dict[str, Any]:
    """The last value that was kept, as stored."""
    _, data = town.log(f"indicator:{indicator}")[-1]
    figure = data["figure"]
    return {name: figure[name] for name in ("value", "numerator", "denominator", "of")}


def figure(value: str, numerator: int, denominator: int, of: int) -> dict[str, Any]:
    return {
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "of": of,
    }


@pytest.mark.parametrize(
    ("how", "whose", "found"),
    [
        (MEAN, {}, figure("2", 6, 3, 3)),
        (MEAN, {"agreement": "avtal-a"}, figure("2.5", 5, 2, 2)),
        (A_AND_B, {"agreement": "avtal-a"}, figure("2.5", 5, 2, 2)),
        (MEAN, {"agreement": "avtal-b"}, figure("1", 1, 1, 1)),
        (MEAN, {"area": "norr"}, figure("1.5", 3, 2, 2)),
        (MEAN, {"agreement": "avtal-a", "area": "soder"}, figure("3", 3, 1, 1)),
    ],
)
def test_continuity_is_computed_of_each_group(town, how, whose, found):
    define(town, "kontinuitet", **how)
    compute(town, "kontinuitet", **whose)

    assert latest(town, "kontinuitet") == found


@pytest.mark.parametrize(
    ("whose", "found"),
    [
        # Fourteen hours a week for two weeks each; an hour a day was performed.
        ({}, figure("50", 3 * 14 * 3600, 3 * 28 * 3600, 3)),
        ({"agreement": "avtal-b"}, figure("50", 14 * 3600, 28 * 3600, 1)),
        ({"area": "soder"}, figure("50", 14 * 3600, 28 * 3600, 1)),
    ],
)
def test_performed_time_is_told_of_granted_time(town, whose, found):
    define(town, "utford-tid", **SHARE)
    compute(town, "utford-tid", **whose)

    assert latest(town, "utford-tid") == found


def test_care_that_began_within_the_period_counts_from_its_day(town):
    grant(town, "k-4", "norr", valid_from="2026-01-12")
    imported(town, *twice_a_day("k-4", "a", agreement="avtal-b")[14:])
    define(town, "utford-tid", **SHARE)
    compute(town, "utford-tid", agreement="avtal-b")

    assert latest(town, "utford-tid") == figure("50", 21 * 3600, 42 * 3600, 2)


def test_care_that_ended_within_the_period_counts_to_its_day(town):
    grant(town, "k-4", "norr", valid_to="2026-01-11")
    imported(town, *twice_a_day("k-4", "a", agreement="avtal-b")[:14])
    define(town, "utford-tid", **SHARE)
    compute(town, "utford-tid", agreement="avtal-b")

    assert latest(town, "utford-tid") == figure("50", 21 * 3600, 42 * 3600, 2)


def test_nothing_is_granted_after_a_death(town):
    town.do("customer.note_death", {"customer": "k-3", "on": "2026-01-11"})
    define(town, "utford-tid", **SHARE)
    compute(town, "utford-tid", agreement="avtal-b")

    assert latest(town, "utford-tid") == figure("100", 14 * 3600, 14 * 3600, 1)


def test_who_had_two_providers_is_told_of_neither(town):
    imported(town, twice_a_day("k-3", "x")[0]._replace(visit="extra"))
    define(town, "utford-tid", **SHARE)
    compute(town, "utford-tid", agreement="avtal-a")

    assert latest(town, "utford-tid")["of"] == 2
    with pytest.raises(NobodyCounted):
        compute(town, "utford-tid", agreement="avtal-b")


def test_visits_outside_the_period_do_not_count(town):
    late = [
        one._replace(
            visit=f"sen-{one.visit}",
            starts=one.starts + 14 * 86400,
            ends=one.ends + 14 * 86400,
        )
        for one in twice_a_day("k-1", "xyz")
    ]
    imported(town, *late[:20])
    define(town, "kontinuitet", **MEAN)
    define(town, "utford-tid", **SHARE)
    compute(town, "kontinuitet", agreement="avtal-a")
    compute(town, "utford-tid", agreement="avtal-a")

    assert latest(town, "kontinuitet") == figure("2.5", 5, 2, 2)
    assert latest(town, "utford-tid")["value"] == "50"


def test_what_is_not_read_is_not_counted_as_nothing(town):
    define(town, "kontinuitet", valid_from="2025-12-01", **MEAN)

    with pytest.raises(VisitsMissing) as refused:
        compute(town, "kontinuitet", first="2025-12-29")
    assert refused.value.details == {"system": "staden", "month": "2025-12"}


def test_a_month_whose_visits_are_all_taken_back_has_none(sqlite_url):
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        town.founded()
        withdraw(town, imported(town, *twice_a_day("k-1", "a")))
        define(town, "kontinuitet", **MEAN)

        with pytest.raises(VisitsMissing):
            compute(town, "kontinuitet")


@pytest.mark.parametrize(
    ("how", "told", "refusal"),
    [
        ({}, {}, NotComputed),
        (MEAN, {"first": "2026-01-26"}, PeriodNotOver),
        (MEAN, {"agreement": "avtal-x"}, NoSuchCase),
        (MEAN, {"area": "oster"}, UnknownPart),
        (MEAN, {"system": "annat"}, NoSuchCase),
        (
            {**MEAN, "continuity": {"from_time": "20:00"}},
            {},
            NobodyCounted,
        ),
    ],
)
def test_what_cannot_be_computed_is_refused(town, how, told, refusal):
    define(town, "kontinuitet", **how)

    with pytest.raises(refusal):
        compute(town, "kontinuitet", **told)


def test_an_agreement_of_another_system_is_no_group_of_this_one(town):
    town.do("choice_system.establish", {**SYSTEM, "system": "landet"})
    define(town, "nojdhet")

    with pytest.raises(AgreementOfAnotherSystem):
        record(town, "nojdhet", system="landet", agreement="avtal-a", value="3", of=9)


def test_a_value_is_computed_again_for_a_reason_and_both_are_verified(town):
    define(town, "kontinuitet", **MEAN)
    compute(town, "kontinuitet")
    with pytest.raises(ValueExists):
        compute(town, "kontinuitet")
    batch = imported(town, *twice_a_day("k-4", "abcd", agreement="avtal-b"))
    compute(town, "kontinuitet", reason="En fil saknades")
    assert latest(town, "kontinuitet") == figure("2.5", 10, 4, 4)
    withdraw(town, batch)

    findings = streams_verified(town.house.database)

    assert findings.total == 0


def test_verify_sees_a_value_that_the_visits_do_not_give(town):
    define(town, "kontinuitet", **MEAN)
    compute(town, "kontinuitet")
    database = town.house.database
    wrong = says("figure", "value", to="1.9")
    with changed(database, "indicator.value_computed", wrong):
        (one,) = streams_verified(database).differences

    assert one.derivable
    assert (one.field, one.recorded, one.recomputed) == ("figure.value", "1.9", "2")


# -- First choices -------------------------------------------------------------------


@pytest.fixture
def chosen(sqlite_url: str) -> Iterator[Town]:
    """Three chose one provider with a single place, and the round is decided."""
    for town in town_of_choice(sqlite_url):
        round_closed(
            town,
            person_1="avtal-a avtal-b",
            person_2="avtal-a avtal-b",
            person_3="avtal-a",
        )
        define(town, "forstahandsval", **FIRST_CHOICE)
        yield town


def asked(**told: Any) -> dict[str, Any]:
    return {"first": "2026-01-01", "rounds": ["host-2026"], **told}


def test_first_choices_are_told_of_those_who_chose(chosen):
    propose(chosen)
    adopt(chosen)
    chosen.at("2027-01-01T09:00")
    compute(chosen, "forstahandsval", **asked())

    assert latest(chosen, "forstahandsval") == figure("33.3333", 1, 3, 3)
    assert streams_verified(chosen.house.database).total == 0


def test_a_round_counts_when_it_is_decided_and_in_its_own_period(chosen):
    propose(chosen)
    chosen.at("2028-01-01T09:00")
    with pytest.raises(RoundNotInPeriod):
        compute(chosen, "forstahandsval", **asked())
    adopt(chosen)
    with pytest.raises(RoundNotInPeriod):
        compute(chosen, "forstahandsval", **asked(first="2027-01-01"))
    with pytest.raises(RoundsMissing):
        compute(chosen, "forstahandsval", **asked(rounds=[]))
    with pytest.raises(NotPerAgreement):
        compute(chosen, "forstahandsval", **asked(agreement="avtal-a"))
    with pytest.raises(NobodyCounted):
        compute(chosen, "forstahandsval", **asked(area="soder"))
    chosen.do("choice_system.establish", {**SYSTEM, "system": "landet"})
    with pytest.raises(RoundNotInPeriod):
        compute(chosen, "forstahandsval", **asked(system="landet"))
