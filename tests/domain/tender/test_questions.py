"""Questions to a tender: who asks is not kept, and nobody is answered too late."""

from __future__ import annotations

import pytest

from tests.domain.tender.cases import (
    IN_TIME,
    LATE_ON,
    LIMIT,
    answer,
    ask,
    asked,
    extended,
    inform,
)
from tests.domain.tender.stages import announce, announced, closed, opened, prepared
from tests.given import day, emitted, event, given, local, person, refuses, scheduler
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.instants import NotYet
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.refusals import (
    AlreadyAnswered,
    AnswersStillInTime,
    AnswerTooLate,
    NoAnswerLimit,
    TenderInWrongStage,
)
from upphandling.domain.tender.supplements import LATE

# -- Questions ---------------------------------------------------------------


def test_a_question_is_kept_without_saying_who_asked():
    tender = given(announced())

    ask(tender)

    assert emitted(tender) == [
        event(
            Tender.QuestionReceived,
            question="fraga-1",
            text="Gäller kravet på ledning även underleverantörer?",
            received_on=day("2026-03-19"),
            in_good_time=True,
        )
    ]


def test_the_same_question_is_kept_once():
    with refuses(tender := given(asked()), PartExists, part="fraga-1"):
        ask(tender)


def test_a_question_has_not_come_tomorrow():
    tender = given(announced())

    with refuses(tender, NotYet, day=day("2026-03-21"), at=local("2026-03-20T09:00")):
        ask(tender, received_on=day("2026-03-21"))


@pytest.mark.parametrize("stage", [prepared, opened])
def test_questions_are_asked_while_bids_are_welcome(stage):
    tender = given(stage())

    with refuses(
        tender,
        TenderInWrongStage,
        status=tender.status,
        required=Status.ANNOUNCED,
    ):
        ask(tender)


# -- Answers -----------------------------------------------------------------


def test_an_answer_on_the_last_second_of_the_last_day_is_in_time():
    tender = given(asked())

    answer(tender)

    assert emitted(tender) == [
        event(Tender.QuestionAnswered, question="fraga-1", text="Ja.")
    ]


def test_an_answer_after_it_is_refused_without_more_time_for_bids():
    tender = given(asked())

    with refuses(tender, AnswerTooLate, limit=LIMIT):
        answer(tender, LATE_ON)


def test_a_late_answer_gives_all_more_time_in_the_same_breath():
    tender = given(asked())

    answer(tender, LATE_ON, "2026-04-15")

    assert emitted(tender) == [
        *extended(LATE),
        event(Tender.QuestionAnswered, question="fraga-1", text="Ja."),
    ]


def test_an_answer_is_late_once_the_limit_was_noted_whatever_the_clock_says():
    tender = asked()
    tender.pass_answer_limit(scheduler("2026-03-27T00:00"))

    with refuses(given(tender), AnswerTooLate, limit=LIMIT):
        answer(tender, IN_TIME)


def test_a_question_that_came_too_late_may_be_answered_late():
    tender = announced()
    ask(tender, in_good_time=False)

    answer(given(tender), LATE_ON)

    assert [topic for topic, _ in emitted(tender)] == ["tender.question_answered"]


def test_the_scheduler_cannot_give_the_time_that_a_late_answer_needs():
    tender = given(asked())

    with refuses(tender, MachineCannotDecide, event="tender.extended"):
        answer(tender, scheduler("2026-03-27T00:00"), "2026-04-15")


def test_a_question_is_answered_once():
    tender = asked()
    answer(tender)

    with refuses(given(tender), AlreadyAnswered, question="fraga-1"):
        answer(tender)


def test_only_a_question_that_was_asked_is_answered():
    with refuses(tender := given(announced()), UnknownPart, part="fraga-1", known=[]):
        answer(tender)


def test_nothing_is_answered_after_the_closing():
    tender = asked()
    answer(tender)
    tender.close(scheduler("2026-04-02T00:00"))
    closed = {"status": Status.CLOSED, "required": Status.ANNOUNCED}

    for tell in (answer, inform):
        with refuses(given(tender), TenderInWrongStage, **closed):
            tell(tender, person("2026-04-02T09:00"))


# -- When the limit passes -----------------------------------------------------


@pytest.mark.parametrize(
    ("told", "unanswered"), [(lambda _: None, ("fraga-1",)), (answer, ())]
)
def test_what_had_not_been_answered_is_noted_when_the_limit_passes(told, unanswered):
    tender = asked()
    ask(tender, "sen-fraga", in_good_time=False)
    told(tender)
    given(tender)

    tender.pass_answer_limit(scheduler("2026-03-27T00:00"))

    assert emitted(tender) == [event(Tender.AnswersLimitPassed, unanswered=unanswered)]
    assert tender.extension_owed is bool(unanswered)


def test_a_question_in_good_time_that_is_registered_late_is_owed_an_answer_too():
    tender = announced()
    tender.pass_answer_limit(scheduler("2026-03-27T00:00"))
    assert not tender.extension_owed

    ask(tender)

    assert tender.extension_owed


def test_the_limit_has_not_passed_on_its_last_second():
    with refuses(tender := given(asked()), AnswersStillInTime, last_day=LIMIT):
        tender.pass_answer_limit(scheduler("2026-03-26T23:59:59"))


def test_the_limit_passes_once():
    tender = asked()
    tender.pass_answer_limit(scheduler("2026-03-27T00:00"))

    with refuses(given(tender), NoAnswerLimit, passed=True):
        tender.pass_answer_limit(scheduler("2026-03-28T00:00"))


def test_no_limit_passes_once_the_tender_has_closed():
    tender = given(closed())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.CLOSED,
        required=Status.ANNOUNCED,
    ):
        tender.pass_answer_limit(scheduler("2026-04-02T00:00"))


def test_an_older_tender_has_no_limit_to_pass():
    tender = Tender.prepare(
        person("2019-03-01T09:00"),
        "hemtjanst-2019",
        system="staden",
        title="Hemtjänst",
        lots=(),
        criteria=(),
    )
    announce(tender, person("2019-03-04T09:00"), last_day=day("2019-06-17"))

    with refuses(given(tender), NoAnswerLimit, passed=False):
        tender.pass_answer_limit(scheduler("2019-06-12T00:00"))
