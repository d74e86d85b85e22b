"""Missed and late visits are told of the planned ones, and verified again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.indicator_town import SHARE, compute, define, grant
from tests.infrastructure.verification.lived import changed, says, streams_verified
from tests.town import Town
from tests.visits_town import imported, plan, visit, withdraw
from upphandling.application.indicator.planned import PlansMissing
from upphandling.application.indicator.visited import VisitsMissing

MONTH = {"period": "month"}
MISSED = {**SHARE, **MONTH, "title": "Uteblivna", "computed_by": "missed_share"}
LATE = {
    **SHARE,
    **MONTH,
    "title": "Sena",
    "computed_by": "late_share",
    "punctuality": {},
}
JANUARY = {"first": "2026-01-01"}


def day(number: int, hour: str) -> str:
    return f"2026-01-{number:02}T{hour}"


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """Six planned visits of three customers: one is never made, two begin late."""
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        town.founded()
        for agreement in ("avtal-a", "avtal-b"):
            town.with_agreement(
                agreement, areas=["norr", "soder"], starts_on="2026-01-01"
            )
        for customer, area in (("k-1", "norr"), ("k-2", "soder"), ("k-3", "norr")):
            grant(town, customer, area)
        b = {"customer": "k-3", "agreement": "avtal-b"}
        imported(
            town,
            plan("v-1", day(1, "00:00"), day(1, "00:30")),
            plan("v-2", day(2, "08:00"), day(2, "08:30"), customer="k-2"),
            plan("v-3", day(3, "08:00"), day(3, "08:30")),
            plan("v-4", day(4, "08:00"), day(4, "08:30"), **b),
            plan("v-5", day(5, "08:00"), day(5, "08:30"), **b),
            plan("v-6", day(31, "23:50"), day(31, "23:59")),
        )
        imported(
            town,
            visit("v-1", day(1, "00:10"), day(1, "00:40")),
            visit("v-2", day(2, "08:16"), day(2, "08:30"), customer="k-2"),
            visit("v-4", day(4, "07:30"), day(4, "08:00"), **b),
            visit("v-5", day(5, "08:15"), day(5, "08:30"), **b),
            visit("extra", day(6, "08:00"), day(6, "08:30")),
        )
        yield town


def into_february(town: Town) -> int:
    """The visit of the last night was made past midnight, twenty minutes late."""
    late = visit("v-6", "2026-02-01T00:10", "2026-02-01T00:20")
    return imported(town, late, month="2026-02")


def latest(town: Town) -> dict[str, Any]:
    _, data = town.log("indicator:tal")[-1]
    return data


def fraction(town: Town, **whose: Any) -> str:
    compute(town, "tal", **JANUARY, **whose)
    figure = latest(town)["figure"]
    return f"{figure['numerator']}/{figure['denominator']} av {figure['of']}"


def test_missed_visits_are_told_of_each_group(town):
    into_february(town)
    define(town, "tal", **MISSED)

    assert fraction(town) == "1/6 av 3"
    assert fraction(town, agreement="avtal-a") == "1/4 av 2"
    assert fraction(town, agreement="avtal-b") == "0/2 av 1"
    assert fraction(town, area="soder") == "0/1 av 1"
    assert fraction(town, agreement="avtal-a", area="norr") == "1/3 av 1"
    assert streams_verified(town.house.database).total == 0


def test_late_visits_are_told_of_each_group(town):
    into_february(town)
    define(town, "tal", **LATE)

    assert fraction(town) == "2/5 av 3"
    assert fraction(town, agreement="avtal-a") == "2/3 av 2"
    assert fraction(town, agreement="avtal-b") == "0/2 av 1"
    assert latest(town)["figure"]["value"] == "0"
    assert streams_verified(town.house.database).total == 0


def test_a_visit_made_in_a_month_that_is_not_read_yet_is_missed(town):
    define(town, "tal", **MISSED)
    assert fraction(town) == "2/6 av 3"

    into_february(town)
    compute(town, "tal", **JANUARY, reason="Februari är inläst")

    assert latest(town)["figure"]["numerator"] == 1
    assert latest(town)["visits"] == [
        {"month": "2026-01", "batches": [1, 2]},
        {"month": "2026-02", "batches": [3]},
    ]
    assert streams_verified(town.house.database).total == 0


def test_what_is_taken_back_afterwards_does_not_make_a_value_wrong(town):
    define(town, "tal", **MISSED)
    compute(town, "tal", **JANUARY)
    withdraw(town, 2)

    assert streams_verified(town.house.database).total == 0
    with pytest.raises(VisitsMissing):
        compute(town, "tal", **JANUARY, reason="Ett parti är återtaget")


def test_a_month_nearby_that_was_taken_back_is_not_named(town):
    withdraw(town, into_february(town), visit_month="staden.2026-02")
    define(town, "tal", **MISSED)
    compute(town, "tal", **JANUARY)

    assert [told["month"] for told in latest(town)["visits"]] == ["2026-01"]


def test_only_what_was_planned_for_the_days_is_told_of(town):
    define(town, "tal", **{**MISSED, "period": "fortnight"})
    compute(town, "tal", first="2026-01-05")

    assert latest(town)["figure"]["denominator"] == 1


def test_without_plans_nothing_is_missed_or_late(town):
    withdraw(town, 1)
    define(town, "tal", **LATE)

    with pytest.raises(PlansMissing) as refused:
        compute(town, "tal", **JANUARY)
    assert refused.value.details == {"system": "staden", "month": "2026-01"}
    with pytest.raises(PlansMissing):
        compute(town, "tal", first="2026-02-01")


def test_verify_sees_a_share_that_the_plans_do_not_give(town):
    define(town, "tal", **MISSED)
    compute(town, "tal", **JANUARY)
    database = town.house.database
    wrong = says("figure", "numerator", to=0)
    with changed(database, "indicator.value_computed", wrong):
        (one,) = streams_verified(database).differences

    assert (one.field, one.recorded, one.recomputed) == ("figure.numerator", 0, 2)
