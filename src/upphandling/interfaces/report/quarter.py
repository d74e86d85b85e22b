"""A quarter of a year, as it is written: `2021-Q1`."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple, Self

from upphandling.domain.errors import Refused
from upphandling.domain.instants import ONE_DAY
from upphandling.domain.intervals import FIRST_DAY, LAST_DAY

WRITTEN = re.compile(r"(\d{4})-Q([1-4])")
MONTHS = 3


class NoSuchQuarter(ValueError):
    """A text that is no quarter, or one that no calendar has."""


class QuarterNotBegun(Refused):
    """Kvartalet har inte börjat, och det finns inget att rapportera."""


class DayNotYet(Refused):
    """Rapporten kan visa vad som var känt en dag som varit, inte en som kommer."""


class Quarter(NamedTuple):
    """Its name, its first day and its last."""

    name: str
    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `NoSuchQuarter`."""
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise NoSuchQuarter
        year, number = int(found[1]), int(found[2])
        if not FIRST_DAY.year < year < LAST_DAY.year:
            raise NoSuchQuarter
        month = MONTHS * (number - 1) + 1
        after = (
            date(year, month + MONTHS, 1) if number < 4 else date(year + 1, 1, 1)  # noqa: PLR2004
        )
        return cls(text, date(year, month, 1), after - ONE_DAY)

    def told_by(self, on: date | None, today: date) -> date:
        """The day as of which it is told: `on`, or today.

        Raises `QuarterNotBegun` and `DayNotYet`.
        """
        if on is not None and on > today:
            raise DayNotYet(on=on, today=today)
        if (on or today) < self.first:
            raise QuarterNotBegun(quarter=self.name, begins_on=self.first)
        return on or today
