"""Low bids: rejected only when asked to explain, and answered or out of time."""

from __future__ import annotations

import pytest

from tests.domain.tender.stages import BEGUN_ON, HASH, assessed, closed, procedure
from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.base import Stamp
from upphandling.domain.errors import WITHHELD, MachineCannotDecide, NoMandate
from upphandling.domain.legal_time import LengthNotGiven, count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.bid_refusals import (
    BidNoLongerStands,
    ExplanationNotAsked,
    ExplanationTimeRunning,
    ShorterThanDocuments,
)
from upphandling.domain.tender.refusals import TenderInWrongStage

A_WEEK = procedure(explanation_days=7)
TIME_OVER = "2026-04-15T00:00"


def ask(
    tender: Tender,
    at: str = "2026-04-07T09:00",
    days: int | None = None,
    key: str = "anbud-1",
) -> Tender:
    tender.ask_for_explanation(
        person(at), bid=key, about="Timpriset täcker inte lönerna.", days=days
    )
    return tender


def explain(tender: Tender, at: str = "2026-04-08T09:00") -> Tender:
    tender.receive_explanation(person(at), bid="anbud-1", content_hash=HASH)
    return tender


def reject(tender: Tender, stamp: Stamp, key: str = "anbud-1") -> None:
    tender.reject_low_bid(stamp, bid=key, motive="Förklaringen räcker inte.")


def test_a_low_bid_is_asked_to_explain_itself_within_the_documents_time():
    tender = given(assessed(A_WEEK))

    ask(tender)

    until = count(
        "low-bid-explanation",
        day("2026-04-07"),
        length=Length(7, Unit.DAYS),
        on=BEGUN_ON,
    )
    assert emitted(tender) == [
        event(
            Tender.ExplanationAsked,
            bid="anbud-1",
            about="Timpriset täcker inte lönerna.",
            until=until,
        )
    ]
    assert until.last_day == day("2026-04-14")


def test_the_time_to_explain_is_set_by_somebody_and_never_below_the_documents():
    tender, silent = given(assessed(A_WEEK)), given(assessed())

    with refuses(tender, ShorterThanDocuments, days=6, documents=7):
        ask(tender, days=6)
    with refuses(
        silent,
        LengthNotGiven,
        rule="low-bid-explanation",
        paragraph="LOU 19 kap. 18 §",
    ):
        ask(silent)


def test_an_explanation_is_received_when_it_was_asked_for():
    tender, unasked = given(ask(assessed(A_WEEK))), given(assessed(A_WEEK))

    explain(tender)

    assert emitted(tender) == [
        event(Tender.ExplanationReceived, bid="anbud-1", content_hash=HASH)
    ]
    with refuses(unasked, ExplanationNotAsked, bid=WITHHELD):
        explain(unasked)


@pytest.mark.parametrize(
    ("explained", "at"), [(True, "2026-04-09T09:00"), (False, TIME_OVER)]
)
def test_a_low_bid_is_rejected_once_it_has_explained_or_let_the_time_pass(
    explained, at
):
    tender = ask(assessed(A_WEEK))
    if explained:
        explain(tender)
    given(tender)

    reject(tender, person(at))

    assert emitted(tender) == [
        event(
            Tender.LowBidRejected,
            bid="anbud-1",
            motive="Förklaringen räcker inte.",
        )
    ]
    assert tender.standing == set()


def test_a_low_bid_is_not_rejected_unasked():
    tender = given(assessed(A_WEEK))

    with refuses(tender, ExplanationNotAsked, bid=WITHHELD):
        reject(tender, person(TIME_OVER))


def test_a_silent_bidder_is_not_rejected_on_the_last_second_of_its_time():
    tender = given(ask(assessed(A_WEEK)))

    with refuses(tender, ExplanationTimeRunning, bid=WITHHELD):
        reject(tender, person("2026-04-14T23:59:59"))


def test_a_new_question_is_given_time_of_its_own():
    tender = ask(explain(ask(assessed(A_WEEK))), "2026-04-10T09:00")

    with refuses(given(tender), ExplanationTimeRunning, bid=WITHHELD):
        reject(tender, person(TIME_OVER))


def test_only_an_opened_bid_that_is_left_is_asked_or_rejected():
    tender = explain(ask(assessed(A_WEEK)))
    reject(tender, person("2026-04-09T09:00"))
    given(tender)

    with refuses(tender, BidNoLongerStands, bid=WITHHELD):
        ask(tender)
    with refuses(tender, BidNoLongerStands, bid=WITHHELD):
        reject(tender, person(TIME_OVER))
    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        ask(tender, key="anbud-9")
    sealed = given(closed(A_WEEK))
    with refuses(
        sealed, TenderInWrongStage, status=Status.CLOSED, required=Status.OPENED
    ):
        ask(sealed)


def test_no_bid_is_rejected_as_low_once_the_tender_is_awarded():
    tender = explain(ask(assessed(A_WEEK)))
    tender.conclude(person("2026-04-14T09:00"), award="tilldelning-2026")

    with refuses(
        given(tender),
        TenderInWrongStage,
        status=Status.AWARDED,
        required=Status.OPENED,
    ):
        reject(tender, person(TIME_OVER))


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [
        (scheduler(TIME_OVER), MachineCannotDecide),
        (without_mandate(TIME_OVER), NoMandate),
    ],
)
def test_neither_the_clock_nor_one_without_a_mandate_rejects_a_bid(stamp, rule):
    tender = given(ask(assessed(A_WEEK)))

    with refuses(tender, rule, event="tender.low_bid_rejected"):
        reject(tender, stamp)
