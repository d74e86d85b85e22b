"""A schedule of checks: which days follow from it, and which it cannot have."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.follow_up.schedules import QUARTERLY, length, schedule
from tests.given import day, refuses
from upphandling.domain.base import Role
from upphandling.domain.check_schedule import CheckedByOutsider, ChecksOverlap
from upphandling.domain.intervals import LAST_DAY

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def test_a_check_is_reminded_of_before_and_escalated_after():
    when = QUARTERLY.dates(day("2027-04-01"))

    assert when.remind_on == day("2027-03-25")
    assert when.due_on == day("2027-04-01")
    assert when.latest == day("2027-04-15")
    assert when.escalate_on == day("2027-04-22")


def test_the_end_of_a_month_is_not_lost_on_the_way():
    monthly = schedule(every=length("1 månad"))

    assert monthly.nth_due(day("2027-01-31"), 1) == day("2027-02-28")
    assert monthly.nth_due(day("2027-01-31"), 2) == day("2027-03-31")


def test_the_next_check_is_the_first_that_has_not_passed():
    assert QUARTERLY.due_next(day("2027-04-01"), 0, day("2027-04-16")) == 1
    assert QUARTERLY.due_next(day("2027-04-01"), 0, day("2027-07-01")) == 1
    assert QUARTERLY.due_next(day("2027-04-01"), 0, day("2027-07-02")) == 2


def test_nothing_is_planned_after_the_last_day_of_the_calendar():
    assert QUARTERLY.due_next(LAST_DAY, 0, LAST_DAY) is None


@pytest.mark.parametrize("within", ["1 månad", "30 dagar", "5 veckor"])
def test_a_check_must_be_over_before_the_next_is_due(within):
    wanted = schedule(every=length("1 månad"), within=length(within))

    with refuses(None, ChecksOverlap, within=within, every="1 månad"):
        wanted.must_make_sense()


def test_four_weeks_are_less_than_any_month():
    schedule(every=length("1 månad"), within=length("27 dagar")).must_make_sense()


@pytest.mark.parametrize("field", ["responsible", "escalate_to"])
@pytest.mark.parametrize("role", [Role.PROVIDER, Role.CUSTOMER, Role.SCHEDULER])
def test_nobody_outside_the_house_answers_for_a_check(field, role):
    with refuses(None, CheckedByOutsider, role=role):
        schedule(**{field: role}).must_make_sense()


@given(first=DAYS, number=st.integers(0, 40), today=DAYS)
def test_the_next_check_is_later_than_the_one_before_and_never_in_the_past(
    first, number, today
):
    coming = QUARTERLY.due_next(first, number, today)

    if coming is not None:
        assert coming > number
        assert QUARTERLY.nth_due(first, coming) >= today
        assert coming == number + 1 or QUARTERLY.nth_due(first, coming - 1) < today
