"""Rättelse: a rejected applicant goes to court, and time passes or is given back."""

from __future__ import annotations

import pytest

from tests.domain.test_application import (
    COMPLETION,
    CONTENT,
    COURT,
    MET,
    RATTELSE,
    THREE_MONTHS,
    TWO_WEEKS,
    approved,
    asked,
    in_court,
    received,
    rejected,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
)
from upphandling.domain.application import Application, Outcome, Status
from upphandling.domain.application.refusals import (
    ApplicationInWrongStage,
    NotAssessed,
    RattelseNotFiled,
    RattelseTimeRunning,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.legal_time import count
from upphandling.domain.parts import PartExists

# -- Rättelse --------------------------------------------------------------------


def test_the_time_for_rattelse_ends_by_itself():
    application = given(rejected())

    with refuses(application, RattelseTimeRunning, last_day=RATTELSE.last_day):
        application.end_rattelse_time(scheduler("2026-10-26T23:59:59"))
    application.end_rattelse_time(scheduler("2026-10-27T00:00"))

    assert emitted(application) == [
        event(Application.RattelseTimeEnded, last_day=day("2026-10-26"))
    ]


@pytest.mark.parametrize(
    ("received_on", "in_time"), [("2026-10-26", True), ("2026-10-27", False)]
)
def test_an_application_for_rattelse_is_kept_in_time_or_not(received_on, in_time):
    application = given(rejected())
    filed = {**COURT, "received_on": day(received_on)}

    application.file_rattelse(person("2026-10-28T09:00"), **filed)

    assert emitted(application) == [
        event(Application.RattelseFiled, **filed, in_time=in_time)
    ]
    with refuses(application, PartExists, part="1-26"):
        application.file_rattelse(person("2026-10-28T09:00"), **filed)


def test_an_upheld_application_for_rattelse_opens_the_case_again():
    application = given(in_court())
    ruling = {
        "case_number": "1-26",
        "outcome": Outcome.UPHELD,
        "ruled_on": day("2026-12-10"),
    }

    application.rule_rattelse(person("2026-12-14T09:00"), **ruling, answer=THREE_MONTHS)

    answer = count("lov-answer", day("2026-12-10"), length=THREE_MONTHS)
    assert emitted(application) == [
        event(Application.RattelseRuled, **ruling),
        event(Application.Reopened, case_number="1-26", answer_due=answer),
    ]
    with refuses(application, NotAssessed, application="ansokan-a"):
        application.approve(person("2026-12-15T09:00"), motive="Ja.")


def test_a_dismissed_application_for_rattelse_changes_nothing():
    application = given(in_court())
    ruling = {
        "case_number": "1-26",
        "outcome": Outcome.DISMISSED,
        "ruled_on": day("2026-12-10"),
    }

    application.rule_rattelse(person("2026-12-14T09:00"), **ruling, answer=THREE_MONTHS)

    assert emitted(application) == [event(Application.RattelseRuled, **ruling)]
    assert application.status is Status.REJECTED
    with refuses(application, RattelseNotFiled, case_number="1-26"):
        application.rule_rattelse(
            person("2026-12-15T09:00"), **ruling, answer=THREE_MONTHS
        )


def test_a_court_rules_on_what_was_filed():
    application = given(rejected())

    with refuses(application, RattelseNotFiled, case_number="1-26"):
        application.rule_rattelse(
            person("2026-12-14T09:00"),
            case_number="1-26",
            outcome=Outcome.DISMISSED,
            ruled_on=day("2026-12-10"),
            answer=THREE_MONTHS,
        )


# -- In the wrong stage, or not yet ----------------------------------------------

AT = "2026-12-14T09:00"


@pytest.mark.parametrize(
    ("make", "act"),
    [
        (approved, lambda a: a.ask_completion(person(AT), what="?", within=TWO_WEEKS)),
        (
            approved,
            lambda a: a.complete(person(AT), received_on=None, content_hash=CONTENT),
        ),
        (approved, lambda a: a.assess(person(AT), assessment=MET)),
        (approved, lambda a: a.approve(person(AT), motive="Igen.")),
        (received, lambda a: a.end_rattelse_time(scheduler(AT))),
        (received, lambda a: a.file_rattelse(person(AT), **COURT)),
        (
            received,
            lambda a: a.rule_rattelse(
                person(AT),
                case_number="1-26",
                outcome=Outcome.DISMISSED,
                ruled_on=day("2026-12-10"),
                answer=THREE_MONTHS,
            ),
        ),
    ],
)
def test_what_is_decided_is_not_decided_again_and_what_is_open_is_not_in_court(
    make, act
):
    application = given(make())

    with pytest.raises(ApplicationInWrongStage):
        act(application)

    assert emitted(application) == []


@pytest.mark.parametrize(
    ("make", "act"),
    [
        (
            asked,
            lambda a: a.complete(
                person("2026-09-14T09:00"),
                received_on=day("2026-09-15"),
                content_hash=COMPLETION,
            ),
        ),
        (
            approved,
            lambda a: a.sign(
                person("2026-10-19T09:00"),
                agreement="avtal-a",
                signed_on=day("2026-10-20"),
                starts_on=day("2026-12-01"),
            ),
        ),
        (rejected, lambda a: a.file_rattelse(person("2026-10-19T09:00"), **COURT)),
        (
            in_court,
            lambda a: a.rule_rattelse(
                person("2026-12-09T09:00"),
                case_number="1-26",
                outcome=Outcome.UPHELD,
                ruled_on=day("2026-12-10"),
                answer=THREE_MONTHS,
            ),
        ),
    ],
)
def test_what_lies_ahead_is_not_entered_as_done(make, act):
    application = given(make())

    with pytest.raises(NotYet):
        act(application)

    assert emitted(application) == []
