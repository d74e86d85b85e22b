"""Commands of the referred questions: refer to another body, and note its answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import Body, ChoiceSystem, Phase, Question
from upphandling.domain.configuration import Key, Service, Text


class ReferQuestion(Command):
    """Hänskjut en fråga till ett annat organ; skedena i blocks väntar på svaret."""

    NAME = "choice_system.refer_question"
    system: Key
    question: Key
    from_body: Body
    to_body: Body
    matter: Text
    blocks: Annotated[list[Phase], Field(min_length=1)]
    services: list[Service] = []


class AnswerQuestion(Command):
    """För in svaret på en hänskjuten fråga, med beslutet som svaret står i."""

    NAME = "choice_system.answer_question"
    system: Key
    question: Key
    decision: Key
    outcome: Text


def refer_question(command: ReferQuestion, cases: Cases, stamp: Stamp) -> None:
    question = Question(
        question=command.question,
        from_body=command.from_body,
        to_body=command.to_body,
        matter=command.matter,
        blocks=tuple(command.blocks),
        services=tuple(command.services),
    )
    cases.fetch(ChoiceSystem, command.system).refer_question(stamp, question=question)


def answer_question(command: AnswerQuestion, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceSystem, command.system).answer_question(
        stamp,
        question=command.question,
        decision=command.decision,
        outcome=command.outcome,
    )


VERBS = verbs(
    (ReferQuestion, refer_question),
    (AnswerQuestion, answer_question),
)
