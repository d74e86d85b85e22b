"""Announcement of a tender: open to all, until the last day has passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date, datetime

from pydantic import AwareDatetime

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.legal_time import midnight_after, start_of
from upphandling.domain.requirements import Requirement
from upphandling.domain.tender.preparation import Preparation
from upphandling.domain.tender.refusals import (
    BidsStillWelcome,
    ClosesOnAnotherDay,
    LastDayPassed,
    RequirementWithoutFollowUp,
)
from upphandling.domain.tender.terms import Status


class Announcement(Preparation):
    """A tender that suppliers may read and bid in."""

    requirements: dict[str, Requirement] = field(default_factory=dict)
    closes_at: datetime | None = None

    # -- Events, in the order they happen ----------------------------------

    class Announced(Decision):
        """Upphandlingen har annonserats (LOU 19 kap. 6 §)."""

        TOPIC = "tender.announced"
        last_day: date
        closes_at: AwareDatetime
        notice: str
        requirements: tuple[Requirement, ...]

        def apply(self, case: Announcement) -> None:
            case.status = Status.ANNOUNCED
            case.announced_at = self.effective_at
            case.closes_at = self.closes_at
            case.requirements = {r.requirement: r for r in self.requirements}

    class Closed(DomainEvent):
        """Tiden för att komma in med anbud har gått ut (LOU 19 kap. 11 §)."""

        TOPIC = "tender.closed"

        def apply(self, case: Announcement) -> None:
            case.status = Status.CLOSED

    # -- Commands: refuse, or bring about one event ------------------------

    def announce(
        self,
        stamp: Stamp,
        *,
        last_day: date,
        closes_at: datetime | None,
        notice: str,
        requirements: Sequence[Requirement],
    ) -> None:
        self._must_be(Status.PREPARED)
        if bare := [r.requirement for r in requirements if r.follow_up is None]:
            raise RequirementWithoutFollowUp(requirements=bare)
        closes_at = closes_at or midnight_after(last_day)
        if not start_of(last_day) < closes_at <= midnight_after(last_day):
            raise ClosesOnAnotherDay(last_day=last_day, closes_at=closes_at)
        if closes_at <= stamp.at:
            raise LastDayPassed(announced_at=stamp.at, closes_at=closes_at)
        self.decide(
            self.Announced,
            stamp,
            last_day=last_day,
            closes_at=closes_at,
            notice=notice,
            requirements=tuple(requirements),
        )

    def close(self, stamp: Stamp) -> None:
        self._must_be(Status.ANNOUNCED)
        self._must_have_closed_by(stamp)
        self.record(self.Closed, stamp)

    # -- Rules -------------------------------------------------------------

    def _must_have_closed_by(self, stamp: Stamp) -> None:
        if self.closes_at is not None and stamp.at < self.closes_at:
            raise BidsStillWelcome(closes_at=self.closes_at)
