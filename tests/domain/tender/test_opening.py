"""Opening: two together, a list of what was opened, and bids that fall after it."""

from __future__ import annotations

import pytest

from tests.domain.tender.stages import (
    CLOSES_AT,
    TWO,
    announced,
    assessed,
    awarded,
    bid,
    closed,
    opened,
    procedure,
    with_bids,
)
from tests.given import (
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.base import Decision
from upphandling.domain.errors import WITHHELD, MachineCannotDecide, NoMandate
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.bid_refusals import (
    BidNoLongerStands,
    ConflictWithoutMeasure,
)
from upphandling.domain.tender.bid_terms import FallCause, OpenedBid
from upphandling.domain.tender.refusals import (
    BidsStillWelcome,
    TenderInWrongStage,
    TwoMustOpen,
)


def let_fall(tender: Tender, stamp, key: str = "anbud-1") -> None:
    tender.let_fall(
        stamp, bid=key, cause=FallCause.COURT_ORDER, reason="Domstolens rättelse."
    )


# -- Opening -----------------------------------------------------------------


def test_two_together_open_the_bids_and_list_them_in_secret():
    tender = given(closed())

    tender.open(person("2026-04-02T09:00"), present=TWO, remarks="Ett utan bilaga.")

    assert emitted(tender) == [
        event(Tender.Opened, present=TWO),
        event(
            Tender.OpeningRecorded,
            bids=(
                OpenedBid(
                    bid="anbud-1",
                    bidder="utforare-a",
                    received_at=local("2026-03-20T09:00"),
                    content_hash="0" * 64,
                ),
                OpenedBid(
                    bid="anbud-2",
                    bidder="utforare-b",
                    received_at=local("2026-03-21T09:00"),
                    content_hash="0" * 64,
                ),
            ),
            remarks="Ett utan bilaga.",
        ),
    ]
    assert Tender.OpeningRecorded.SECRET
    assert not Tender.Opened.SECRET


def test_the_list_tells_when_a_replaced_bid_came_and_nothing_of_a_withdrawn_one():
    tender = with_bids()
    tender.withdraw_bid(person("2026-03-25T09:00"), bid="anbud-2")
    tender.replace_bid(person("2026-03-26T09:00"), bid=bid("anbud-1", content="1"))
    tender.close(scheduler("2026-04-02T00:00"))

    tender.open(person("2026-04-02T09:00"), present=TWO)

    *_, (topic, told) = emitted(tender)
    assert topic == "tender.opening_recorded"
    (line,) = told["bids"]
    assert (line.bid, line.received_at) == ("anbud-1", local("2026-03-26T09:00"))
    assert line.content_hash == "1" * 64


@pytest.mark.parametrize("documents", [None, procedure()])
def test_one_person_named_twice_cannot_open_the_bids(documents):
    tender = given(closed(documents))
    alone = ("handlaggare-1", "handlaggare-1")

    with refuses(tender, TwoMustOpen, present=alone):
        tender.open(person("2026-04-02T09:00"), present=alone)


def test_the_documents_may_say_that_one_is_enough_but_somebody_opens():
    tender = given(closed(procedure(two_must_open=False)))

    with refuses(tender, TwoMustOpen, present=()):
        tender.open(person("2026-04-02T09:00"), present=())
    tender.open(person("2026-04-02T09:00"), present=("handlaggare-1",))

    assert tender.status is Status.OPENED


def test_the_bids_cannot_be_opened_while_more_may_come():
    tender = given(with_bids())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.ANNOUNCED,
        required=Status.CLOSED,
    ):
        tender.open(person("2026-03-25T09:00"), present=TWO)


def test_an_opening_is_not_dated_before_the_closing():
    tender = given(closed())

    with refuses(tender, BidsStillWelcome, closes_at=CLOSES_AT):
        tender.open(person("2026-04-01T23:59:59"), present=TWO)


# -- Conflicts of interest -----------------------------------------------------


@pytest.mark.parametrize(
    ("conflict", "measure"), [(False, None), (True, "Deltar inte i prövningen.")]
)
def test_a_person_declares_whether_there_is_a_conflict_of_interest(conflict, measure):
    tender = given(announced())

    tender.declare_conflict(
        person("2026-03-10T09:00"),
        person="handlaggare-2",
        conflict=conflict,
        measure=measure,
    )

    assert emitted(tender) == [
        event(
            Tender.ConflictDeclared,
            person="handlaggare-2",
            conflict=conflict,
            measure=measure,
        )
    ]
    assert tender.portrait()["conflicts"] == {"handlaggare-2": conflict}


def test_a_conflict_of_interest_is_noted_with_what_is_done_about_it():
    tender = given(announced())

    with refuses(tender, ConflictWithoutMeasure, person="handlaggare-2"):
        tender.declare_conflict(
            person("2026-03-10T09:00"),
            person="handlaggare-2",
            conflict=True,
            measure=None,
        )


# -- Bids that fall ------------------------------------------------------------


@pytest.mark.parametrize("stage", [assessed, awarded])
def test_a_bid_may_fall_after_the_opening_and_after_the_award_too(stage):
    tender = given(stage())

    let_fall(tender, person("2026-05-10T09:00"))

    assert emitted(tender) == [
        event(
            Tender.BidFell,
            bid="anbud-1",
            cause=FallCause.COURT_ORDER,
            reason="Domstolens rättelse.",
        )
    ]
    assert tender.standing == set()
    assert tender.in_play == {"anbud-2"}


def test_before_the_opening_a_bid_does_not_fall_it_is_withdrawn():
    tender = given(closed())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.CLOSED,
        required="opened | awarded",
    ):
        let_fall(tender, person("2026-04-02T08:00"))


def test_a_bid_falls_once_and_only_if_it_came():
    tender = opened()
    let_fall(tender, person("2026-04-10T09:00"))

    with refuses(given(tender), BidNoLongerStands, bid=WITHHELD):
        let_fall(tender, person("2026-04-11T09:00"))
    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        let_fall(tender, person("2026-04-11T09:00"), "anbud-9")


def test_that_a_bid_falls_is_decided_by_a_person_with_a_mandate():
    tender = given(opened())

    assert issubclass(Tender.BidFell, Decision)
    with refuses(tender, MachineCannotDecide, event="tender.bid_fell"):
        let_fall(tender, scheduler("2026-04-10T09:00"))
    with refuses(tender, NoMandate, event="tender.bid_fell"):
        let_fall(tender, without_mandate("2026-04-10T09:00"))
