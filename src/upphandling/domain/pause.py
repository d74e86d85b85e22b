"""Pause (paus): a case that people leave alone for a while, and why.

One case for each case that was ever paused; its key is that one's whole id.

    Begun -> Ended -> Begun ...

The law's days do not stop for it: deadlines fall all the same.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from upphandling.domain.base import Aggregate, DomainEvent, Stamp
from upphandling.domain.errors import Refused


class PauseStatus(StrEnum):
    """Whether the case is paused."""

    GOING_ON = "going_on"
    OVER = "over"


class AlreadyPaused(Refused):
    """Ärendet är redan pausat."""


class NotPaused(Refused):
    """Ärendet är inte pausat."""


class Pause(Aggregate):
    """The pauses of one case; by whom and when is said by the events."""

    KIND = "pause"

    status: PauseStatus = PauseStatus.OVER
    since: datetime | None = None
    reason: str = ""

    # -- Events ------------------------------------------------------------

    class Begun(DomainEvent):
        """Ärendet är pausat: ingen får göra något i det, men fristerna löper (lokal ordning)."""

        TOPIC = "pause.begun"
        reason: str

        def apply(self, case: Pause) -> None:
            case.status = PauseStatus.GOING_ON
            case.since = self.effective_at
            case.reason = self.reason

    class Ended(DomainEvent):
        """Pausen är slut, det går att arbeta i ärendet igen (lokal ordning)."""

        TOPIC = "pause.ended"
        reason: str

        def apply(self, case: Pause) -> None:
            case.status = PauseStatus.OVER
            case.since = None
            case.reason = self.reason

    # -- Commands ----------------------------------------------------------

    @classmethod
    def first(cls, stamp: Stamp, case_id: str, *, reason: str) -> Self:
        """Pause a case that has never been paused."""
        return cls.begin(cls.Begun, stamp, case_id, reason=reason)

    def again(self, stamp: Stamp, *, reason: str) -> None:
        """Pause the case another time."""
        if self.status is PauseStatus.GOING_ON:
            raise AlreadyPaused(case=self.key, since=self.since)
        self.record(self.Begun, stamp, reason=reason)

    def end(self, stamp: Stamp, *, reason: str) -> None:
        """Let people work in the case again."""
        if self.status is PauseStatus.OVER:
            raise NotPaused(case=self.key)
        self.record(self.Ended, stamp, reason=reason)
