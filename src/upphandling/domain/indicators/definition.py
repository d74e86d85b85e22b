"""A definition of an indicator: what it says, of whom, how often, and who is protected.

Everything here is decided by the municipality as data; none of it is law.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from upphandling.domain.base import Value
from upphandling.domain.configuration import Text
from upphandling.domain.indicators.continuity import Continuity
from upphandling.domain.indicators.periods import SHORTEST, Period
from upphandling.domain.indicators.punctuality import Punctuality
from upphandling.domain.intervals import Day

FEWEST = 5

Number = Annotated[
    str,
    StringConstraints(pattern=r"^-?\d{1,12}(?:\.\d{1,6})?$"),
    Field(description="Ett tal med högst sex decimaler, till exempel 12.5"),
]
"""A decimal number as text, so that no binary fraction comes near it."""


class Unit(StrEnum):
    """What the values of an indicator are counted in."""

    NUMBER = "number"
    PERCENT = "percent"
    PER_HUNDRED = "per_hundred"
    MINUTES = "minutes"
    GRADE = "grade"

    @property
    def scale(self) -> int:
        """What a quotient is multiplied by to become a value."""
        return 100 if self in (Unit.PERCENT, Unit.PER_HUNDRED) else 1


class Better(StrEnum):
    """Which way an indicator is to go."""

    HIGHER = "higher"
    LOWER = "lower"


class ComputedBy(StrEnum):
    """What the house can compute from what it has."""

    CONTINUITY_MEAN = "continuity_mean"
    CONTINUITY_MEDIAN = "continuity_median"
    PERFORMED_SHARE = "performed_share"
    FIRST_CHOICE_RATE = "first_choice_rate"
    RECHOICE_OUT = "rechoice_out"
    COMPLAINTS_PER_100 = "complaints_per_100"
    CHECKS_DONE_SHARE = "checks_done_share"
    MISSED_SHARE = "missed_share"
    LATE_SHARE = "late_share"


OF_CONTINUITY = (ComputedBy.CONTINUITY_MEAN, ComputedBy.CONTINUITY_MEDIAN)
OF_CUSTOMERS = (
    ComputedBy.RECHOICE_OUT,
    ComputedBy.COMPLAINTS_PER_100,
    ComputedBy.CHECKS_DONE_SHARE,
)
UNITS = dict.fromkeys(ComputedBy, Unit.PERCENT) | {
    ComputedBy.CONTINUITY_MEAN: Unit.NUMBER,
    ComputedBy.CONTINUITY_MEDIAN: Unit.NUMBER,
    ComputedBy.COMPLAINTS_PER_100: Unit.PER_HUNDRED,
}
"""What is computed so is counted in."""


class Definition(Value):
    """What an indicator means from a day on; the next definition has another number.

    `computed_by` None: its values come from outside. A value of fewer than
    `least_group` is not shown outside the house.
    """

    valid_from: Day
    title: Text
    formula: Text
    unit: Unit
    population: Text
    exclusions: Text | None = None
    source: Text
    period: Period
    better: Better
    computed_by: ComputedBy | None = None
    continuity: Continuity | None = None
    punctuality: Punctuality | None = None
    least_group: Annotated[int, Field(ge=1, le=1000)] = FEWEST

    @model_validator(mode="after")
    def _computable(self) -> Self:
        if (self.computed_by in OF_CONTINUITY) != (self.continuity is not None):
            message = "continuity ska anges när computed_by är kontinuitet, annars inte"
            raise ValueError(message)
        if (self.computed_by is ComputedBy.LATE_SHARE) != (
            self.punctuality is not None
        ):
            message = "punctuality ska anges när computed_by är late_share, annars inte"
            raise ValueError(message)
        if self.continuity and self.continuity.days > SHORTEST[self.period]:
            message = "continuity.days är fler än perioden har"
            raise ValueError(message)
        if self.computed_by and self.unit is not UNITS[self.computed_by]:
            message = f"det som beräknas så ska ha enheten {UNITS[self.computed_by]}"
            raise ValueError(message)
        return self


class Whose(Value):
    """Whom a value is about: a system, or its customers of an agreement or an area."""

    system: str
    agreement: str | None = None
    area: str | None = None


class Figure(Value):
    """A value of an indicator, of so many persons, in a period; both days included.

    Where a quotient is told, the value is it (times 100 in percent), rounded.
    """

    whose: Whose
    first: Day
    last: Day
    value: Number
    numerator: Annotated[int, Field(ge=0)] | None = None
    denominator: Annotated[int, Field(ge=1)] | None = None
    of: Annotated[int, Field(ge=0)]

    @property
    def quotient(self) -> Fraction | None:
        """The exact quotient, where one is told."""
        if self.numerator is None or self.denominator is None:
            return None
        return Fraction(self.numerator, self.denominator)
