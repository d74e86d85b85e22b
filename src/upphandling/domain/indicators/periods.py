"""Periods of indicators: two weeks, a month, a quarter or a year, from their first day."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from upphandling.domain.lengths import Length, Unit


class Period(StrEnum):
    """How long each value is about."""

    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


SHORTEST = {
    Period.FORTNIGHT: 14,
    Period.MONTH: 28,
    Period.QUARTER: 90,
    Period.YEAR: 365,
}
"""Days of the shortest one of each."""

LENGTHS = {
    Period.FORTNIGHT: Length(2, Unit.WEEKS),
    Period.MONTH: Length(1, Unit.MONTHS),
    Period.QUARTER: Length(3, Unit.MONTHS),
    Period.YEAR: Length(1, Unit.YEARS),
}
BEGINS_EVERY = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
THE_DAY_BEFORE = timedelta(days=-1)


def may_begin(period: Period, first: date) -> bool:
    """Whether a period begins on the day: two weeks on a Monday, a quarter in July."""
    if period is Period.FORTNIGHT:
        return first.weekday() == 0
    return first.day == 1 and (first.month - 1) % BEGINS_EVERY[period] == 0


def last_day(period: Period, first: date) -> date:
    """The last day of the period that begins on the first."""
    return LENGTHS[period].after(first) + THE_DAY_BEFORE


def months_of(first: date, last: date) -> tuple[str, ...]:
    """The calendar months that the days touch: `2026-03`."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in months)
