"""The words and values that the chapters of a customer share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from upphandling.domain.base import Value
from upphandling.domain.compensation import DayKind, TimeOfDay
from upphandling.domain.configuration import Service
from upphandling.domain.customer.refusals import NoTimeGranted

WEEK_IN_MINUTES = 7 * 24 * 60
WITHOUT_TIME = frozenset(
    {
        Service.SAFETY_ALARM_INSTALLATION,
        Service.SAFETY_ALARM_RESPONSE,
        Service.MEALS,
    }
)
"""What may be granted without any minutes: an alarm, and meals that are delivered."""


class GrantedService(Value):
    """A service as it was granted, and the bundle it belongs to.

    `window` is the time of day within which it is given ("07:00-10:00").
    """

    service: Service
    bundle: str
    minutes_per_week: int
    time_of_day: TimeOfDay = TimeOfDay.DAY
    day_kind: DayKind = DayKind.ANY_DAY
    window: str | None = None

    def must_take_time(self) -> None:
        if self.minutes_per_week == 0 and self.service not in WITHOUT_TIME:
            raise NoTimeGranted(service=self.service)


class CareDecision(Value):
    """A care decision (biståndsbeslut); its days both included.

    `assessed` tells whether the needs were assessed first. `valid_to` None runs on.
    """

    decision: str
    granted_on: date
    valid_from: date
    valid_to: date | None
    assessed: bool
    services: tuple[GrantedService, ...]

    @property
    def bundles(self) -> list[str]:
        return sorted({granted.bundle for granted in self.services})

    @property
    def minutes(self) -> int:
        """Minutes a week in all."""
        return sum(granted.minutes_per_week for granted in self.services)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (
            self.valid_to is None or day <= self.valid_to
        )

    def overlaps(self, other: CareDecision) -> bool:
        return self.holds_on(other.valid_from) or other.holds_on(self.valid_from)


@dataclass(frozen=True, slots=True)
class GrantedCare:
    """What a bundle comes to from a day on: minutes a week, and which services."""

    since: date
    minutes: int
    services: tuple[Service, ...]

    @classmethod
    def of(cls, bundle: str, decisions: Iterable[CareDecision]) -> Self:
        """The sum of decisions that hold on the same day."""
        told = list(decisions)
        parts = [
            granted
            for decision in told
            for granted in decision.services
            if granted.bundle == bundle
        ]
        return cls(
            since=min(decision.valid_from for decision in told),
            minutes=sum(part.minutes_per_week for part in parts),
            services=tuple(sorted({part.service for part in parts})),
        )
