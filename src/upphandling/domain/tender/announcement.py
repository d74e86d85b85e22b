"""Announcement of a tender: open to all, with its documents and its last days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date, datetime

from pydantic import AwareDatetime

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.instants import local_date, midnight_after, start_of
from upphandling.domain.legal_time import LegalDeadline, count_if_in_force
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.requirements import Requirement
from upphandling.domain.tender.documents import Document, Documents
from upphandling.domain.tender.refusals import (
    ClosesOnAnotherDay,
    LastDayPassed,
    RequirementWithoutFollowUp,
    TenderPeriodTooShort,
)
from upphandling.domain.tender.terms import Status


class Announcement(Documents):
    """A tender that suppliers may read and bid in."""

    requirements: dict[str, Requirement] = field(default_factory=dict)
    last_day: date | None = None
    closes_at: datetime | None = None
    answer_limit: LegalDeadline | None = None

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
            case.last_day = self.last_day
            case.closes_at = self.closes_at
            case.requirements = {r.requirement: r for r in self.requirements}

    class DocumentsPublished(DomainEvent):
        """Upphandlingsdokumenten är fritt tillgängliga för alla (LOU 19 kap. 10 §)."""

        TOPIC = "tender.documents_published"
        documents: tuple[Document, ...]

    class AnswerLimitSet(DomainEvent):
        """Sista dagen för svar på leverantörers frågor har räknats (LOU 19 kap. 13 §)."""

        TOPIC = "tender.answer_limit_set"
        limit: LegalDeadline

        def apply(self, case: Announcement) -> None:
            case.answer_limit = self.limit

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
        """Announce; what is published and until when answers come follow from it."""
        self._must_be(Status.PREPARED)
        if bare := [r.requirement for r in requirements if r.follow_up is None]:
            raise RequirementWithoutFollowUp(requirements=bare)
        self._must_fit(self.method)
        self._must_give_time(stamp, last_day)
        closes_at = closing(last_day, closes_at)
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
        if self.documents:
            documents = tuple(self.documents.values())
            self.record(self.DocumentsPublished, stamp, documents=documents)
        self._set_answer_limit(stamp, last_day)

    # -- Rules -------------------------------------------------------------

    def _must_give_time(self, stamp: Stamp, last_day: date) -> None:
        """Refuse a shorter time for bids than the documents promise."""
        if self.procedure is None or self.procedure.least_tender_days is None:
            return
        least = Length(self.procedure.least_tender_days, Unit.DAYS)
        earliest = least.after(local_date(stamp.at))
        if last_day < earliest:
            raise TenderPeriodTooShort(last_day=last_day, earliest=earliest)

    def _set_answer_limit(self, stamp: Stamp, last_day: date) -> None:
        limit = count_if_in_force(
            "answers-before-last-day", last_day, on=self.begun_on(stamp)
        )
        if limit is not None:
            self.record(self.AnswerLimitSet, stamp, limit=limit)


def closing(last_day: date, closes_at: datetime | None) -> datetime:
    """The instant when the time for bids is over: as stated, or at midnight."""
    closes_at = closes_at or midnight_after(last_day)
    if not start_of(last_day) < closes_at <= midnight_after(last_day):
        raise ClosesOnAnotherDay(last_day=last_day, closes_at=closes_at)
    return closes_at
