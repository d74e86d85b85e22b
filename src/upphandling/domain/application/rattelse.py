"""Rättelse: a rejected applicant goes to court, and may be let in again."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.application.decision import Deciding
from upphandling.domain.application.refusals import (
    RattelseNotFiled,
    RattelseTimeRunning,
)
from upphandling.domain.application.terms import Outcome, Status
from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.instants import must_have_come
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.lengths import Length
from upphandling.domain.parts import must_be_new


class Application(Deciding):
    """One provider's application for one bundle, to the last word about it."""

    KIND = "application"

    rattelse_ended: bool = False
    court_cases: dict[str, str] = field(default_factory=dict)
    rulings: dict[str, Outcome] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class RattelseTimeEnded(DomainEvent):
        """Tiden för att ansöka om rättelse av avslaget har gått ut (lokal ordning)."""

        TOPIC = "application.rattelse_time_ended"
        last_day: date

        def apply(self, case: Application) -> None:
            case.rattelse_ended = True

    class RattelseFiled(DomainEvent):
        """Sökanden har ansökt om rättelse hos domstol (lokal ordning)."""

        TOPIC = "application.rattelse_filed"
        court: str
        case_number: str
        received_on: date
        in_time: bool

        def apply(self, case: Application) -> None:
            case.court_cases[self.case_number] = self.court

    class RattelseRuled(DomainEvent):
        """Domstolen har avgjort ansökan om rättelse (lokal ordning)."""

        TOPIC = "application.rattelse_ruled"
        case_number: str
        outcome: Outcome
        ruled_on: date

        def apply(self, case: Application) -> None:
            case.rulings[self.case_number] = self.outcome

    class Reopened(DomainEvent):
        """Ansökan prövas på nytt efter domstolens avgörande (lokal ordning)."""

        TOPIC = "application.reopened"
        case_number: str
        answer_due: LegalDeadline

        def apply(self, case: Application) -> None:
            case.status = Status.RECEIVED
            case.assessment = None
            case.rattelse = None
            case.rattelse_ended = False
            case.answer_due = self.answer_due

    # -- Commands: refuse, or bring about one event ------------------------

    def end_rattelse_time(self, stamp: Stamp) -> None:
        self._must_be(Status.REJECTED)
        if self.rattelse is None or stamp.at < self.rattelse.expires_at:
            raise RattelseTimeRunning(last_day=self.rattelse and self.rattelse.last_day)
        self.record(self.RattelseTimeEnded, stamp, last_day=self.rattelse.last_day)

    def file_rattelse(
        self, stamp: Stamp, *, court: str, case_number: str, received_on: date
    ) -> None:
        self._must_be(Status.REJECTED)
        must_have_come(received_on, stamp.at)
        must_be_new(case_number, self.court_cases)
        self.record(
            self.RattelseFiled,
            stamp,
            court=court,
            case_number=case_number,
            received_on=received_on,
            in_time=self.rattelse is None or received_on <= self.rattelse.last_day,
        )

    def rule_rattelse(
        self,
        stamp: Stamp,
        *,
        case_number: str,
        outcome: Outcome,
        ruled_on: date,
        answer: Length,
    ) -> None:
        """Keep the ruling; upheld, it opens the application again."""
        self._must_be(Status.REJECTED)
        must_have_come(ruled_on, stamp.at)
        if case_number not in self.court_cases or case_number in self.rulings:
            raise RattelseNotFiled(case_number=case_number)
        self.record(
            self.RattelseRuled,
            stamp,
            case_number=case_number,
            outcome=outcome,
            ruled_on=ruled_on,
        )
        if outcome is Outcome.UPHELD:
            self.record(
                self.Reopened,
                stamp,
                case_number=case_number,
                answer_due=count("lov-answer", ruled_on, length=answer),
            )
