"""Referred questions: what one body asks another, and what waits for the answer."""

from __future__ import annotations

import pytest

from tests.domain.choice_system.cases import TOLD, decided
from tests.given import day, emitted, event, given, person, refuses
from upphandling.domain.choice_system import (
    AppealOutcome,
    Body,
    ChoiceSystem,
    Phase,
    Question,
)
from upphandling.domain.choice_system.refusals import (
    AnsweredByAnotherBody,
    DecisionAnnulledByCourt,
    QuestionAnsweredAlready,
    QuestionUnanswered,
)
from upphandling.domain.configuration import Service
from upphandling.domain.parts import PartExists, UnknownPart

ALARM = Question(
    question="larm",
    from_body=Body.BOARD,
    to_body=Body.COUNCIL,
    matter="Ska utföraren få svara på trygghetslarm?",
    blocks=(Phase.OPEN_ADMISSION, Phase.OPEN_CHOICE_ROUND),
    services=(Service.SAFETY_ALARM_RESPONSE,),
)
UNANSWERED = {"question": "larm", "to_body": Body.COUNCIL}
ANSWER = {"question": "larm", "decision": "kf-1", "outcome": "Ja."}


def asked(question: Question = ALARM) -> ChoiceSystem:
    system = decided()
    system.refer_question(person("2026-05-20T09:00"), question=question)
    return system


def answered() -> ChoiceSystem:
    system = asked()
    system.answer_question(person("2026-06-01T09:00"), **ANSWER)
    return system


def test_a_question_is_referred_to_another_body():
    system = given(decided())

    system.refer_question(person("2026-05-20T09:00"), question=ALARM)

    assert emitted(system) == [event(ChoiceSystem.QuestionReferred, **dict(ALARM))]


def test_a_question_is_referred_once():
    system = given(asked())

    with refuses(system, PartExists, part="larm"):
        system.refer_question(person("2026-05-21T09:00"), question=ALARM)


@pytest.mark.parametrize("phase", [Phase.OPEN_ADMISSION, Phase.OPEN_CHOICE_ROUND])
def test_a_phase_waits_for_the_answer(phase):
    system = given(asked())

    with refuses(system, QuestionUnanswered, **UNANSWERED, phase=phase):
        system.must_not_be_blocked(phase, "trygghet")


@pytest.mark.parametrize(
    ("phase", "bundle"),
    [
        (Phase.ANNOUNCE_TENDER, "trygghet"),
        (Phase.OPEN_CHOICE_ROUND, "omvardnad"),
        (Phase.OPEN_CHOICE_ROUND, None),
    ],
    ids=["another phase", "another bundle", "no bundle"],
)
def test_what_the_question_is_not_about_does_not_wait(phase, bundle):
    asked().must_not_be_blocked(phase, bundle)


@pytest.mark.parametrize("bundle", ["omvardnad", "trygghet", None])
def test_a_question_about_no_service_in_particular_holds_up_everything(bundle):
    system = given(asked(ALARM.model_copy(update={"services": ()})))

    with refuses(
        system, QuestionUnanswered, **UNANSWERED, phase=Phase.OPEN_CHOICE_ROUND
    ):
        system.must_not_be_blocked(Phase.OPEN_CHOICE_ROUND, bundle)


def test_nothing_waits_when_the_question_is_answered():
    system = given(asked())

    system.answer_question(person("2026-06-01T09:00"), **ANSWER)

    assert emitted(system) == [event(ChoiceSystem.QuestionAnswered, **ANSWER)]
    system.must_not_be_blocked(Phase.OPEN_CHOICE_ROUND, "trygghet")


def test_the_body_that_was_asked_answers():
    system = asked()
    told = {**TOLD, "decision": "bn-1", "body": Body.BOARD}
    system.record_decision(person("2026-05-22T09:00"), **told, urgent=False)

    with refuses(
        given(system),
        AnsweredByAnotherBody,
        question="larm",
        to_body=Body.COUNCIL,
        answered_by=Body.BOARD,
    ):
        system.answer_question(
            person("2026-06-01T09:00"), **ANSWER | {"decision": "bn-1"}
        )


@pytest.mark.parametrize(
    ("answer", "part", "known"),
    [
        ({"question": "natt"}, "natt", ["larm"]),
        ({"decision": "kf-9"}, "kf-9", ["kf-1"]),
    ],
)
def test_an_answer_names_a_question_and_a_decision(answer, part, known):
    system = given(asked())

    with refuses(system, UnknownPart, part=part, known=known):
        system.answer_question(person("2026-06-01T09:00"), **ANSWER | answer)


def test_a_question_is_answered_once():
    system = given(answered())

    with refuses(system, QuestionAnsweredAlready, question="larm", decision="kf-1"):
        system.answer_question(person("2026-06-02T09:00"), **ANSWER)


def test_an_answer_that_the_court_annulled_is_no_answer():
    system = answered()
    system.appeal_decision(
        person("2026-06-08T09:00"),
        decision="kf-1",
        court="Förvaltningsrätten",
        case_number="1234-26",
        received_on=day("2026-06-08"),
        in_time=True,
    )
    system.rule_on_appeal(
        person("2026-10-01T09:00"),
        case_number="1234-26",
        outcome=AppealOutcome.ANNULLED,
        ruled_on=day("2026-10-01"),
    )
    given(system)

    with refuses(
        system, QuestionUnanswered, **UNANSWERED, phase=Phase.OPEN_CHOICE_ROUND
    ):
        system.must_not_be_blocked(Phase.OPEN_CHOICE_ROUND, "trygghet")
    with refuses(
        system,
        DecisionAnnulledByCourt,
        decision="kf-1",
        annulled_on=day("2026-10-01"),
    ):
        system.answer_question(person("2026-10-02T09:00"), **ANSWER)
