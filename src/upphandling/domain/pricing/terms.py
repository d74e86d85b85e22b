"""What a tariff (taxa) is made of: time bands, prices, area factors, caps.

All of it is decided by the municipality as data; none of it is law.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from upphandling.domain.base import Value
from upphandling.domain.compensation import TimeOfDay
from upphandling.domain.configuration import Key, Service, Text
from upphandling.domain.intervals import Day

MINUTES_A_DAY = 24 * 60

Clock = Annotated[
    str,
    StringConstraints(pattern=r"^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$"),
    Field(description="Klockslag i svensk tid, 00:00 till 24:00"),
]
Factor = Annotated[
    str,
    StringConstraints(pattern=r"^\d{1,3}(?:\.\d{1,4})?$"),
    Field(description="Ett tal med högst fyra decimaler, till exempel 1.085"),
]
"""A decimal number as text, so that no binary fraction comes near money."""


class DayType(StrEnum):
    """What a day is to a tariff: a day of the week, an eve or a holiday."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    EVE = "eve"
    HOLIDAY = "holiday"


WEEK = tuple(DayType)[:7]


class PaidBy(StrEnum):
    """What a service is paid by: hours performed or granted, visits, or levels of need."""

    PERFORMED_HOUR = "performed_hour"
    GRANTED_HOUR = "granted_hour"
    VISIT = "visit"
    LEVEL = "level"


class Span(Value):
    """From a time of day until another, that one not included, on some kinds of day."""

    days: Annotated[tuple[DayType, ...], Field(min_length=1)]
    from_time: Clock
    until_time: Clock

    @property
    def minutes(self) -> tuple[int, int]:
        """Its first minute of the day, and the first after it."""
        return minute_of(self.from_time), minute_of(self.until_time)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first, until = self.minutes
        if first >= until:
            message = "until_time ska ligga efter from_time; dela ett pass över midnatt"
            raise ValueError(message)
        return self


class Band(Value):
    """A time band (tidsband); granted time of its `time_of_day` is paid by it."""

    band: Key
    time_of_day: TimeOfDay
    spans: Annotated[tuple[Span, ...], Field(min_length=1)]


class Price(Value):
    """What an hour, a visit or a month of a service is paid, in whole öre.

    `band` None is every band. `least_minutes` a week is where a level begins.
    """

    service: Service
    paid_by: PaidBy
    ore: Annotated[int, Field(gt=0)]
    band: Key | None = None
    least_minutes: Annotated[int, Field(ge=0)] | None = None


class AreaFactor(Value):
    """By what prices are multiplied in an area; 1 where none is told."""

    area: Key
    factor: Factor


class TreatedDay(Value):
    """A date that the tariff treats as another kind of day than it is."""

    day: Day
    as_type: DayType


class Version(Value):
    """A tariff from a day on, until the next version.

    `eves` names the days of the calendar that count as eves; its other holidays are
    holidays. `most_percent` is how much of the granted time is paid at most when
    performed hours are. `vat_percent` is what a private provider gets on top, for
    the value added tax that it cannot deduct.
    """

    valid_from: Day
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    prices: Annotated[tuple[Price, ...], Field(min_length=1)]
    area_factors: tuple[AreaFactor, ...] = ()
    eves: tuple[Text, ...] = ()
    treated_days: tuple[TreatedDay, ...] = ()
    most_percent: Factor | None = None
    vat_percent: Factor | None = None
    source: Text

    def factor_in(self, area: str) -> Fraction:
        """By what prices are multiplied in an area, exactly."""
        for factor in self.area_factors:
            if factor.area == area:
                return Fraction(factor.factor)
        return Fraction(1)


def minute_of(clock: str) -> int:
    """Minutes since midnight on the clock's face: 0 to 1440."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minute: int) -> str:
    """The time of day of a minute, 0 to 1440, as it is written."""
    return f"{minute // 60:02}:{minute % 60:02}"
