"""The closing of a tender: moved when more time is given, held up while it is owed."""

from __future__ import annotations

import pytest

from tests.domain.tender.cases import ask, asked, limit
from tests.domain.tender.stages import CLOSES_AT, announced, closed, prepared
from tests.given import (
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.base import Stamp
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.refusals import (
    BidsStillWelcome,
    ExtensionOwed,
    NoExtension,
    TenderInWrongStage,
    TooLateToExtend,
)


def extend(tender: Tender, last_day: str, stamp: Stamp | None = None) -> None:
    tender.extend(
        stamp or person("2026-03-23T09:00"),
        last_day=day(last_day),
        closes_at=None,
        reason="Fler behöver hinna läsa.",
    )


def overdue() -> Tender:
    """A question asked in good time has no answer, and the last day is over."""
    tender = asked()
    tender.pass_answer_limit(scheduler("2026-03-27T00:00"))
    return tender


# -- More time ---------------------------------------------------------------


def test_more_time_moves_the_closing_and_the_limit_for_answers():
    tender = given(announced())

    extend(tender, "2026-04-15")

    assert emitted(tender) == [
        event(
            Tender.Extended,
            before=day("2026-04-01"),
            last_day=day("2026-04-15"),
            closes_at=local("2026-04-16T00:00"),
            reason="Fler behöver hinna läsa.",
        ),
        event(Tender.AnswerLimitSet, limit=limit("2026-04-15")),
    ]
    assert tender.closes_at == local("2026-04-16T00:00")
    assert tender.answer_limit == limit("2026-04-15")


@pytest.mark.parametrize("last_day", ["2026-04-01", "2026-03-31"])
def test_the_last_day_is_only_moved_forward(last_day):
    tender = given(announced())

    with refuses(tender, NoExtension, before=day("2026-04-01"), last_day=day(last_day)):
        extend(tender, last_day)


@pytest.mark.parametrize("stage", [prepared, closed])
def test_only_a_tender_that_is_announced_is_given_more_time(stage):
    tender = given(stage())

    with refuses(
        tender,
        TenderInWrongStage,
        status=tender.status,
        required=Status.ANNOUNCED,
    ):
        extend(tender, "2026-04-15", person("2026-04-02T09:00"))


def test_no_time_is_added_when_the_last_day_has_passed():
    tender = given(announced())

    with refuses(tender, TooLateToExtend, closes_at=CLOSES_AT):
        extend(tender, "2026-04-15", person("2026-04-02T00:00"))


def test_time_that_is_owed_is_added_even_when_the_last_day_has_passed():
    tender = given(overdue())

    extend(tender, "2026-04-15", person("2026-04-02T09:00"))

    assert tender.last_day == day("2026-04-15")
    assert not tender.extension_owed


def test_time_is_not_added_on_days_that_have_passed():
    tender = given(overdue())

    with refuses(
        tender, NoExtension, before=day("2026-04-01"), last_day=day("2026-04-08")
    ):
        extend(tender, "2026-04-08", person("2026-04-09T09:00"))


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [
        (scheduler("2026-03-23T09:00"), MachineCannotDecide),
        (without_mandate("2026-03-23T09:00"), NoMandate),
    ],
)
def test_only_a_person_with_a_mandate_gives_more_time(stamp, rule):
    tender = given(announced())

    with refuses(tender, rule, event="tender.extended"):
        extend(tender, "2026-04-15", stamp)


# -- Closing -----------------------------------------------------------------


def test_the_time_for_bids_is_over_at_the_new_closing_and_not_at_the_old():
    tender = announced()
    extend(tender, "2026-04-15")
    given(tender)

    with refuses(tender, BidsStillWelcome, closes_at=local("2026-04-16T00:00")):
        tender.close(scheduler("2026-04-02T00:00"))
    tender.close(scheduler("2026-04-16T00:00"))

    assert emitted(tender) == [event(Tender.Closed)]


@pytest.mark.parametrize("noted", [asked, overdue])
def test_a_tender_that_owes_more_time_does_not_close(noted):
    tender = given(noted())

    with refuses(tender, ExtensionOwed, questions=["fraga-1"]):
        tender.close(scheduler("2026-04-02T00:00"))


def test_it_closes_once_more_time_was_given_and_the_question_answered():
    tender = overdue()
    extend(tender, "2026-04-15", person("2026-04-02T09:00"))
    tender.answer_question(
        person("2026-04-02T10:00"), question="fraga-1", text="Ja.", new_last_day=None
    )

    tender.close(scheduler("2026-04-16T00:00"))

    assert tender.status is Status.CLOSED


def test_a_question_that_was_not_asked_in_good_time_holds_nothing_up():
    tender = announced()
    ask(tender, in_good_time=False)

    tender.close(scheduler("2026-04-02T00:00"))

    assert tender.status is Status.CLOSED


def test_a_tender_closes_once():
    tender = given(closed())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.CLOSED,
        required=Status.ANNOUNCED,
    ):
        tender.close(scheduler("2026-04-02T00:00"))
