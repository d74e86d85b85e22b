"""Referred questions: what one body asks another, and what waits for the answer."""

from __future__ import annotations

from dataclasses import field

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.choice_system.legal_force import LegalForce
from upphandling.domain.choice_system.refusals import (
    AnsweredByAnotherBody,
    QuestionAnsweredAlready,
    QuestionUnanswered,
)
from upphandling.domain.choice_system.terms import Body, Phase, Question
from upphandling.domain.configuration import Service
from upphandling.domain.parts import must_be_known, must_be_new


class Referrals(LegalForce):
    """A choice system in which a board may need an answer before it goes on."""

    questions: dict[str, Question] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class QuestionReferred(DomainEvent):
        """En fråga har hänskjutits till ett annat organ för beslut (KL 5 kap. 1 §)."""

        TOPIC = "choice_system.question_referred"
        question: str
        from_body: Body
        to_body: Body
        matter: str
        blocks: tuple[Phase, ...]
        services: tuple[Service, ...]

        def apply(self, case: Referrals) -> None:
            case.questions[self.question] = Question(
                question=self.question,
                from_body=self.from_body,
                to_body=self.to_body,
                matter=self.matter,
                blocks=self.blocks,
                services=self.services,
            )

    class QuestionAnswered(DomainEvent):
        """Den hänskjutna frågan har besvarats genom ett beslut (KL 5 kap. 1 §)."""

        TOPIC = "choice_system.question_answered"
        question: str
        decision: str
        outcome: str

        def apply(self, case: Referrals) -> None:
            case.answers[self.question] = self.decision

    # -- Commands: refuse, or bring about one event ------------------------

    def refer_question(self, stamp: Stamp, *, question: Question) -> None:
        must_be_new(question.question, self.questions)
        self.record(self.QuestionReferred, stamp, **dict(question))

    def answer_question(
        self, stamp: Stamp, *, question: str, decision: str, outcome: str
    ) -> None:
        must_be_known(question, self.questions)
        if self._answered(question):
            raise QuestionAnsweredAlready(
                question=question, decision=self.answers[question]
            )
        self.must_have_decided(decision)
        asked = self.questions[question].to_body
        if self.bodies[decision] is not asked:
            raise AnsweredByAnotherBody(
                question=question, to_body=asked, answered_by=self.bodies[decision]
            )
        self.record(
            self.QuestionAnswered,
            stamp,
            question=question,
            decision=decision,
            outcome=outcome,
        )

    # -- Rules -------------------------------------------------------------

    def must_not_be_blocked(self, phase: Phase, bundle: str | None = None) -> None:
        """Refuse a phase that waits for an answer, for a bundle or for no one bundle.

        A question about certain services holds up only the bundles that contain one
        of them; a question about no service in particular holds up everything.
        """
        for key, question in self.questions.items():
            if (
                phase in question.blocks
                and self._concerns(question, bundle)
                and not self._answered(key)
            ):
                raise QuestionUnanswered(
                    question=key, to_body=question.to_body, phase=phase
                )

    def _concerns(self, question: Question, bundle: str | None) -> bool:
        if not question.services:
            return True
        if bundle is None:
            return False
        return not set(question.services).isdisjoint(self.bundle(bundle).services)

    def _answered(self, question: str) -> bool:
        """Whether a decision that still stands answers it."""
        return self.answers.get(question, "") in self.decisions.keys() - self.annulled
