"""Dialogue: who lets one supplier set things right lets them all."""

from __future__ import annotations

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from tests.domain.tender.stages import (
    BEGUN_ON,
    HASH,
    announced,
    bid,
    closed,
    opened,
    procedure,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.errors import WITHHELD, Refused
from upphandling.domain.legal_time import LengthNotGiven, count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.bid_refusals import (
    BidNoLongerStands,
    CorrectionTooLate,
    ShorterThanDocuments,
    UnequalChance,
)
from upphandling.domain.tender.bid_terms import ChanceKind, FallCause, Matter
from upphandling.domain.tender.refusals import TenderInWrongStage

BOTH = (
    Matter(bid="anbud-1", text="Bilagan om ledning saknas."),
    Matter(bid="anbud-2", text=None),
)
FIVE_DAYS = procedure(correction_days=5)


def invite(tender: Tender, at: str = "2026-04-07T09:00", **changed: object) -> Tender:
    tender.invite_correction(
        person(at),
        **{
            "invitation": "komplettering-1",
            "kind": ChanceKind.COMPLETION,
            "matters": BOTH,
            "days": None,
            **changed,
        },
    )
    return tender


def fall(tender: Tender, key: str) -> None:
    tender.let_fall(
        person("2026-04-03T09:00"),
        bid=key,
        cause=FallCause.WITHDRAWN_BY_BIDDER,
        reason="Återtaget.",
    )


def days_from(on: str, days: int):
    return count(
        "correction-time", day(on), length=Length(days, Unit.DAYS), on=BEGUN_ON
    )


# -- The same chance for all -------------------------------------------------------


def test_all_are_invited_to_set_right_what_they_left_within_the_documents_time():
    tender = given(opened(FIVE_DAYS))

    invite(tender)

    until = days_from("2026-04-07", 5)
    assert emitted(tender) == [
        event(
            Tender.CorrectionInvited,
            invitation="komplettering-1",
            kind=ChanceKind.COMPLETION,
            matters=BOTH,
            until=until,
        )
    ]
    assert until.last_day == day("2026-04-13")  # a Sunday rolls to the Monday


def test_the_one_who_has_nothing_to_set_right_is_given_the_chance_too():
    tender = given(opened(FIVE_DAYS))

    with refuses(tender, UnequalChance, bids=WITHHELD):
        invite(tender, matters=BOTH[:1])


def test_a_bid_that_is_gone_is_neither_invited_nor_missed():
    tender = opened(FIVE_DAYS)
    fall(tender, "anbud-2")

    with refuses(given(tender), BidNoLongerStands, bid=WITHHELD):
        invite(tender)
    invite(tender, matters=BOTH[:1])

    assert tender.invitations.keys() == {"komplettering-1"}


def test_nobody_is_invited_who_left_no_bid():
    tender = given(opened(FIVE_DAYS))

    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        invite(tender, matters=(*BOTH, Matter(bid="anbud-9", text=None)))


def test_an_invitation_is_sent_once_and_after_the_opening():
    tender = given(invite(opened(FIVE_DAYS)))

    with refuses(tender, PartExists, part=WITHHELD):
        invite(tender)
    sealed = given(closed(FIVE_DAYS))
    with refuses(
        sealed, TenderInWrongStage, status=Status.CLOSED, required=Status.OPENED
    ):
        invite(sealed)


def test_the_time_may_be_longer_than_the_documents_say_and_never_shorter():
    tender = given(opened(FIVE_DAYS))

    with refuses(tender, ShorterThanDocuments, days=4, documents=5):
        invite(tender, days=4)
    invite(tender, days=8)

    assert tender.invitations["komplettering-1"] == days_from("2026-04-07", 8)


def test_a_time_must_be_set_where_the_documents_are_silent():
    tender = given(opened())

    with refuses(
        tender,
        LengthNotGiven,
        rule="correction-time",
        paragraph="LOU 19 kap. 15 §",
    ):
        invite(tender)
    invite(tender, days=3)

    assert tender.invitations["komplettering-1"].last_day == day("2026-04-10")


@settings(deadline=None)
@given_any(
    bids=st.integers(min_value=1, max_value=5),
    fallen=st.sets(st.integers(min_value=1, max_value=5)),
    invited=st.sets(st.integers(min_value=1, max_value=6)),
)
def test_an_invitation_always_covers_every_bid_that_is_left(bids, fallen, invited):
    tender = announced(FIVE_DAYS)
    for number in range(1, bids + 1):
        tender.receive_bid(person("2026-03-20T09:00"), bid=bid(f"anbud-{number}"))
    tender.close(scheduler("2026-04-02T00:00"))
    tender.open(person("2026-04-02T09:00"), present=("a", "b"))
    for number in fallen & set(range(1, bids + 1)):
        fall(tender, f"anbud-{number}")

    keys = {f"anbud-{number}" for number in invited}
    try:
        invite(tender, matters=tuple(Matter(bid=key, text=None) for key in keys))
    except Refused:
        assert keys != tender.in_play
        assert not tender.invitations
    else:
        assert keys == tender.in_play


# -- What comes in -------------------------------------------------------------------


def receive(tender: Tender, at: str, key: str = "anbud-1", to: str = "komplettering-1"):
    tender.receive_correction(person(at), invitation=to, bid=key, content_hash=HASH)


@pytest.mark.parametrize("key", ["anbud-1", "anbud-2"])
def test_what_was_set_right_is_received_while_the_time_runs(key):
    tender = given(invite(opened(FIVE_DAYS)))

    receive(tender, "2026-04-13T23:59:59", key)

    assert emitted(tender) == [
        event(
            Tender.CorrectionReceived,
            invitation="komplettering-1",
            bid=key,
            content_hash=HASH,
        )
    ]
    assert tender.corrections == {("komplettering-1", key): HASH}


def test_what_comes_after_the_time_is_refused():
    tender = given(invite(opened(FIVE_DAYS)))

    with refuses(tender, CorrectionTooLate, invitation=WITHHELD):
        receive(tender, "2026-04-14T00:00")


def test_only_the_invited_set_things_right_and_only_what_they_were_invited_to():
    tender = invite(opened(FIVE_DAYS))
    fall(tender, "anbud-2")
    given(tender)

    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        receive(tender, "2026-04-08T09:00", to="komplettering-9")
    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        receive(tender, "2026-04-08T09:00", "anbud-9")
    with refuses(tender, BidNoLongerStands, bid=WITHHELD):
        receive(tender, "2026-04-08T09:00", "anbud-2")


# -- Spoken words ----------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, "anbud-1"])
def test_what_was_said_aloud_is_noted_in_secret(key):
    tender = given(opened())

    tender.note_oral_information(
        person("2026-04-08T09:00"), bid=key, text="Frågade om bilagan."
    )

    assert emitted(tender) == [
        event(Tender.OralInformationNoted, bid=key, text="Frågade om bilagan.")
    ]
    assert Tender.OralInformationNoted.SECRET


def test_nothing_is_noted_of_a_bid_that_never_came():
    tender = given(opened())

    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        tender.note_oral_information(
            person("2026-04-08T09:00"), bid="anbud-9", text="Frågade."
        )
