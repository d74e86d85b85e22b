"""Lengths of time as the law has them: days, weeks, months and years (lag 1930:173)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self


class Unit(StrEnum):
    """What a length is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


IN_SWEDISH = {
    Unit.DAYS: ("dag", "dagar"),
    Unit.WEEKS: ("vecka", "veckor"),
    Unit.MONTHS: ("månad", "månader"),
    Unit.YEARS: ("år", "år"),
}
UNITS = {word: unit for unit, words in IN_SWEDISH.items() for word in words}
# A century: longer is a slip of the pen, and leads out of every calendar.
MOST = {Unit.DAYS: 36_525, Unit.WEEKS: 5_217, Unit.MONTHS: 1_200, Unit.YEARS: 100}
MONTHS_A_YEAR = 12


class ImpossibleLength(ValueError):
    """A length that is no whole number of days, weeks, months or years above 0."""


@dataclass(frozen=True)
class Length:
    """A whole number, at least 1, of days, weeks, months or years."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= MOST[self.unit]:
            _, many = IN_SWEDISH[self.unit]
            message = f"”{self.amount} {many}” är ingen möjlig längd"
            raise ImpossibleLength(message)

    def __str__(self) -> str:
        one, many = IN_SWEDISH[self.unit]
        return f"{self.amount} {one if self.amount == 1 else many}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A length as it is written in Swedish ("10 dagar", "1 vecka")."""
        amount, _, word = text.strip().partition(" ")
        if not re.fullmatch(r"[0-9]{1,6}", amount) or word not in UNITS:
            message = f"”{text}” är ingen längd, skriv till exempel 10 dagar"
            raise ImpossibleLength(message)
        return cls(int(amount), UNITS[word])

    def after(self, day: date) -> date:
        """The day on which the length ends, when the day itself is day 0.

        Weeks end on the same weekday, months and years on the same number or, where
        the month is too short for it, on its last day (lag 1930:173 1 §).
        """
        return self._from(day, self.amount)

    def before(self, day: date) -> date:
        """The day from which the length leads to the day, counted the same way."""
        return self._from(day, -self.amount)

    def _from(self, day: date, amount: int) -> date:
        if self.unit is Unit.DAYS:
            return day + timedelta(days=amount)
        if self.unit is Unit.WEEKS:
            return day + timedelta(weeks=amount)
        months = amount if self.unit is Unit.MONTHS else amount * MONTHS_A_YEAR
        years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
        year, month = day.year + years, month + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
