"""Values are exact quotients, rounded once; periods are whole ones."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.indicators.test_continuity import FIRST, example
from tests.given import day
from upphandling.domain.allocation.proposal import Missed, Obstacle, Placement
from upphandling.domain.configuration import Basis
from upphandling.domain.indicators.continuity import Continuity
from upphandling.domain.indicators.definition import ComputedBy, Unit
from upphandling.domain.indicators.measuring import (
    Measurement,
    PerformedTime,
    continuity,
    decimal_text,
    first_choice_rate,
    late_share,
    missed_share,
    performed_share,
)
from upphandling.domain.indicators.periods import (
    SHORTEST,
    Period,
    last_day,
    may_begin,
    months_of,
)
from upphandling.domain.indicators.punctuality import Appointment, Punctuality


@pytest.mark.parametrize(
    ("by", "value"),
    [(ComputedBy.CONTINUITY_MEAN, "3.25"), (ComputedBy.CONTINUITY_MEDIAN, "3.5")],
)
def test_continuity_is_what_was_worked_by_hand_by_both_definitions(by, value):
    found = continuity(example(), FIRST, Continuity(), by)

    assert found is not None
    assert (found.value(Unit.NUMBER), found.of) == (value, 4)


def test_continuity_of_nobody_is_no_value():
    assert continuity([], FIRST, Continuity(), ComputedBy.CONTINUITY_MEAN) is None


def test_performed_of_granted_time_leaves_out_those_without_granted_time():
    times = [
        PerformedTime(3600, Fraction(7200)),
        PerformedTime(1800, Fraction(1800)),
        PerformedTime(900, Fraction(0)),
    ]

    assert performed_share(times) == Measurement(5400, 9000, 2)
    assert Measurement(5400, 9000, 2).value(Unit.PERCENT) == "60"
    assert performed_share(times[2:]) is None


def placed(rank: int | None, *missed: int) -> Placement:
    return Placement(
        customer="person-1",
        area="norr",
        agreement="avtal-a",
        provider="utforare-a",
        basis=Basis.CHOICE if rank else Basis.DEFAULT,
        reason="Så valde kunden",
        rank=rank,
        missed=tuple(
            Missed(rank=one, agreement="avtal-b", obstacle=Obstacle.FULL)
            for one in missed
        ),
    )


def test_first_choices_are_counted_of_those_who_chose():
    placements = [placed(1), placed(2, 1), placed(None, 1, 2), placed(None)]

    assert first_choice_rate(placements) == Measurement(1, 3, 3)
    assert first_choice_rate([placed(None)]) is None


def appointment(customer: str, planned: int, began: int | None) -> Appointment:
    """Minutes after a midnight."""
    seconds = None if began is None else began * 60
    return Appointment(customer, planned * 60, seconds)


def a_day() -> list[Appointment]:
    """Worked by hand: eight planned visits, two never made, three of six too late."""
    return [
        appointment("k-1", 480, 480),  # on time
        appointment("k-1", 720, 735),  # fifteen minutes, which is allowed
        appointment("k-1", 1080, 1096),  # sixteen
        appointment("k-2", 480, 450),  # early is not late
        appointment("k-2", 720, None),
        appointment("k-3", 480, 600),  # two hours
        appointment("k-3", 720, None),
        appointment("k-3", 1430, 1450),  # past midnight
    ]


def test_missed_visits_are_told_of_those_that_were_planned():
    found = missed_share(a_day())

    assert found == Measurement(2, 8, 3)
    assert found.value(Unit.PERCENT) == "25"


def test_late_visits_are_told_of_those_that_were_made():
    found = late_share(a_day(), Punctuality())

    assert found == Measurement(3, 6, 3)
    assert found.value(Unit.PERCENT) == "50"


def test_how_late_is_too_late_is_a_part_of_the_definition():
    assert late_share(a_day(), Punctuality(late_after_minutes=20)) == Measurement(
        1, 6, 3
    )
    assert late_share(a_day(), Punctuality(late_after_minutes=0)) == Measurement(
        4, 6, 3
    )


def test_nothing_is_told_of_visits_that_were_not_planned_or_not_made():
    assert missed_share([]) is None
    assert late_share([appointment("k-1", 480, None)], Punctuality()) is None


def test_a_second_too_many_is_late():
    just, more = Appointment("k-1", 0, 900), Appointment("k-1", 0, 901)

    assert [Punctuality().is_late(one) for one in (just, more)] == [False, True]


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        (Fraction(1, 3), "0.3333"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(1, 20000), "0.0001"),
        (Fraction(25, 2), "12.5"),
        (Fraction(100), "100"),
        (Fraction(-1, 20000), "-0.0001"),
        (Fraction(0), "0"),
    ],
)
def test_a_value_has_at_most_four_decimals_and_none_that_says_nothing(exact, text):
    assert decimal_text(exact) == text


@given(st.fractions(-(10**6), 10**6), st.integers(0, 6))
def test_a_value_is_rounded_to_the_nearest(exact, decimals):
    kept = Fraction(decimal_text(exact, decimals))

    assert abs(kept - exact) * 2 <= Fraction(1, 10**decimals)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.FORTNIGHT, "2026-10-12", "2026-10-25"),
        (Period.MONTH, "2026-02-01", "2026-02-28"),
        (Period.MONTH, "2028-02-01", "2028-02-29"),
        (Period.QUARTER, "2026-10-01", "2026-12-31"),
        (Period.YEAR, "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_ends_where_the_next_begins(period, first, last):
    assert may_begin(period, day(first))
    assert last_day(period, day(first)) == day(last)
    assert may_begin(period, day(last) + timedelta(days=1))


@pytest.mark.parametrize(
    ("period", "first"),
    [
        (Period.FORTNIGHT, "2026-10-13"),
        (Period.MONTH, "2026-10-02"),
        (Period.QUARTER, "2026-11-01"),
        (Period.QUARTER, "2026-10-02"),
        (Period.YEAR, "2026-07-01"),
    ],
)
def test_a_period_begins_on_no_other_day(period, first):
    assert not may_begin(period, day(first))


@given(st.dates(day("2000-01-01"), day("2090-01-01")), st.sampled_from(Period))
def test_a_period_has_at_least_as_many_days_as_its_shortest(first, period):
    if may_begin(period, first):
        days = (last_day(period, first) - first).days + 1
        assert days >= SHORTEST[period]


def test_days_touch_every_month_between_them():
    assert months_of(day("2025-11-24"), day("2026-02-01")) == (
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    )
