"""Announcement of a tender: open to all, with its documents, in time."""

from __future__ import annotations

import pytest

from tests.domain.tender.cases import issue, limit
from tests.domain.tender.stages import (
    CLOSES_AT,
    REQUIREMENT,
    announce,
    announced,
    prepared,
    procedure,
)
from tests.given import day, emitted, event, given, local, person, refuses
from upphandling.domain.base import Role, Stamp
from upphandling.domain.errors import TimeBeforeCase
from upphandling.domain.evaluation import Method, MethodIncomplete, Model
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.documents import Document
from upphandling.domain.tender.refusals import (
    ClosesOnAnotherDay,
    LastDayPassed,
    RequirementWithoutFollowUp,
    TenderInWrongStage,
    TenderPeriodTooShort,
)

IN_MARCH = person("2026-03-02T09:00")


def announcement(**changed: object) -> tuple[str, dict[str, object]]:
    return event(
        Tender.Announced,
        **{
            "last_day": day("2026-04-01"),
            "closes_at": CLOSES_AT,
            "notice": "Annons 2026-1",
            "requirements": (REQUIREMENT,),
            **changed,
        },
    )


def test_the_event_tells_who_did_it_in_which_role_on_what_mandate_and_why():
    tender = given(prepared())
    stamp = Stamp(
        by="handlaggare-1",
        role=Role.PROCUREMENT_MANAGER,
        at=local("2026-03-02T09:00"),
        mandate="delegationsordning 4.2",
        because="command:1",
    )

    announce(tender, stamp)

    said, *_ = tender.collect_events()
    assert said.by == "handlaggare-1"
    assert said.role is Role.PROCUREMENT_MANAGER
    assert said.effective_at == local("2026-03-02T09:00")
    assert said.mandate == "delegationsordning 4.2"
    assert said.because == "command:1"
    assert said.reference == "tender:hemtjanst-2026@2"


def test_announcing_says_when_bids_and_answers_must_have_come():
    tender = given(prepared())

    announce(tender, IN_MARCH)

    assert emitted(tender) == [
        announcement(),
        event(Tender.AnswerLimitSet, limit=limit()),
    ]
    assert limit().last_day == day("2026-03-26")


def test_the_documents_may_close_the_tender_at_an_hour_of_their_own():
    tender = given(prepared())
    noon = local("2026-04-01T12:00")

    announce(tender, IN_MARCH, closes_at=noon)

    assert emitted(tender)[0] == announcement(closes_at=noon)


@pytest.mark.parametrize("hour", ["2026-04-01T00:00", "2026-04-02T00:01"])
def test_the_hour_lies_within_the_last_day(hour):
    tender, closes_at = given(prepared()), local(hour)

    with refuses(
        tender, ClosesOnAnotherDay, last_day=day("2026-04-01"), closes_at=closes_at
    ):
        announce(tender, IN_MARCH, closes_at=closes_at)


def test_announcing_publishes_the_latest_version_of_every_document():
    tender = prepared()
    issue(tender, "a")
    issue(tender, "b")
    issue(tender, "c", "avtalsmall")

    announce(given(tender), IN_MARCH)

    published = emitted(tender)[1]
    assert published == event(
        Tender.DocumentsPublished,
        documents=(
            Document(
                document="villkor", title="Villkor", version=2, content_hash="b" * 64
            ),
            Document(
                document="avtalsmall", title="Villkor", version=1, content_hash="c" * 64
            ),
        ),
    )


def test_an_older_tender_has_no_limit_for_answers_that_we_know_of():
    tender = Tender.prepare(
        person("2019-03-01T09:00"),
        "hemtjanst-2019",
        system="staden",
        title="Hemtjänst",
        lots=(),
        criteria=(),
    )

    announce(given(tender), person("2019-03-04T09:00"), last_day=day("2019-06-17"))

    assert [topic for topic, _ in emitted(tender)] == ["tender.announced"]
    assert tender.answer_limit is None


def test_suppliers_get_the_time_that_the_documents_promise():
    tender = given(prepared(procedure(least_tender_days=30)))

    announce(tender, IN_MARCH)

    assert tender.status is Status.ANNOUNCED


def test_a_day_less_than_the_documents_promise_is_too_short():
    tender = given(prepared(procedure(least_tender_days=31)))

    with refuses(
        tender,
        TenderPeriodTooShort,
        last_day=day("2026-04-01"),
        earliest=day("2026-04-02"),
    ):
        announce(tender, IN_MARCH)


def test_a_tender_is_not_announced_with_a_method_that_does_not_fit_its_criteria():
    tender = prepared()
    bare = procedure(method=Method(model=Model.PRICE_DEDUCTION))
    tender.record(Tender.ProcedureSet, person("2026-02-09T09:00"), procedure=bare)

    with refuses(given(tender), MethodIncomplete, criteria=["kvalitet"]):
        announce(tender, IN_MARCH)


def test_a_tender_cannot_be_announced_while_a_requirement_lacks_follow_up():
    tender = given(prepared())
    bare = REQUIREMENT.model_copy(update={"follow_up": None})

    with refuses(tender, RequirementWithoutFollowUp, requirements=["ledning"]):
        announce(tender, person("2026-03-02T09:00"), requirements=(bare,))


def test_the_last_day_for_bids_cannot_have_passed_when_the_tender_is_announced():
    tender = given(prepared())

    with refuses(tender, LastDayPassed, announced_at=CLOSES_AT, closes_at=CLOSES_AT):
        announce(tender, person("2026-04-02T00:00"))


def test_a_tender_may_be_announced_on_the_last_second_of_its_last_day():
    tender = given(prepared())

    announce(tender, person("2026-04-01T23:59:59"))

    assert tender.status is Status.ANNOUNCED


def test_a_tender_is_announced_once():
    tender = given(announced())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.ANNOUNCED,
        required=Status.PREPARED,
    ):
        announce(tender, person("2026-03-03T09:00"))


def test_nothing_can_happen_before_the_tender_was_prepared():
    tender = given(prepared())

    with refuses(
        tender,
        TimeBeforeCase,
        case="tender:hemtjanst-2026",
        at=local("2026-02-02T08:59:59"),
        opened_at=local("2026-02-02T09:00"),
    ):
        announce(tender, person("2026-02-02T08:59:59"))
