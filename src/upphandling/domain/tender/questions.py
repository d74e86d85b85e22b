"""Questions to a tender: what suppliers ask, and until when they are answered.

Who asked is never kept.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime

from upphandling.domain.base import DomainEvent, Stamp, Value
from upphandling.domain.instants import must_have_come
from upphandling.domain.parts import must_be_new
from upphandling.domain.tender.announcement import Announcement
from upphandling.domain.tender.refusals import AnswersStillInTime, NoAnswerLimit
from upphandling.domain.tender.terms import Status


class Question(Value):
    """What was asked about the documents, and whether it was in good time."""

    text: str
    received_on: date
    in_good_time: bool


class Questions(Announcement):
    """A tender that suppliers ask about."""

    questions: dict[str, Question] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    answer_limit_passed: bool = False

    # -- Events, in the order they happen ----------------------------------

    class QuestionReceived(DomainEvent):
        """En fråga om upphandlingsdokumenten har kommit in (LOU 19 kap. 13 §)."""

        TOPIC = "tender.question_received"
        question: str
        text: str
        received_on: date
        in_good_time: bool

        def apply(self, case: Questions) -> None:
            case.questions[self.question] = Question(
                text=self.text,
                received_on=self.received_on,
                in_good_time=self.in_good_time,
            )

    class AnswersLimitPassed(DomainEvent):
        """Tiden för svar på leverantörers frågor har gått ut (LOU 19 kap. 13 §)."""

        TOPIC = "tender.answers_limit_passed"
        unanswered: tuple[str, ...]

        def apply(self, case: Questions) -> None:
            case.answer_limit_passed = True

    # -- Commands: refuse, or bring about one event ------------------------

    def receive_question(
        self,
        stamp: Stamp,
        *,
        question: str,
        text: str,
        received_on: date,
        in_good_time: bool,
    ) -> None:
        self._must_be(Status.ANNOUNCED)
        must_be_new(question, self.questions)
        must_have_come(received_on, stamp.at)
        self.record(
            self.QuestionReceived,
            stamp,
            question=question,
            text=text,
            received_on=received_on,
            in_good_time=in_good_time,
        )

    def pass_answer_limit(self, stamp: Stamp) -> None:
        """Note that the limit has passed, and what had not been answered by then."""
        self._must_be(Status.ANNOUNCED)
        if self.answer_limit is None or self.answer_limit_passed:
            raise NoAnswerLimit(passed=self.answer_limit_passed)
        if stamp.at < self.answer_limit.expires_at:
            raise AnswersStillInTime(last_day=self.answer_limit.last_day)
        self.record(
            self.AnswersLimitPassed, stamp, unanswered=tuple(self._owed_answers())
        )

    # -- Rules -------------------------------------------------------------

    @property
    def extension_owed(self) -> bool:
        """Whether more time for bids is owed, for want of answers (LOU 19 kap. 14 §)."""
        return self.answer_limit_passed and bool(self._owed_answers())

    def _overdue_answers(self, at: datetime) -> list[str]:
        """The questions for whose sake more time for bids is owed."""
        return self._owed_answers() if self._answers_are_late(at) else []

    def _owed_answers(self) -> list[str]:
        return sorted(
            key
            for key, question in self.questions.items()
            if question.in_good_time and key not in self.answers
        )

    def _answers_are_late(self, at: datetime) -> bool:
        """Late is also what comes once the limit was noted, whatever the clock says."""
        return self.answer_limit is not None and (
            self.answer_limit_passed or at >= self.answer_limit.expires_at
        )
