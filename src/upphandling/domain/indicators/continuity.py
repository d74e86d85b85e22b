"""Staff continuity (personalkontinuitet): how many different staff a customer meets.

A definition is data and has editions: what counts as a visit, who is counted, over how
many days. The commonly published one counts two weeks, from 07 to 22, for those who are
65 or older and are visited at least twice a day, without alarms and meals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.domain.base import Value
from upphandling.domain.configuration import Service
from upphandling.domain.instants import SWEDEN
from upphandling.domain.pricing.terms import Clock, minute_of


class Continuity(Value):
    """What is counted: visits that begin within some hours, of all but some services.

    A customer is counted who is visited `least_visits` times a day on at least
    `on_days` of the `days`; `aged_only` leaves out those not known to be 65 or older.
    """

    days: Annotated[int, Field(ge=1, le=366)] = 14
    from_time: Clock = "07:00"
    until_time: Clock = "22:00"
    least_visits: Annotated[int, Field(ge=1)] = 2
    on_days: Annotated[int, Field(ge=1)] = 14
    aged_only: bool = True
    without: tuple[Service, ...] = (
        Service.SAFETY_ALARM_INSTALLATION,
        Service.SAFETY_ALARM_RESPONSE,
        Service.MEALS,
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.on_days > self.days:
            message = "on_days kan inte vara fler än days"
            raise ValueError(message)
        if minute_of(self.from_time) >= minute_of(self.until_time):
            message = "until_time ska ligga efter from_time"
            raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True)
class Meeting:
    """A performed visit by one of the staff; two who come together are two meetings."""

    customer: str
    staff: str
    service: Service
    starts_at: datetime
    aged: bool | None = None


@dataclass(frozen=True, slots=True)
class StaffMet:
    """How many different staff each counted customer met, fewest first."""

    each: tuple[int, ...]

    @property
    def customers(self) -> int:
        return len(self.each)

    @property
    def mean(self) -> Fraction | None:
        """The mean, exactly; None where nobody is counted."""
        return Fraction(sum(self.each), len(self.each)) if self.each else None

    @property
    def median(self) -> Fraction | None:
        """The one in the middle, or the mean of the two; None where nobody is counted."""
        if not self.each:
            return None
        middle = len(self.each) // 2
        two = self.each[(len(self.each) - 1) // 2], self.each[middle]
        return Fraction(sum(two), 2)


def staff_met(
    meetings: Iterable[Meeting], first: date, counted: Continuity
) -> StaffMet:
    """The staff met from the first day and so many days on, by a definition.

    Two meetings that begin at the same time with the same customer are one visit, of
    two staff.
    """
    staff: dict[str, set[str]] = defaultdict(set)
    visits: dict[str, dict[date, set[datetime]]] = defaultdict(lambda: defaultdict(set))
    for meeting in meetings:
        shown = meeting.starts_at.astimezone(SWEDEN)
        if _counts(meeting, shown, first, counted):
            staff[meeting.customer].add(meeting.staff)
            visits[meeting.customer][shown.date()].add(meeting.starts_at)
    return StaffMet(
        tuple(
            sorted(
                len(met)
                for customer, met in staff.items()
                if _often_enough(list(visits[customer].values()), counted)
            )
        )
    )


def _counts(
    meeting: Meeting, shown: datetime, first: date, counted: Continuity
) -> bool:
    minute = shown.hour * 60 + shown.minute
    return (
        first <= shown.date() < first + timedelta(days=counted.days)
        and minute_of(counted.from_time) <= minute < minute_of(counted.until_time)
        and meeting.service not in counted.without
        and (meeting.aged is True or not counted.aged_only)
    )


def _often_enough(days: Sequence[set[datetime]], counted: Continuity) -> bool:
    enough = sum(len(visits) >= counted.least_visits for visits in days)
    return enough >= counted.on_days
