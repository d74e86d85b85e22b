"""Dossier (dokumentation): why a procurement was done as it was, part by part.

Opened ──▶ parts completed, or found not to apply ──▶ Completed
   └──▶ Overdue (it is completed all the same)
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.errors import Refused
from upphandling.domain.legal_time import LegalDeadline, count_if_in_force


class Cause(StrEnum):
    """What set the time running: the first agreement, or the end without one."""

    SIGNED = "signed"
    CANCELLED = "cancelled"


class ReportPart(StrEnum):
    """What the individual report must tell (LOU 12 kap. 16 §).

    Point 3 of the paragraph is about dynamic purchasing systems, which are not used
    here. The winner and the reasons are ours: without them no decision is explained.
    """

    LOW_BIDS_REJECTED = "low_bids_rejected"
    SUPPLIERS_NOT_AWARDED = "suppliers_not_awarded"
    NEGOTIATION = "negotiation"
    NON_ELECTRONIC_BIDS = "non_electronic_bids"
    CONFLICTS_OF_INTEREST = "conflicts_of_interest"
    WINNER_AND_REASONS = "winner_and_reasons"


class DossierIncomplete(Refused):
    """Dokumentationen saknar delar (LOU 12 kap. 16 §)."""


class DossierCompleted(Refused):
    """Dokumentationen är redan slutförd."""


class DossierNotOverdue(Refused):
    """Tiden för att slutföra dokumentationen har inte gått ut (LOU 19 kap. 22 §)."""


class DossierOverdueAlready(Refused):
    """Det är redan noterat att dokumentationen är försenad."""


class Dossier(Aggregate):
    """The documentation of one procurement, and its individual report."""

    KIND = "dossier"

    tender: str = ""
    cause: Cause = Cause.SIGNED
    due: LegalDeadline | None = None
    settled: dict[str, str] = field(default_factory=dict)
    completed: bool = False
    overdue: bool = False

    # -- Events, in the order they happen ----------------------------------

    class Opened(DomainEvent):
        """Upphandlingen är slut och dokumentationen ska slutföras (LOU 19 kap. 22 §)."""

        TOPIC = "dossier.opened"
        tender: str
        cause: Cause
        ended_on: date
        due: LegalDeadline | None

        def apply(self, case: Dossier) -> None:
            case.tender = self.tender
            case.cause = self.cause
            case.due = self.due

    class PartCompleted(DomainEvent):
        """En del av den individuella rapporten är skriven (LOU 12 kap. 16 §)."""

        TOPIC = "dossier.part_completed"
        part: ReportPart
        text: str
        source: str | None

        def apply(self, case: Dossier) -> None:
            case.settled[self.part.value] = self.text

    class PartNotApplicable(DomainEvent):
        """En del av den individuella rapporten är inte aktuell (LOU 12 kap. 16 §)."""

        TOPIC = "dossier.part_not_applicable"
        part: ReportPart
        reason: str

        def apply(self, case: Dossier) -> None:
            case.settled[self.part.value] = self.reason

    class Completed(Decision):
        """Dokumentationen av upphandlingen är slutförd (LOU 19 kap. 22 §)."""

        TOPIC = "dossier.completed"

        def apply(self, case: Dossier) -> None:
            case.completed = True

    class Overdue(DomainEvent):
        """Tiden har gått ut utan att dokumentationen slutförts (LOU 19 kap. 22 §)."""

        TOPIC = "dossier.overdue"
        last_day: date
        missing: tuple[ReportPart, ...]

        def apply(self, case: Dossier) -> None:
            case.overdue = True

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def open(
        cls, stamp: Stamp, *, tender: str, cause: Cause, ended_on: date, begun_on: date
    ) -> Self:
        """Nothing is due of a procurement that began before the law set a time."""
        return cls.begin(
            cls.Opened,
            stamp,
            tender,
            tender=tender,
            cause=cause,
            ended_on=ended_on,
            due=count_if_in_force("documentation-complete", ended_on, on=begun_on),
        )

    def complete_part(
        self, stamp: Stamp, *, part: ReportPart, text: str, source: str | None
    ) -> None:
        """Write a part, or write it anew: the last that was written holds."""
        self._must_be_open()
        self.record(self.PartCompleted, stamp, part=part, text=text, source=source)

    def set_aside(self, stamp: Stamp, *, part: ReportPart, reason: str) -> None:
        self._must_be_open()
        self.record(self.PartNotApplicable, stamp, part=part, reason=reason)

    def complete(self, stamp: Stamp) -> None:
        self._must_be_open()
        if missing := self._missing():
            raise DossierIncomplete(missing=list(missing))
        self.decide(self.Completed, stamp)

    def call_overdue(self, stamp: Stamp) -> None:
        self._must_be_open()
        if self.overdue:
            raise DossierOverdueAlready(tender=self.tender)
        if self.due is None or stamp.at < self.due.expires_at:
            raise DossierNotOverdue(last_day=self.due and self.due.last_day)
        self.record(
            self.Overdue, stamp, last_day=self.due.last_day, missing=self._missing()
        )

    # -- Rules -------------------------------------------------------------

    def _must_be_open(self) -> None:
        if self.completed:
            raise DossierCompleted(tender=self.tender)

    def _missing(self) -> tuple[ReportPart, ...]:
        return tuple(part for part in ReportPart if part.value not in self.settled)
