"""The words and values that the chapters of a follow-up share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from upphandling.domain.base import DomainEvent, Value
from upphandling.domain.check_schedule import CheckCourse, CheckDates, CheckSchedule
from upphandling.domain.evidence import Evidence


class Progress(StrEnum):
    """How a check stands."""

    PLANNED = "planned"
    MISSED = "missed"
    DONE = "done"
    CANCELLED = "called_off"
    LAPSED = "fallen_away"


class Verdict(StrEnum):
    """What a check found of a requirement."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"
    NOT_FULFILLED = "not_fulfilled"
    NOT_TRIED = "not_tried"


class Outcome(StrEnum):
    """What a check came to as a whole."""

    APPROVED = "approved"
    REMARKS = "remarks"
    FAILED = "failed"


class Ending(StrEnum):
    """How the agreement that is followed up came to its end."""

    EXPIRED = "agreement_expired"
    RESCINDED = "agreement_rescinded"


class Check(Value):
    """One check: of which requirement, the how manieth, on which days, by what schedule.

    `number` checks have been due before it since `counted_from`, the day on which the
    first by that schedule was due.
    """

    check: str
    requirement: str
    number: int
    counted_from: date
    when: CheckDates
    schedule: CheckSchedule

    @property
    def course(self) -> CheckCourse:
        """How it goes, as its schedule says."""
        return self.schedule.course


class ExtraCheck(Value):
    """A check outside the schedule: of which requirement, and how it goes.

    `deviation` is the one that made somebody order it; None where there is none.
    """

    requirement: str
    course: CheckCourse
    deviation: str | None


class Finding(Value):
    """What was found of one requirement; `text` is a token of the vault, or None."""

    requirement: str
    verdict: Verdict
    text: str | None = None


class CheckRecord(Value):
    """What somebody found when a check was made, and what shows it."""

    checker: str
    done_on: date
    outcome: Outcome
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]

    @classmethod
    def of(cls, said: DomainEvent) -> Self:
        """The record that an event with the same fields tells of."""
        return cls(**{name: getattr(said, name) for name in cls.model_fields})
