"""Check schedule (kontrollschema): how often a requirement is checked, and on which days."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import Role, Value
from upphandling.domain.configuration import Text
from upphandling.domain.errors import Refused
from upphandling.domain.intervals import LAST_DAY, Day
from upphandling.domain.lengths import MOST, Length

OUTSIDE = (Role.PROVIDER, Role.CUSTOMER, Role.SCHEDULER)
"""Who cannot answer for a check: the one that is checked, and the clock."""

A_YEAR_OF_MONTHS = tuple(date(2023, month, 1) for month in range(1, 13))


class ChecksOverlap(Refused):
    """Tiden för en kontroll är inte ute när nästa ska göras."""


class CheckedByOutsider(Refused):
    """En kontroll görs av kommunen, inte av den som kontrolleras eller av klockan."""


class CheckDates(Value):
    """The days of one check: reminded of, due, done at the latest, escalated."""

    remind_on: date
    due_on: date
    latest: date
    escalate_on: date


class CheckCourse(Value):
    """How a check goes: who makes it, who is told of it, and how long each step may take.

    It is reminded of `remind` before it is due, may be done until `within` after, and is
    escalated `escalate` after that. Unless it is `announced`, the provider is not to know
    of it before it is done. `evidence` is what is to show the outcome.
    """

    within: Length
    remind: Length
    escalate: Length
    announced: bool = True
    responsible: Role
    escalate_to: Role = Role.PROGRAMME_MANAGER
    evidence: Text

    def must_be_ours(self) -> None:
        """Refuse an outsider that answers for it, or is told that nobody made it."""
        for role in (self.responsible, self.escalate_to):
            if role in OUTSIDE:
                raise CheckedByOutsider(role=role)

    def dates(self, due_on: date) -> CheckDates:
        """What follows from the day on which a check is due."""
        latest = self.within.after(due_on)
        return CheckDates(
            remind_on=self.remind.before(due_on),
            due_on=due_on,
            latest=latest,
            escalate_on=self.escalate.after(latest),
        )


class CheckSchedule(Value):
    """How one requirement is checked under every agreement, from a day on.

    The first check is due `first_after` the follow-up begins, the next ones `every`
    length after that, and each goes its `course`. `source` is where it was decided.
    """

    valid_from: Day
    every: Length
    first_after: Length
    within: Length
    remind: Length
    escalate: Length
    announced: bool = True
    responsible: Role
    escalate_to: Role = Role.PROGRAMME_MANAGER
    evidence: Text
    source: Text

    @property
    def course(self) -> CheckCourse:
        """How each of its checks goes."""
        told = {name: getattr(self, name) for name in CheckCourse.model_fields}
        return CheckCourse(**told)

    def dates(self, due_on: date) -> CheckDates:
        """What follows from the day on which a check is due."""
        return self.course.dates(due_on)

    def must_make_sense(self) -> None:
        """Refuse one whose checks overlap, or that an outsider answers for."""
        if any(
            self.within.after(day) >= self.every.after(day) for day in A_YEAR_OF_MONTHS
        ):
            raise ChecksOverlap(within=str(self.within), every=str(self.every))
        self.course.must_be_ours()

    def first_due(self, begins_on: date) -> date:
        """When the first check is due under an agreement that is followed from a day."""
        return self.first_after.after(begins_on)

    def due_next(self, counted_from: date, number: int, today: date) -> int | None:
        """The number of the first check after `number` that is still to come.

        Every one is counted from the same day, so that no month's end is lost. None
        where the calendar has run out.
        """
        most = MOST[self.every.unit] // self.every.amount
        for later in range(number + 1, most + 1):
            due_on = self.nth_due(counted_from, later)
            if due_on > LAST_DAY:
                return None
            if due_on >= today:
                return later
        return None

    def nth_due(self, counted_from: date, number: int) -> date:
        """When the check is due that has so many before it."""
        if not number:
            return counted_from
        return Length(self.every.amount * number, self.every.unit).after(counted_from)
