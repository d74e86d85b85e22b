"""Lengths: how the law counts days, weeks, months and years, and how they are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upphandling.domain.lengths import MOST, ImpossibleLength, Length, Unit

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
LENGTHS = st.builds(Length, st.integers(1, 100), st.sampled_from(Unit))


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (Length(1, Unit.DAYS), "1 dag"),
        (Length(10, Unit.DAYS), "10 dagar"),
        (Length(1, Unit.WEEKS), "1 vecka"),
        (Length(3, Unit.WEEKS), "3 veckor"),
        (Length(1, Unit.MONTHS), "1 månad"),
        (Length(6, Unit.MONTHS), "6 månader"),
        (Length(1, Unit.YEARS), "1 år"),
        (Length(3, Unit.YEARS), "3 år"),
    ],
)
def test_a_length_is_written_and_read_in_swedish(length, text):
    assert str(length) == text
    assert Length.parse(text) == length


@given(LENGTHS)
def test_what_was_written_is_read_back(length):
    assert Length.parse(str(length)) == length


@pytest.mark.parametrize(
    "text",
    ["", "10", "dagar", "10 days", "10,5 dagar", "-1 dag", "1 000 dagar", "१ dag"],
)
def test_what_is_no_length_is_refused_in_swedish(text):
    with pytest.raises(ImpossibleLength, match="är ingen längd"):
        Length.parse(text)


@pytest.mark.parametrize("unit", Unit)
def test_a_length_is_at_least_one_and_at_most_a_century(unit):
    for amount in (0, -1, MOST[unit] + 1):
        with pytest.raises(ImpossibleLength, match="ingen möjlig längd"):
            Length(amount, unit)

    assert Length(MOST[unit], unit).after(date(2099, 12, 31)).year in {2199, 2200}


@pytest.mark.parametrize(
    ("trigger", "length", "last_day"),
    [
        ("2024-01-31", "1 månad", "2024-02-29"),
        ("2023-01-31", "1 månad", "2023-02-28"),
        ("2026-08-31", "6 månader", "2027-02-28"),
        ("2026-12-15", "1 månad", "2027-01-15"),
        ("2026-06-10", "24 månader", "2028-06-10"),
        ("2026-06-10", "2 år", "2028-06-10"),
        ("2024-02-29", "1 år", "2025-02-28"),
        ("2024-02-29", "4 år", "2028-02-29"),
        ("2026-06-10", "3 veckor", "2026-07-01"),
        ("2026-02-26", "3 dagar", "2026-03-01"),
    ],
)
def test_weeks_keep_the_weekday_and_months_keep_the_number(trigger, length, last_day):
    assert Length.parse(length).after(day(trigger)) == day(last_day)


@pytest.mark.parametrize(
    ("trigger", "length", "first_day"),
    [
        ("2026-06-30", "6 dagar", "2026-06-24"),
        ("2026-03-03", "6 dagar", "2026-02-25"),
        ("2026-07-01", "3 veckor", "2026-06-10"),
        ("2027-12-31", "18 månader", "2026-06-30"),
        ("2026-01-15", "1 månad", "2025-12-15"),
        ("2024-02-29", "1 år", "2023-02-28"),
    ],
)
def test_a_length_is_counted_backward_in_the_same_way(trigger, length, first_day):
    assert Length.parse(length).before(day(trigger)) == day(first_day)


@given(DAYS, LENGTHS)
def test_backward_and_forward_are_each_others_mirror(trigger, length):
    there = length.after(trigger)
    back = length.before(there)

    if length.unit in {Unit.DAYS, Unit.WEEKS}:
        assert back == trigger
    else:
        assert back <= trigger
        assert (back.year, back.month) == (trigger.year, trigger.month)


def day(text):
    return date.fromisoformat(text)
