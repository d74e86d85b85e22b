"""Staff continuity agrees with an example that was worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.given import day
from upphandling.domain.configuration import Service
from upphandling.domain.indicators.continuity import (
    Continuity,
    Meeting,
    StaffMet,
    staff_met,
)
from upphandling.domain.instants import parse_instant

FIRST = day("2026-10-12")  # the last of the fourteen days is when clocks are put back
CARE = Service.PERSONAL_CARE
DAYS = range(14)


def met(
    person: str,
    staff: str,
    number: int,
    clock: str,
    service: Service = CARE,
    *,
    aged: bool | None = True,
) -> Meeting:
    """Somebody comes to a person on one of the fourteen days (from 0)."""
    when = f"{FIRST + timedelta(days=number)}T{clock}"
    starts_at = parse_instant(when, naive_is_local=True)
    return Meeting(person, staff, service, starts_at, aged)


def twice_a_day(
    person: str, mornings: str, evenings: str, *, aged: bool | None = True
) -> Iterator[Meeting]:
    """A letter for who comes on each of the fourteen mornings, and evenings."""
    for number in DAYS:
        yield met(person, mornings[number], number, "08:00", aged=aged)
        yield met(person, evenings[number], number, "19:30", aged=aged)


def example() -> Iterator[Meeting]:
    """Four who are counted, having met 3, 4, 5 and 1, and five who are not."""
    yield from twice_a_day("person-1", "ab" * 7, "c" * 14)  # 3: a, b, c
    yield from twice_a_day("person-2", "a" * 7 + "d" * 7, "c" * 10 + "e" * 4)  # 4
    yield met("person-2", "n", 3, "23:00")  # at night
    yield met("person-2", "m", 3, "12:00", Service.MEALS)
    yield met("person-2", "l", 3, "13:00", Service.SAFETY_ALARM_RESPONSE)
    yield met("person-2", "o", 14, "08:00")  # the day after
    yield met("person-2", "o", -1, "08:00")  # the day before
    yield from twice_a_day("person-3", "a" * 14, "b" * 14, aged=False)
    yield from twice_a_day("person-4", "a" * 14, "b" * 14, aged=None)
    for number in DAYS:
        yield met("person-5", "a", number, "08:00")  # two who come together
        yield met("person-5", "b", number, "08:00")  # make one visit a day
        yield met("person-6", "a", number, "08:00")
        yield met("person-6", "b", number, "08:00")
        yield met("person-6", "c", number, "19:30")
    yield met("person-6", "v", 9, "06:59")
    yield met("person-6", "w", 9, "07:00")  # counts
    yield met("person-6", "x", 9, "21:59")  # counts: a, b, c, w, x are 5
    yield met("person-6", "y", 9, "22:00")
    yield from twice_a_day("person-7", "a" * 14, "a" * 14)  # 1
    for number in DAYS:
        yield met("person-8", "a", number, "08:00")
        if number != 6:
            yield met("person-8", "b", number, "19:30")


def test_the_example_comes_to_what_was_worked_by_hand():
    found = staff_met(example(), FIRST, Continuity())

    assert found.each == (1, 3, 4, 5)
    assert found.mean == Fraction(13, 4)
    assert found.median == Fraction(7, 2)


def test_another_definition_counts_others():
    """Whatever their age: 2 and 2 more. On thirteen of fourteen days: 2 more."""
    of_all_ages = staff_met(example(), FIRST, Continuity(aged_only=False))
    nearly_daily = staff_met(example(), FIRST, Continuity(on_days=13))

    assert of_all_ages.each == (1, 2, 2, 3, 4, 5)
    assert (of_all_ages.mean, of_all_ages.median) == (Fraction(17, 6), Fraction(5, 2))
    assert nearly_daily.each == (1, 2, 3, 4, 5)
    assert (nearly_daily.mean, nearly_daily.median) == (3, 3)


def test_with_meals_counted_whoever_brings_them_is_met():
    only_alarms = Continuity(without=(Service.SAFETY_ALARM_RESPONSE,))

    assert staff_met(example(), FIRST, only_alarms).each == (1, 3, 5, 5)


def test_of_nobody_there_is_neither_mean_nor_median():
    nobody = staff_met([], FIRST, Continuity())

    assert (nobody.customers, nobody.mean, nobody.median) == (0, None, None)


@pytest.mark.parametrize(
    "wrong",
    [{"on_days": 15}, {"from_time": "22:00"}, {"least_visits": 0}, {"days": 0}],
)
def test_a_definition_must_be_possible(wrong):
    with pytest.raises(ValidationError):
        Continuity(**wrong)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_mean_and_median_lie_between_the_fewest_and_the_most(each):
    found = StaffMet(tuple(sorted(each)))

    assert found.mean is not None
    assert found.median is not None
    assert min(each) <= found.mean <= max(each)
    assert sum(one <= found.median for one in each) * 2 >= len(each)
    assert sum(one >= found.median for one in each) * 2 >= len(each)


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_meetings_are_told_says_nothing(order):
    told = list(example())
    order.shuffle(told)

    assert staff_met(told, FIRST, Continuity()).each == (1, 3, 4, 5)
