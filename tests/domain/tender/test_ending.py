"""Ending: awarded once, reopened by need, cancelled with reasons, secret in part."""

from __future__ import annotations

import pytest

from tests.domain.tender.stages import BEGUN_ON, MET, assessed, awarded, opened
from tests.given import day, emitted, event, given, local, person, refuses, scheduler
from upphandling.domain.errors import WITHHELD, MachineCannotDecide
from upphandling.domain.legal_time import count
from upphandling.domain.notices import Notice, SentOutOfTime
from upphandling.domain.parts import UnknownPart
from upphandling.domain.rulebook import Channel
from upphandling.domain.tender import NoAwardReason, SecretPart, Status, Tender
from upphandling.domain.tender.ending_refusals import (
    AnotherAwardStands,
    SecrecyStillAbsolute,
)
from upphandling.domain.tender.refusals import AlreadyNotified, TenderInWrongStage

CORRECTED = {"review": "mal-1234-26", "reasons": "Rätten har beslutat om rättelse."}
SECRET = {
    "bid": "anbud-1",
    "parts": (SecretPart.PRICE,),
    "ground": "Affärssekretess",
    "motive": "Utföraren kan lida skada.",
}


def reopened() -> Tender:
    tender = awarded()
    tender.reopen(person("2026-08-03T09:00"), **CORRECTED)
    return tender


def cancelled() -> Tender:
    tender = assessed()
    tender.cancel(
        person("2026-05-04T09:00"),
        reason_code=NoAwardReason.CHANGED_NEEDS,
        reasons="Ny budget.",
        decision=None,
    )
    return tender


def notices(*recipients: str, at: str = "2026-05-04T10:00") -> tuple[Notice, ...]:
    return tuple(
        Notice(recipient=who, channel=Channel.ELECTRONIC, sent_at=local(at))
        for who in recipients or ("utforare-a", "utforare-b")
    )


# -- Reopening ---------------------------------------------------------------------


def test_an_awarded_tender_is_reopened_so_that_bids_can_be_examined_anew():
    tender = given(awarded())

    tender.reopen(person("2026-08-03T09:00"), **CORRECTED)

    assert emitted(tender) == [event(Tender.Reopened, **CORRECTED)]
    assert tender.status is Status.OPENED
    tender.assess(person("2026-08-03T10:00"), bid="anbud-2", assessment=MET)
    assert "anbud-2" in tender.qualified


def test_the_secrecy_that_an_award_lifted_does_not_come_back():
    before, after = opened().portrait(), reopened().portrait()

    assert before["bids"] == WITHHELD
    assert after["bids"].keys() == {"anbud-1", "anbud-2"}
    assert not reopened().sealed


@pytest.mark.parametrize("stage", [opened, cancelled, reopened])
def test_only_what_is_awarded_is_reopened(stage):
    tender = given(stage())

    with refuses(
        tender, TenderInWrongStage, status=tender.status, required=Status.AWARDED
    ):
        tender.reopen(person("2026-08-04T09:00"), **CORRECTED)


def test_the_scheduler_reopens_nothing():
    tender = given(awarded())

    with refuses(tender, MachineCannotDecide, event="tender.reopened"):
        tender.reopen(scheduler("2026-08-03T09:00"), **CORRECTED)


def test_a_reopened_tender_is_awarded_again_by_the_same_award_only():
    tender = given(reopened())

    with refuses(tender, AnotherAwardStands, award="tilldelning-2026"):
        tender.must_await_award()
    with refuses(tender, AnotherAwardStands, award="tilldelning-2026"):
        tender.conclude(person("2026-08-17T09:00"), award="en-annan")
    tender.conclude(person("2026-08-17T09:00"), award="tilldelning-2026")

    assert tender.status is Status.AWARDED


def test_a_tender_awaits_an_award_once_its_bids_are_opened():
    assessed().must_await_award()
    with refuses(
        None, TenderInWrongStage, status=Status.CANCELLED, required=Status.OPENED
    ):
        cancelled().must_await_award()


def test_a_reopened_tender_may_still_be_cancelled():
    tender = reopened()

    tender.cancel(
        person("2026-08-17T09:00"),
        reason_code=NoAwardReason.BUYER_AFTER_REVIEW,
        reasons="Görs om.",
        decision=None,
    )

    assert tender.status is Status.CANCELLED


# -- Telling of a cancellation ---------------------------------------------------


def test_no_time_for_review_runs_while_somebody_has_not_been_told_why():
    tender = given(cancelled())

    tender.notify_cancellation(
        person("2026-05-04T10:00"),
        notices=notices(),
        without_reasons=("utforare-b",),
    )

    assert emitted(tender) == [
        event(
            Tender.CancellationNotifiedDefectively,
            notices=notices(),
            without_reasons=("utforare-b",),
        )
    ]
    assert tender.review is None


def test_the_time_runs_from_the_day_the_last_one_is_told_why():
    tender = cancelled()
    tender.notify_cancellation(
        person("2026-05-04T10:00"),
        notices=notices(),
        without_reasons=("utforare-b",),
    )
    again = notices("utforare-b", at="2026-05-06T10:00")

    tender.notify_cancellation(person("2026-05-06T10:00"), notices=again)

    assert emitted(tender)[-1] == event(
        Tender.CancellationNotified,
        notices=(*notices("utforare-a"), *again),
        review=count("cancellation-review", day("2026-05-06"), on=BEGUN_ON),
    )


def test_telling_somebody_else_again_does_not_help_who_was_not_told_why():
    tender = cancelled()
    tender.notify_cancellation(
        person("2026-05-04T10:00"),
        notices=notices(),
        without_reasons=("utforare-b",),
    )

    tender.notify_cancellation(
        person("2026-05-06T10:00"), notices=notices("utforare-a")
    )

    assert (tender.review, tender.untold_reasons) == (None, ("utforare-b",))


@pytest.mark.parametrize("at", ["2026-05-04T08:59", "2026-05-04T10:01"])
def test_nobody_is_told_before_the_decision_or_in_the_future(at):
    tender = given(cancelled())

    with refuses(
        tender,
        SentOutOfTime,
        recipients=["utforare-a", "utforare-b"],
        decided_at=local("2026-05-04T09:00"),
    ):
        tender.notify_cancellation(person("2026-05-04T10:00"), notices=notices(at=at))


def test_a_cancellation_that_all_were_told_of_is_not_told_again():
    tender = cancelled()
    tender.notify_cancellation(person("2026-05-04T10:00"), notices=notices())

    with refuses(given(tender), AlreadyNotified, last_day=day("2026-05-15")):
        tender.notify_cancellation(person("2026-05-05T10:00"), notices=notices())


# -- Secrecy after the award -------------------------------------------------------


@pytest.mark.parametrize("stage", [awarded, reopened, cancelled])
def test_parts_of_a_bid_may_be_kept_secret_when_the_absolute_secrecy_is_over(stage):
    tender = given(stage())

    tender.decide_secrecy(person("2026-08-04T09:00"), **SECRET)

    assert emitted(tender) == [event(Tender.SecrecyDecided, **SECRET)]
    assert tender.secrecy == {"anbud-1": (SecretPart.PRICE,)}


def test_while_everything_is_secret_no_part_is():
    tender = given(opened())

    with refuses(tender, SecrecyStillAbsolute, status=Status.OPENED):
        tender.decide_secrecy(person("2026-04-03T09:00"), **SECRET)


def test_only_a_bid_that_came_is_kept_secret():
    tender = given(awarded())

    with refuses(tender, UnknownPart, part="anbud-x", known=["anbud-1", "anbud-2"]):
        tender.decide_secrecy(
            person("2026-05-05T09:00"), **{**SECRET, "bid": "anbud-x"}
        )
