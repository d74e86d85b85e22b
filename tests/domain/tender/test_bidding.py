"""Bidding: sealed bids come, are replaced or withdrawn, and never after the closing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from tests.domain.tender.stages import (
    CLOSES_AT,
    announced,
    bid,
    closed,
    opened,
    prepared,
    with_bids,
)
from tests.given import emitted, event, given, local, person, refuses, scheduler
from upphandling.domain.base import Role, Stamp
from upphandling.domain.errors import WITHHELD, Refused
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.bid_refusals import OtherBidder
from upphandling.domain.tender.bid_terms import Backing
from upphandling.domain.tender.refusals import (
    BidsStillWelcome,
    BidTooLate,
    DuplicateBid,
    TenderInWrongStage,
)

IN_TIME = "2026-03-25T09:00"

# -- Receiving ---------------------------------------------------------------


def test_a_bid_is_received():
    tender = given(announced())

    tender.receive_bid(person("2026-03-20T09:00"), bid=bid("anbud-1"))

    assert emitted(tender) == [event(Tender.BidReceived, bid=bid("anbud-1"))]


def test_a_bid_on_the_last_second_of_the_last_day_is_in_time():
    tender = given(announced())

    tender.receive_bid(person("2026-04-01T23:59:59"), bid=bid("anbud-1"))

    assert emitted(tender) == [event(Tender.BidReceived, bid=bid("anbud-1"))]


def test_a_bid_at_the_midnight_after_the_last_day_is_late():
    tender = given(announced())

    with refuses(tender, BidTooLate, closes_at=CLOSES_AT, received_at=CLOSES_AT):
        tender.receive_bid(person("2026-04-02T00:00"), bid=bid("anbud-1"))


def test_a_bid_that_came_in_time_is_late_once_the_tender_has_closed():
    tender = given(closed())
    received_at = local("2026-04-01T23:00")

    with refuses(tender, BidTooLate, closes_at=CLOSES_AT, received_at=received_at):
        tender.receive_bid(person("2026-04-01T23:00"), bid=bid("anbud-3"))


def test_a_bid_cannot_come_before_the_announcement():
    tender = given(prepared())

    with refuses(tender, TenderInWrongStage, status=Status.PREPARED):
        tender.receive_bid(person("2026-02-20T09:00"), bid=bid("anbud-1"))


def test_the_same_bid_is_received_once():
    tender = given(with_bids())

    with refuses(tender, DuplicateBid, bid=WITHHELD):
        tender.receive_bid(person("2026-03-22T09:00"), bid=bid("anbud-1"))


def test_a_bid_is_for_lots_that_the_tender_has():
    tender = given(announced())

    with refuses(tender, UnknownPart, part="oster", known=["norr", "soder"]):
        tender.receive_bid(
            person("2026-03-20T09:00"), bid=bid("anbud-1", "utforare-a", "oster")
        )


def test_the_tender_closes_by_itself_when_its_last_day_has_passed():
    tender = given(with_bids())

    tender.close(scheduler("2026-04-02T00:00"))

    assert emitted(tender) == [event(Tender.Closed)]


def test_the_tender_cannot_close_while_its_last_day_runs():
    tender = given(with_bids())

    with refuses(tender, BidsStillWelcome, closes_at=CLOSES_AT):
        tender.close(scheduler("2026-04-01T23:59:59"))


# -- Replacing and withdrawing -----------------------------------------------


def test_a_bidder_may_replace_its_bid_while_bids_are_welcome():
    tender = given(with_bids())
    better = bid("anbud-1", "utforare-a", "norr", "soder", content="1")

    tender.replace_bid(person(IN_TIME), bid=better)

    assert emitted(tender) == [event(Tender.BidReplaced, bid=better)]
    assert tender.bids["anbud-1"] == better
    assert tender.received_at["anbud-1"] == local(IN_TIME)
    assert len(tender.bids) == 2


def test_nobody_replaces_the_bid_of_another():
    tender = given(with_bids())

    with refuses(tender, OtherBidder, bid=WITHHELD):
        tender.replace_bid(person(IN_TIME), bid=bid("anbud-1", "utforare-b"))


def test_a_bid_that_never_came_is_neither_replaced_nor_withdrawn():
    tender = given(with_bids())

    for change in (
        lambda: tender.replace_bid(person(IN_TIME), bid=bid("anbud-9")),
        lambda: tender.withdraw_bid(person(IN_TIME), bid="anbud-9"),
    ):
        with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
            change()


def test_a_replaced_bid_too_is_for_lots_that_the_tender_has():
    tender = given(with_bids())

    with refuses(tender, UnknownPart, part="oster", known=["norr", "soder"]):
        tender.replace_bid(person(IN_TIME), bid=bid("anbud-1", "utforare-a", "oster"))


def test_a_bidder_may_withdraw_its_bid_while_bids_are_welcome():
    tender = given(with_bids())

    tender.withdraw_bid(person(IN_TIME), bid="anbud-1")

    assert emitted(tender) == [event(Tender.BidWithdrawn, bid="anbud-1")]
    assert set(tender.bids) == set(tender.received_at) == {"anbud-2"}


def test_the_key_of_a_withdrawn_bid_is_not_used_again():
    tender = given(with_bids())
    tender.withdraw_bid(person(IN_TIME), bid="anbud-1")

    with refuses(given(tender), DuplicateBid, bid=WITHHELD):
        tender.receive_bid(person("2026-03-26T09:00"), bid=bid("anbud-1"))


@pytest.mark.parametrize("stage", [closed, opened])
@pytest.mark.parametrize("at", ["2026-04-01T23:00", "2026-04-02T09:00"])
def test_what_comes_after_the_closing_is_late_whatever_the_clock_says(stage, at):
    tender = given(stage())
    late = {"closes_at": CLOSES_AT, "received_at": local(at)}

    for change in (
        lambda: tender.receive_bid(person(at), bid=bid("anbud-3")),
        lambda: tender.replace_bid(person(at), bid=bid("anbud-1")),
        lambda: tender.withdraw_bid(person(at), bid="anbud-1"),
    ):
        with refuses(tender, BidTooLate, **late):
            change()


def test_the_closing_instant_binds_also_before_the_clock_has_closed_the_tender():
    tender = given(with_bids())
    stamp = person("2026-04-02T00:00")

    for change in (
        lambda: tender.replace_bid(stamp, bid=bid("anbud-1")),
        lambda: tender.withdraw_bid(stamp, bid="anbud-1"),
    ):
        with refuses(tender, BidTooLate, closes_at=CLOSES_AT, received_at=CLOSES_AT):
            change()


# -- Groups and the capacity of others -----------------------------------------

BACKED = Backing(members=("utforare-c",), relies_on=("utforare-d",))


def test_a_group_may_bid_and_rely_on_others_with_no_legal_form_asked_for():
    tender = given(announced())

    tender.receive_bid(person(IN_TIME), bid=bid("anbud-1"), backing=BACKED)

    assert emitted(tender) == [
        event(Tender.BidReceived, bid=bid("anbud-1")),
        event(
            Tender.BidBackedBy,
            bid="anbud-1",
            members=("utforare-c",),
            relies_on=("utforare-d",),
        ),
    ]
    assert tender.backing == {"anbud-1": BACKED}


def test_a_withdrawn_bid_leaves_nothing_behind_of_who_backed_it():
    tender = announced()
    tender.receive_bid(person("2026-03-20T09:00"), bid=bid("anbud-1"), backing=BACKED)

    tender.withdraw_bid(person(IN_TIME), bid="anbud-1")

    assert tender.backing == {}


@pytest.mark.parametrize("backing", [None, Backing(relies_on=("utforare-e",))])
def test_a_replaced_bid_has_only_the_backing_that_it_says(backing):
    tender = announced()
    tender.receive_bid(person("2026-03-20T09:00"), bid=bid("anbud-1"), backing=BACKED)

    tender.replace_bid(person(IN_TIME), bid=bid("anbud-1"), backing=backing)

    assert tender.backing.get("anbud-1") == backing


# -- Whatever is tried -----------------------------------------------------------

attempts = st.lists(
    st.tuples(
        st.sampled_from(["receive", "replace", "withdraw", "close"]),
        st.sampled_from(["anbud-1", "anbud-2", "anbud-3"]),
        st.integers(min_value=-100_000, max_value=100_000),
    ),
    max_size=30,
)


@settings(deadline=None)
@given_any(attempts)
def test_no_late_bid_ever_enters_and_none_changes_once_the_tender_has_closed(tried):
    tender = announced()
    for act, key, seconds in tried:
        at = CLOSES_AT + timedelta(seconds=seconds)
        stamp = Stamp(by="x", role=Role.PROCUREMENT_OFFICER, at=at, mandate="4.2")
        before = dict(tender.bids), tender.status
        try:
            match act:
                case "receive":
                    tender.receive_bid(stamp, bid=bid(key))
                case "replace":
                    tender.replace_bid(stamp, bid=bid(key, content="1"))
                case "withdraw":
                    tender.withdraw_bid(stamp, bid=key)
                case _:
                    tender.close(stamp)
        except Refused:
            assert (tender.bids, tender.status) == before
        if before[1] is Status.CLOSED:
            assert tender.bids == before[0]
    assert all(at < CLOSES_AT for at in tender.received_at.values())
