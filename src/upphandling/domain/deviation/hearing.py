"""The hearing: the provider is asked, and answers or lets the time run out."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.deviation.refusals import (
    AnswerAwaited,
    HeardBeforeAsked,
    HearingNotOver,
    NobodyAsked,
    ProviderNotHeard,
)
from upphandling.domain.deviation.report import Report
from upphandling.domain.instants import local_date, must_have_come
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.lengths import Length, Unit


class Hearing(Report):
    """A deviation that the provider is heard about.

    `heard` once the provider has answered, or has let the time run out; an answer that
    comes late is kept all the same. A new hearing may be held when new facts come.
    """

    asked_on: date | None = None
    answer_by: LegalDeadline | None = None
    awaits_answer: bool = False
    answered: bool = False
    heard: bool = False

    # -- Events, in the order they happen ----------------------------------

    class HearingOpened(Decision):
        """Utföraren har ombetts yttra sig över avvikelsen (lokal ordning)."""

        TOPIC = "deviation.hearing_opened"
        questions: str
        asked_on: date
        answer_by: LegalDeadline

        def apply(self, case: Hearing) -> None:
            case.asked_on = self.asked_on
            case.answer_by = self.answer_by
            case.awaits_answer = True
            case.answered = False

    class ProviderHeard(DomainEvent):
        """Utföraren har yttrat sig över avvikelsen (lokal ordning)."""

        TOPIC = "deviation.provider_heard"
        answer: str
        received_on: date

        def apply(self, case: Hearing) -> None:
            case.awaits_answer = False
            case.answered = True
            case.heard = True

    class HearingRanOut(DomainEvent):
        """Utföraren har inte yttrat sig över avvikelsen i tid (lokal ordning)."""

        TOPIC = "deviation.hearing_ran_out"
        last_day: date

        def apply(self, case: Hearing) -> None:
            case.awaits_answer = False
            case.heard = True

    # -- Commands: refuse, or bring about one event ------------------------

    def open_hearing(self, stamp: Stamp, *, questions: str, days: int) -> None:
        """Ask the provider, who has so many days to answer."""
        self.must_be_open()
        self._must_not_await_answer()
        today = local_date(stamp.at)
        self.decide(
            self.HearingOpened,
            stamp,
            questions=questions,
            asked_on=today,
            answer_by=count("deviation-hearing", today, length=Length(days, Unit.DAYS)),
        )

    def hear(self, stamp: Stamp, *, answer: str, received_on: date) -> None:
        """Keep what the provider says, in time or not."""
        self.must_be_open()
        if self.asked_on is None or self.answered:
            raise NobodyAsked(deviation=self.key)
        must_have_come(received_on, stamp.at)
        if received_on < self.asked_on:
            raise HeardBeforeAsked(received_on=received_on, asked_on=self.asked_on)
        self.record(self.ProviderHeard, stamp, answer=answer, received_on=received_on)

    def run_out(self, stamp: Stamp) -> None:
        self.must_be_open()
        if self.answer_by is None or not self.awaits_answer:
            raise NobodyAsked(deviation=self.key)
        if stamp.at < self.answer_by.expires_at:
            raise HearingNotOver(answer_by=self.answer_by.last_day)
        self.record(self.HearingRanOut, stamp, last_day=self.answer_by.last_day)

    # -- Rules -------------------------------------------------------------

    def must_bear_a_sanction(self, agreement: str, *, urgent: bool) -> None:
        """Refuse a sanction without a hearing, unless it cannot wait for one."""
        self.must_be_of(agreement)
        self.must_be_open()
        if urgent:
            return
        self._must_not_await_answer()
        if not self.heard:
            raise ProviderNotHeard(deviation=self.key)

    def _must_not_await_answer(self) -> None:
        if self.awaits_answer and self.answer_by is not None:
            raise AnswerAwaited(deviation=self.key, answer_by=self.answer_by.last_day)
