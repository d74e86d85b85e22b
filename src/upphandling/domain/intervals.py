"""Dates as plans have them: "början oktober 2019" is an interval, not a day."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import model_validator

from upphandling.domain.base import Value


class Interval(Value):
    """The days on which something may happen, both ends included.

    `wording` keeps the words of the plan ("hösten 2020").
    """

    earliest: date
    latest: date
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
