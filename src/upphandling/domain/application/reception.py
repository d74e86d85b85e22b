"""Reception of an application: it comes in, is completed, and an answer is promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Self

from upphandling.domain.application.refusals import (
    AnswerNotDue,
    ApplicationInWrongStage,
    CompletionAwaited,
    CompletionNotAsked,
    CompletionTooLate,
)
from upphandling.domain.application.terms import Assessment, Status
from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.instants import local_date, must_have_come
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.lengths import Length
from upphandling.domain.parts import must_be_known


class Reception(Aggregate):
    """An application that has come in."""

    admission: str = ""
    system: str = ""
    bundle: str = ""
    status: Status = Status.RECEIVED
    provider: str = ""
    applicant: str = ""
    areas: tuple[str, ...] = ()
    capacity: dict[str, int] = field(default_factory=dict)
    window: str | None = None
    start_on: date | None = None
    answer_due: LegalDeadline | None = None
    completion: LegalDeadline | None = None
    awaits_completion: bool = False
    assessment: Assessment | None = None

    # -- Events, in the order they happen ----------------------------------

    class Received(DomainEvent):
        """En ansökan om att bli utförare har kommit in (lokal ordning)."""

        TOPIC = "application.received"
        admission: str
        system: str
        bundle: str
        provider: str
        name: str
        received_on: date
        areas: tuple[str, ...]
        capacity: dict[str, int]
        window: str | None
        start_on: date | None
        answer_due: LegalDeadline
        content_hash: str

        def apply(self, case: Reception) -> None:
            case.admission = self.admission
            case.system = self.system
            case.bundle = self.bundle
            case.provider = self.provider
            case.applicant = self.name
            case.areas = self.areas
            case.capacity = self.capacity
            case.window = self.window
            case.start_on = self.start_on
            case.answer_due = self.answer_due

    class CompletionAsked(Decision):
        """Sökanden har ombetts komplettera ansökan (lokal ordning)."""

        TOPIC = "application.completion_asked"
        what: str
        until: LegalDeadline

        def apply(self, case: Reception) -> None:
            case.completion = self.until
            case.awaits_completion = True

    class Completed(DomainEvent):
        """Sökanden har kompletterat ansökan, som prövas på nytt (lokal ordning)."""

        TOPIC = "application.completed"
        received_on: date
        content_hash: str

        def apply(self, case: Reception) -> None:
            case.awaits_completion = False
            case.assessment = None

    class CompletionOverdue(DomainEvent):
        """Tiden att komplettera har gått ut, ansökan prövas som den är (lokal ordning)."""

        TOPIC = "application.completion_overdue"
        last_day: date

        def apply(self, case: Reception) -> None:
            case.awaits_completion = False

    class AnswerOverdue(DomainEvent):
        """Kommunen har inte svarat inom den tid som den lovat (lokal ordning)."""

        TOPIC = "application.answer_overdue"
        last_day: date

    class Withdrawn(DomainEvent):
        """Sökanden har tagit tillbaka sin ansökan (lokal ordning)."""

        TOPIC = "application.withdrawn"
        reason: str

        def apply(self, case: Reception) -> None:
            case.status = Status.WITHDRAWN
            case.awaits_completion = False

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def receive(
        cls,
        stamp: Stamp,
        key: str,
        *,
        admission: str,
        system: str,
        bundle: str,
        provider: str,
        name: str,
        received_on: date,
        areas: tuple[str, ...],
        capacity: Mapping[str, int],
        window: str | None,
        start_on: date | None,
        answer: Length,
        content_hash: str,
    ) -> Self:
        must_have_come(received_on, stamp.at)
        for area in capacity:
            must_be_known(area, dict.fromkeys(areas))
        return cls.begin(
            cls.Received,
            stamp,
            key,
            admission=admission,
            system=system,
            bundle=bundle,
            provider=provider,
            name=name,
            received_on=received_on,
            areas=areas,
            capacity=dict(capacity),
            window=window,
            start_on=start_on,
            answer_due=count("lov-answer", received_on, length=answer),
            content_hash=content_hash,
        )

    def ask_completion(self, stamp: Stamp, *, what: str, within: Length) -> None:
        self._must_be(Status.RECEIVED)
        until = count("lov-completion", local_date(stamp.at), length=within)
        self.decide(self.CompletionAsked, stamp, what=what, until=until)

    def complete(
        self, stamp: Stamp, *, received_on: date | None, content_hash: str
    ) -> None:
        """In time also when the clock has noted, meanwhile, that nothing had come."""
        self._must_be(Status.RECEIVED)
        received_on = received_on or local_date(stamp.at)
        must_have_come(received_on, stamp.at)
        if self.completion is None:
            raise CompletionNotAsked(application=self.key)
        if received_on > self.completion.last_day:
            raise CompletionTooLate(
                received_on=received_on, last_day=self.completion.last_day
            )
        self.record(
            self.Completed, stamp, received_on=received_on, content_hash=content_hash
        )

    def call_completion_overdue(self, stamp: Stamp) -> None:
        if self.completion is None or not self.awaits_completion:
            raise CompletionNotAsked(application=self.key)
        if stamp.at < self.completion.expires_at:
            raise CompletionAwaited(last_day=self.completion.last_day)
        self.record(self.CompletionOverdue, stamp, last_day=self.completion.last_day)

    def call_answer_overdue(self, stamp: Stamp) -> None:
        self._must_be(Status.RECEIVED)
        if self.answer_due is None or stamp.at < self.answer_due.expires_at:
            raise AnswerNotDue(last_day=self.answer_due and self.answer_due.last_day)
        self.record(self.AnswerOverdue, stamp, last_day=self.answer_due.last_day)

    def withdraw(self, stamp: Stamp, *, reason: str) -> None:
        self._must_be(Status.RECEIVED, Status.APPROVED)
        self.record(self.Withdrawn, stamp, reason=reason)

    # -- Rules -------------------------------------------------------------

    def _must_be(self, *required: Status) -> None:
        if self.status not in required:
            raise ApplicationInWrongStage(
                status=self.status, required=" | ".join(required)
            )
