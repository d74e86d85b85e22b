"""Dates as plans have them: "början oktober 2019" is an interval, not a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from upphandling.domain.base import Value

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


def _within_the_calendar(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        message = f"ska ligga mellan {FIRST_DAY} och {LAST_DAY}"
        raise ValueError(message)
    return day


Day = Annotated[date, AfterValidator(_within_the_calendar)]
"""A day that the calendar knows, with room for every deadline that follows it."""


class Interval(Value):
    """The days on which something may happen, both ends included.

    `wording` keeps the words of the plan ("hösten 2020").
    """

    earliest: Day
    latest: Day
    wording: str | None = None

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.latest < self.earliest:
            message = "latest ligger före earliest"
            raise ValueError(message)
        return self

    @classmethod
    def on(cls, day: date) -> Self:
        """A single day."""
        return cls(earliest=day, latest=day)
