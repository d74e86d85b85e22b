"""Expected pay: minutes a week, days and rates come to exact öre."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.given import day
from upphandling.domain.compensation import DayKind, Rate, TimeOfDay
from upphandling.domain.configuration import Service
from upphandling.domain.expected_pay import Care, expected_pay, weekdays_between


def rate(
    ore: int,
    day_kind: DayKind = DayKind.ANY_DAY,
    *,
    area: str | None = None,
    service: Service = Service.PERSONAL_CARE,
    time_of_day: TimeOfDay = TimeOfDay.DAY,
) -> Rate:
    return Rate(
        service=service,
        time_of_day=time_of_day,
        day_kind=day_kind,
        area=area,
        ore_per_hour=ore,
    )


def care(
    minutes: int,
    from_day: str,
    until: str,
    day_kind: DayKind = DayKind.ANY_DAY,
    *,
    area: str = "norr",
) -> Care:
    return Care(
        service=Service.PERSONAL_CARE,
        time_of_day=TimeOfDay.DAY,
        day_kind=day_kind,
        area=area,
        minutes=minutes,
        from_day=day(from_day),
        until=day(until),
    )


JUNE = ("2026-06-01", "2026-07-01")  # 30 days, Monday to Tuesday: 22 weekdays


def test_seven_hours_a_week_are_an_hour_a_day():
    pay = expected_pay([rate(40_000)], [care(420, *JUNE)])

    assert (pay.ore, pay.minutes) == (30 * 40_000, 30 * 60)
    assert pay.unpaid == {}


def test_weekends_are_paid_by_their_own_rate():
    rates = [rate(40_000, DayKind.WEEKDAY), rate(60_000, DayKind.WEEKEND)]

    pay = expected_pay(rates, [care(420, *JUNE)])

    assert pay.ore == 22 * 40_000 + 8 * 60_000


def test_what_is_granted_for_weekends_is_spread_over_two_days():
    pay = expected_pay([rate(60_000)], [care(120, *JUNE, DayKind.WEEKEND)])

    assert pay.ore == 8 * 60_000


def test_what_is_granted_for_weekdays_is_spread_over_five():
    pay = expected_pay([rate(60_000)], [care(300, *JUNE, DayKind.WEEKDAY)])

    assert pay.ore == 22 * 60_000


def test_an_area_with_a_rate_of_its_own_is_paid_by_that():
    rates = [rate(40_000, area="norr"), rate(50_000, area="soder")]

    pay = expected_pay(rates, [care(420, *JUNE, area="soder")])

    assert pay.ore == 30 * 50_000


@pytest.mark.parametrize(
    "other",
    [
        rate(40_000, service=Service.MEALS),
        rate(40_000, time_of_day=TimeOfDay.NIGHT),
        rate(40_000, area="soder"),
    ],
)
def test_what_no_rate_pays_for_is_named_and_not_guessed(other):
    pay = expected_pay([other], [care(420, *JUNE)])

    assert pay.ore == 0
    assert pay.unpaid == {
        (Service.PERSONAL_CARE, TimeOfDay.DAY, DayKind.WEEKDAY): 22 * 60,
        (Service.PERSONAL_CARE, TimeOfDay.DAY, DayKind.WEEKEND): 8 * 60,
    }


def test_only_the_weekend_lacks_a_rate():
    pay = expected_pay([rate(40_000, DayKind.WEEKDAY)], [care(420, *JUNE)])

    assert pay.ore == 22 * 40_000
    assert list(pay.unpaid.values()) == [8 * 60]


def test_nothing_is_rounded_before_the_sum():
    third = care(1, "2026-06-01", "2026-06-02")

    pay = expected_pay([rate(60 * 7)], [third] * 3)

    assert pay.exact_ore == 3
    assert expected_pay([rate(30 * 7)], [third]).ore == 1  # half an öre


FIRST = date(2026, 1, 1)
starts = st.integers(min_value=0, max_value=400).map(
    lambda number: FIRST + timedelta(days=number)
)


@given(starts, st.integers(min_value=0, max_value=70))
def test_weekdays_are_counted_as_on_the_fingers(first, length):
    days = [first + timedelta(days=number) for number in range(length)]

    counted = weekdays_between(first, first + timedelta(days=length))

    assert counted == sum(day.weekday() < 5 for day in days)


@given(
    starts,
    st.integers(min_value=0, max_value=60),
    st.integers(min_value=0, max_value=60),
    st.integers(min_value=0, max_value=10_080),
    st.sampled_from(DayKind),
)
def test_a_period_comes_to_what_its_parts_come_to(first, one, other, minutes, kind):
    rates = [rate(41_737, DayKind.WEEKDAY), rate(59_999, DayKind.WEEKEND)]
    middle = first + timedelta(days=one)
    last = middle + timedelta(days=other)

    def pay(start: date, stop: date) -> Fraction:
        granted = care(minutes, str(start), str(stop), kind)
        return expected_pay(rates, [granted]).exact_ore

    assert pay(first, last) == pay(first, middle) + pay(middle, last)
