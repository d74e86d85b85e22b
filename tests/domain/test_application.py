"""Application: it comes in, is completed, and an answer is promised."""

from __future__ import annotations

from typing import Any

import pytest

from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
)
from upphandling.domain.application import Application, Assessment, Status
from upphandling.domain.application.refusals import (
    AnswerNotDue,
    ApplicationInWrongStage,
    CompletionAwaited,
    CompletionNotAsked,
    CompletionTooLate,
    NotAssessed,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.legal_time import count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import UnknownPart

THREE_MONTHS = Length(3, Unit.MONTHS)
TWO_WEEKS = Length(14, Unit.DAYS)
THREE_WEEKS = Length(3, Unit.WEEKS)
CONTENT, COMPLETION = "a" * 64, "b" * 64
ANSWER = count("lov-answer", day("2026-08-20"), length=THREE_MONTHS)
UNTIL = count("lov-completion", day("2026-09-07"), length=TWO_WEEKS)
RATTELSE = count("lov-rattelse", day("2026-10-05"), length=THREE_WEEKS)
MET = Assessment(failed=(), exclusion=None, motive="Alla krav är uppfyllda.")
FAILED = Assessment(failed=("ledning",), exclusion=None, motive="Ingen ledning.")
EXCLUDED = Assessment(failed=(), exclusion="Obetalda skatter", motive="Skatteverket.")
COURT = {
    "court": "Förvaltningsrätten",
    "case_number": "1-26",
    "received_on": day("2026-10-20"),
}


def received(**changed: Any) -> Application:
    return Application.receive(
        person("2026-08-20T10:00"),
        "ansokan-a",
        **{
            "admission": "omvardnad",
            "system": "staden",
            "bundle": "omvardnad",
            "provider": "utforare-a",
            "name": "Utförare A",
            "received_on": day("2026-08-20"),
            "areas": ("norr", "soder"),
            "capacity": {"norr": 40},
            "window": "host-2026",
            "start_on": day("2026-12-01"),
            "answer": THREE_MONTHS,
            "content_hash": CONTENT,
            **changed,
        },
    )


def asked() -> Application:
    application = received()
    application.ask_completion(
        person("2026-09-07T09:00"), what="Registreringsbevis", within=TWO_WEEKS
    )
    return application


def assessed(assessment: Assessment = MET) -> Application:
    application = received()
    application.assess(person("2026-09-28T09:00"), assessment=assessment)
    return application


def approved() -> Application:
    application = assessed()
    application.approve(person("2026-10-05T09:00"), motive="Alla krav är uppfyllda.")
    return application


def rejected() -> Application:
    application = assessed(FAILED)
    application.reject(
        person("2026-10-05T09:00"),
        reasons="Verksamheten saknar ledning.",
        notified_at=None,
        rattelse=THREE_WEEKS,
    )
    return application


def in_court() -> Application:
    application = rejected()
    application.file_rattelse(person("2026-10-21T09:00"), **COURT)
    return application


# -- Receiving and completing ----------------------------------------------------


def test_an_application_is_kept_with_its_round_and_the_day_an_answer_is_promised():
    application = received()

    assert emitted(application) == [
        event(
            Application.Received,
            admission="omvardnad",
            system="staden",
            bundle="omvardnad",
            provider="utforare-a",
            name="Utförare A",
            received_on=day("2026-08-20"),
            areas=("norr", "soder"),
            capacity={"norr": 40},
            window="host-2026",
            start_on=day("2026-12-01"),
            answer_due=ANSWER,
            content_hash=CONTENT,
        )
    ]
    assert ANSWER.last_day == day("2026-11-20")


def test_the_capacity_is_for_areas_that_are_applied_for():
    with pytest.raises(UnknownPart):
        received(capacity={"oster": 10})


def test_what_has_not_come_is_not_received():
    with pytest.raises(NotYet):
        received(received_on=day("2026-08-21"))


def test_the_applicant_gets_time_to_complete():
    application = given(received())

    application.ask_completion(
        person("2026-09-07T09:00"), what="Registreringsbevis", within=TWO_WEEKS
    )

    assert emitted(application) == [
        event(Application.CompletionAsked, what="Registreringsbevis", until=UNTIL)
    ]
    for decide in (
        lambda: application.assess(person("2026-09-08T09:00"), assessment=MET),
        lambda: application.approve(person("2026-09-08T09:00"), motive="Ja."),
    ):
        with refuses(application, CompletionAwaited, last_day=UNTIL.last_day):
            decide()


def test_an_application_that_was_completed_is_assessed_anew():
    application = assessed(FAILED)
    application.ask_completion(
        person("2026-09-28T10:00"), what="Ledning", within=TWO_WEEKS
    )
    given(application)

    application.complete(
        person("2026-10-01T09:00"), received_on=None, content_hash=COMPLETION
    )

    assert emitted(application) == [
        event(
            Application.Completed,
            received_on=day("2026-10-01"),
            content_hash=COMPLETION,
        )
    ]
    with refuses(application, NotAssessed, application="ansokan-a"):
        application.approve(person("2026-10-02T09:00"), motive="Ja.")


def test_a_completion_after_the_last_day_is_too_late():
    application = given(asked())

    with refuses(
        application,
        CompletionTooLate,
        received_on=day("2026-09-22"),
        last_day=day("2026-09-21"),
    ):
        application.complete(
            person("2026-09-22T09:00"), received_on=None, content_hash=COMPLETION
        )


def test_a_completion_that_nobody_asked_for_has_no_place():
    application = given(received())

    with refuses(application, CompletionNotAsked, application="ansokan-a"):
        application.complete(
            person("2026-09-22T09:00"), received_on=None, content_hash=COMPLETION
        )


def test_without_a_completion_the_application_is_assessed_as_it_is():
    application = given(asked())

    with refuses(application, CompletionAwaited, last_day=UNTIL.last_day):
        application.call_completion_overdue(scheduler("2026-09-21T23:59:59"))
    application.call_completion_overdue(scheduler("2026-09-22T00:00"))

    assert emitted(application) == [
        event(Application.CompletionOverdue, last_day=UNTIL.last_day)
    ]
    with refuses(application, CompletionNotAsked, application="ansokan-a"):
        application.call_completion_overdue(scheduler("2026-09-22T00:00"))
    application.assess(person("2026-09-22T09:00"), assessment=FAILED)


def test_a_completion_that_came_in_time_holds_though_the_clock_had_noted_none():
    application = asked()
    application.call_completion_overdue(scheduler("2026-09-22T00:00"))
    given(application)

    application.complete(
        person("2026-09-23T09:00"),
        received_on=day("2026-09-21"),
        content_hash=COMPLETION,
    )

    assert [topic for topic, _ in emitted(application)] == ["application.completed"]


def test_the_clock_notes_a_promise_of_an_answer_that_was_broken():
    application = given(received())

    with refuses(application, AnswerNotDue, last_day=ANSWER.last_day):
        application.call_answer_overdue(scheduler("2026-11-20T23:59:59"))
    application.call_answer_overdue(scheduler("2026-11-21T00:00"))

    assert emitted(application) == [
        event(Application.AnswerOverdue, last_day=ANSWER.last_day)
    ]


def test_an_answer_that_was_given_is_never_overdue():
    application = given(approved())

    with refuses(
        application, ApplicationInWrongStage, status="approved", required="received"
    ):
        application.call_answer_overdue(scheduler("2026-11-21T00:00"))


def test_the_applicant_may_withdraw_until_there_is_an_agreement():
    for application in (received(), approved()):
        given(application)
        application.withdraw(person("2026-10-06T09:00"), reason="Ändrade planer.")
        assert emitted(application) == [
            event(Application.Withdrawn, reason="Ändrade planer.")
        ]
        assert application.status is Status.WITHDRAWN
    with pytest.raises(ApplicationInWrongStage):
        rejected().withdraw(person("2026-10-06T09:00"), reason="Sent.")
