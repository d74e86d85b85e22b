"""Tender: how it begins, how it ends, and what is shown of it on the way."""

from __future__ import annotations

import pytest

from tests.domain.tender.stages import (
    announced,
    assessed,
    awarded,
    closed,
    opened,
    prepared,
    with_bids,
)
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
from upphandling.domain.errors import (
    WITHHELD,
    MachineCannotDecide,
    NoMandate,
)
from upphandling.domain.legal_time import count
from upphandling.domain.notices import Notice, SomeoneNotNotified
from upphandling.domain.rulebook import Channel
from upphandling.domain.tender import NoAwardReason, Status, Tender
from upphandling.domain.tender.refusals import (
    ReviewNotOver,
    TenderInWrongStage,
)


def cancel(tender: Tender, stamp: Stamp) -> None:
    tender.cancel(
        stamp,
        reason_code=NoAwardReason.ALL_REJECTED,
        reasons="Inget anbud uppfyllde kraven.",
        decision=None,
    )


def cancelled() -> Tender:
    tender = assessed()
    cancel(tender, person("2026-05-04T09:00"))
    return tender


def notice(to: str, channel: Channel = Channel.ELECTRONIC) -> Notice:
    return Notice(recipient=to, channel=channel, sent_at=local("2026-05-05T10:00"))


def notified(channel: Channel = Channel.ELECTRONIC) -> Tender:
    tender = cancelled()
    tender.notify_cancellation(
        person("2026-05-05T10:00"),
        notices=(notice("utforare-a"), notice("utforare-b", channel)),
    )
    return tender


# -- Awarding and cancelling -----------------------------------------------------


def test_an_award_ends_the_tender():
    tender = given(assessed())

    tender.conclude(person("2026-05-04T09:00"), award="tilldelning-2026")

    assert emitted(tender) == [event(Tender.Awarded, award="tilldelning-2026")]


def test_a_tender_is_not_awarded_before_its_bids_are_opened():
    tender = given(closed())

    with refuses(
        tender, TenderInWrongStage, status=Status.CLOSED, required=Status.OPENED
    ):
        tender.conclude(person("2026-05-04T09:00"), award="tilldelning-2026")


def test_cancelling_tells_how_many_bids_came_and_how_many_qualified():
    tender = given(assessed())

    cancel(tender, person("2026-05-04T09:00"))

    assert emitted(tender) == [
        event(
            Tender.Cancelled,
            reason_code=NoAwardReason.ALL_REJECTED,
            reasons="Inget anbud uppfyllde kraven.",
            decision=None,
            bids=2,
            qualified=1,
        )
    ]


@pytest.mark.parametrize("stage", [prepared, announced, closed, opened])
def test_a_tender_may_be_cancelled_at_any_stage_before_the_award(stage):
    tender = given(stage())

    cancel(tender, person("2026-05-04T09:00"))

    assert tender.status is Status.CANCELLED


def test_a_tender_is_cancelled_once():
    tender = given(cancelled())

    with refuses(tender, TenderInWrongStage, status=Status.CANCELLED):
        cancel(tender, person("2026-05-05T09:00"))


def test_the_scheduler_cannot_cancel():
    tender = given(assessed())

    with refuses(tender, MachineCannotDecide, event="tender.cancelled"):
        cancel(tender, scheduler("2026-05-04T09:00"))


def test_nobody_cancels_without_a_mandate():
    tender = given(assessed())

    with refuses(tender, NoMandate, event="tender.cancelled"):
        cancel(tender, without_mandate("2026-05-04T09:00"))


def test_notices_of_the_cancellation_start_ten_days_for_review():
    tender = given(cancelled())
    notices = (notice("utforare-a"), notice("utforare-b"))

    tender.notify_cancellation(person("2026-05-05T10:00"), notices=notices)

    review = count("cancellation-review", day("2026-05-05"), on=day("2026-03-02"))
    assert emitted(tender) == [
        event(Tender.CancellationNotified, notices=notices, review=review)
    ]
    assert review.last_day == day("2026-05-15")


def test_one_notice_by_post_makes_it_fifteen_days_for_everybody():
    tender = notified(Channel.OTHER)

    assert tender.review == count(
        "cancellation-review",
        day("2026-05-05"),
        channel=Channel.OTHER,
        on=day("2026-03-02"),
    )
    assert tender.review.last_day == day("2026-05-20")


def test_every_bidder_is_told_that_the_tender_was_cancelled():
    tender = given(cancelled())

    with refuses(tender, SomeoneNotNotified, missing=["utforare-b"]):
        tender.notify_cancellation(
            person("2026-05-05T10:00"), notices=(notice("utforare-a"),)
        )


def test_nobody_is_told_of_a_cancellation_that_has_not_been_decided():
    tender = given(opened())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.OPENED,
        required=Status.CANCELLED,
    ):
        tender.notify_cancellation(
            person("2026-05-05T10:00"), notices=(notice("utforare-a"),)
        )


def test_the_review_ends_by_itself_after_its_last_day():
    tender = given(notified())

    tender.end_cancellation_review(scheduler("2026-05-16T00:00"))

    assert emitted(tender) == [
        event(Tender.CancellationReviewEnded, last_day=day("2026-05-15"))
    ]


def test_the_review_has_not_ended_on_its_last_second():
    tender = given(notified())

    with refuses(tender, ReviewNotOver, last_day=day("2026-05-15")):
        tender.end_cancellation_review(scheduler("2026-05-15T23:59:59"))


def test_the_review_ends_once_and_only_if_somebody_was_told():
    untold, told = given(cancelled()), notified()
    told.end_cancellation_review(scheduler("2026-05-16T00:00"))

    for tender in (untold, given(told)):
        with refuses(tender, TenderInWrongStage, status=Status.CANCELLED):
            tender.end_cancellation_review(scheduler("2026-05-17T00:00"))


# -- Secrecy -----------------------------------------------------------------


@pytest.mark.parametrize("stage", [prepared, with_bids, closed, opened, assessed])
def test_nothing_about_bids_is_shown_while_secrecy_holds(stage):
    shown = stage().portrait()

    assert [shown[name] for name in ("bids", "assessments", "points")] == [WITHHELD] * 3
    assert "utforare-a" not in str(shown)


@pytest.mark.parametrize("stage", [awarded, cancelled])
def test_the_bids_are_shown_once_the_tender_is_decided(stage):
    assert stage().portrait()["bids"].keys() == {"anbud-1", "anbud-2"}
