"""The compensation: what a provider is paid for an hour, and how it is adjusted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Annotated

from pydantic import Field

from upphandling.domain.base import Value
from upphandling.domain.configuration import Key, Service, Text
from upphandling.domain.errors import Refused


class RatesOverlap(Refused):
    """Två ersättningar gäller för samma tid, insats och område."""


class PaidFor(StrEnum):
    """Which hours are paid: those that were granted, or those that were performed."""

    GRANTED_TIME = "granted_time"
    PERFORMED_TIME = "performed_time"


class TimeOfDay(StrEnum):
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


class DayKind(StrEnum):
    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    ANY_DAY = "any_day"


class Rate(Value):
    """What an hour of a service is paid, in whole öre; `area` None is every area."""

    service: Service
    time_of_day: TimeOfDay
    day_kind: DayKind
    area: Key | None = None
    ore_per_hour: Annotated[int, Field(gt=0)]

    def overlaps(self, other: Rate) -> bool:
        """Whether some hour would be paid by both."""
        return (
            self.service is other.service
            and self.time_of_day is other.time_of_day
            and (
                self.day_kind is other.day_kind
                or DayKind.ANY_DAY in (self.day_kind, other.day_kind)
            )
            and (self.area == other.area or None in (self.area, other.area))
        )


class Indexation(Value):
    """By which index the rates are adjusted: each year in a month, first on a day."""

    index: Text
    month: Annotated[int, Field(ge=1, le=12)]
    first_on: date


class Compensation(Value):
    """How providers are paid; `same_for_in_house` when the municipality's own is too."""

    basis: PaidFor
    rates: Annotated[tuple[Rate, ...], Field(min_length=1)]
    indexation: Indexation | None = None
    same_for_in_house: bool


def must_not_overlap(rates: Sequence[Rate]) -> None:
    """Refuse rates of which two would pay for the same hour."""
    for one, other in combinations(rates, 2):
        if one.overlaps(other):
            raise RatesOverlap(
                service=one.service,
                time_of_day=one.time_of_day,
                day_kinds=[one.day_kind, other.day_kind],
                areas=[one.area, other.area],
            )
