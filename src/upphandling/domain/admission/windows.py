"""Application windows (ansökningsomgångar): apply by one day, start on another.

Continuous announcing does not mean that one may start at once: a municipality may take
in new providers on a few fixed days a year. The days are its own order, not law.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.domain.base import Value
from upphandling.domain.calendar import A_COMMON_YEAR
from upphandling.domain.instants import ONE_DAY


class DayOfYear(Value):
    """A day that comes every year: never 29 February."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]

    @model_validator(mode="after")
    def _comes_every_year(self) -> Self:
        try:
            self.in_year(A_COMMON_YEAR)
        except ValueError:
            message = "dagen finns inte varje år"
            raise ValueError(message) from None
        return self

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)

    def first_from(self, day: date) -> date:
        """The first such day that is not before another."""
        this_year = self.in_year(day.year)
        return this_year if day <= this_year else self.in_year(day.year + 1)


class Window(Value):
    """One round: the last day to apply, counted whole, and the first day to deliver."""

    window: str
    apply_by: date
    start_on: date


class RecurringWindow(Value):
    """A round that comes every year."""

    window: str
    apply_by: DayOfYear
    start_on: DayOfYear

    def coming(self, day: date) -> Window:
        """The first round in which somebody who applies on the day takes part."""
        apply_by = self.apply_by.first_from(day)
        return Window(
            window=f"{self.window}-{apply_by.year}",
            apply_by=apply_by,
            start_on=self.start_on.first_from(apply_by + ONE_DAY),
        )


def window_on(
    day: date, recurring: Iterable[RecurringWindow], scheduled: Iterable[Window]
) -> Window | None:
    """The round of an application that came in on the day: the first to end, if any."""
    open_ones = [window for window in scheduled if day <= window.apply_by]
    open_ones += [yearly.coming(day) for yearly in recurring]
    return min(open_ones, key=lambda w: (w.apply_by, w.window), default=None)


def successor(window: Window, recurring: Sequence[RecurringWindow]) -> Window | None:
    """The same round a year later, where it comes every year."""
    for yearly in recurring:
        if yearly.coming(window.apply_by) == window:
            return yearly.coming(window.apply_by + ONE_DAY)
    return None
