"""The words and values that the chapters of a follow-up share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from upphandling.domain.base import Value
from upphandling.domain.check_schedule import CheckDates, CheckSchedule


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


class Finding(Value):
    """What was found of one requirement; `text` is a token of the vault, or None."""

    requirement: str
    verdict: Verdict
    text: str | None = None
