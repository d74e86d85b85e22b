"""Customers of a period: who had whom, and who chose another while they could stay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.given import day
from upphandling.domain.indicators.customers import (
    Stay,
    checks_done,
    customers_of,
    of_customers,
    rechoice_out,
)
from upphandling.domain.indicators.definition import Unit
from upphandling.domain.indicators.measuring import Measurement

FIRST, LAST = day("2027-01-01"), day("2027-03-31")


def stay(customer: str, first: str, last: str | None, *, away: bool = False) -> Stay:
    return Stay(customer, day(first), None if last is None else day(last), away)


QUARTER = [
    # One has left by choice on the first day, one on the last; one chose later on.
    stay("k-1", "2026-01-01", "2027-01-01", away=True),
    stay("k-2", "2026-01-01", "2027-03-31", away=True),
    stay("k-3", "2026-01-01", "2027-04-01", away=True),
    # One stays, one came late, one left without choosing, one moved within the town.
    stay("k-4", "2026-01-01", None),
    stay("k-5", "2027-03-31", None),
    stay("k-6", "2027-02-01", "2027-02-28"),
    stay("k-7", "2026-01-01", "2027-02-14"),
    stay("k-7", "2027-02-15", None),
]
OUTSIDE = [
    stay("k-8", "2026-01-01", "2026-12-31", away=True),
    stay("k-9", "2027-04-01", None),
    # What a death undid has no days.
    stay("k-10", "2027-02-02", "2027-02-01", away=True),
]


def test_two_of_seven_chose_away_as_worked_by_hand():
    within = [one for one in (*QUARTER, *OUTSIDE) if one.within(FIRST, LAST)]
    found = rechoice_out(within, LAST)

    assert within == QUARTER
    assert found == Measurement(2, 7, 7)
    assert found.value(Unit.PERCENT) == "28.5714"


def test_who_has_left_two_providers_has_left_once():
    twice = [
        stay("k-1", "2027-01-01", "2027-01-31", away=True),
        stay("k-1", "2027-02-01", "2027-02-28", away=True),
        stay("k-2", "2027-02-01", None),
    ]

    assert rechoice_out(twice, LAST) == Measurement(1, 2, 2)


def test_nothing_is_told_of_nobody():
    assert rechoice_out([], LAST) is None
    assert of_customers(3, 0) is None
    assert checks_done(0, 0, 40) is None


def test_complaints_are_told_of_each_hundred_customers():
    found = of_customers(3, 48)

    assert found is not None
    assert (found.value(Unit.PER_HUNDRED), found.of) == ("6.25", 48)


def test_there_may_be_more_complaints_than_customers():
    found = of_customers(3, 2)

    assert found is not None
    assert found.value(Unit.PER_HUNDRED) == "150"


def test_checks_made_are_told_of_those_that_were_due():
    found = checks_done(5, 6, 40)

    assert found is not None
    assert (found.value(Unit.PERCENT), found.of) == ("83.3333", 40)


DAYS = st.dates(day("2026-06-01"), day("2027-12-31"))


@st.composite
def lives(draw: st.DrawFn) -> list[Stay]:
    """Customers who stay with one provider at a time, one day after another."""
    found = []
    for customer in draw(st.sets(st.sampled_from("abcdef"))):
        days = sorted(draw(st.sets(DAYS, min_size=1, max_size=4)))
        lasts: list[date | None] = [one - timedelta(days=1) for one in days[1:]]
        for first, last in zip(days, [*lasts, None], strict=True):
            away = last is not None and draw(st.booleans())
            found.append(Stay(customer, first, last, away))
    return found


@given(lives(), DAYS)
def test_each_choice_to_leave_belongs_to_one_of_two_periods(stays, border):
    """The customers who leave before a day and from it on are all who leave."""
    first, last = day("2026-01-01"), day("2028-12-31")
    periods = (first, border - timedelta(days=1)), (border, last)
    of_each = [
        [s for s in stays if s.within(*days) and s.chose_away and s.last <= days[1]]
        for days in periods
    ]

    assert sum(map(len, of_each)) == sum(stay.chose_away for stay in stays)


@given(lives(), DAYS, DAYS)
def test_nobody_leaves_who_was_not_there(stays, one, other):
    first, last = sorted((one, other))
    within = [stay for stay in stays if stay.within(first, last)]
    found = rechoice_out(within, last)

    if found is None:
        assert customers_of(within) == 0
    else:
        assert 0 <= found.numerator <= found.denominator == found.of


@pytest.mark.parametrize(("first", "last"), [(FIRST, FIRST), (LAST, LAST)])
def test_both_the_first_and_the_last_day_count(first, last):
    assert stay("k-1", "2027-01-01", "2027-03-31").within(first, last)
