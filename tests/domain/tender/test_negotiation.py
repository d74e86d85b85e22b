"""Negotiation: in rounds, where the documents say so, never about what all relied on."""

from __future__ import annotations

import pytest

from tests.domain.tender.stages import HASH, closed, opened, procedure
from tests.given import emitted, event, given, person, refuses
from upphandling.domain.errors import WITHHELD
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.bid_refusals import (
    BidNoLongerStands,
    NegotiationNotForeseen,
    NotNegotiable,
    RoundNotHeld,
    RoundOutOfOrder,
)
from upphandling.domain.tender.bid_terms import Aspect, FallCause
from upphandling.domain.tender.refusals import TenderInWrongStage

FORESEEN = procedure(negotiation=True)


def negotiate(tender: Tender, number: int = 1, **changed: object) -> Tender:
    tender.hold_negotiation(
        person("2026-04-10T09:00"),
        **{
            "round": number,
            "bids": ("anbud-1", "anbud-2"),
            "aspects": (Aspect.PRICE, Aspect.DELIVERY),
            "outcome": "Nya anbud lämnas.",
            **changed,
        },
    )
    return tender


def revise(tender: Tender, key: str = "anbud-1", number: int = 1) -> None:
    tender.revise_bid(
        person("2026-04-15T09:00"), bid=key, round=number, content_hash=HASH
    )


def fall(tender: Tender, key: str) -> Tender:
    tender.let_fall(
        person("2026-04-10T09:00"),
        bid=key,
        cause=FallCause.WITHDRAWN_BY_BIDDER,
        reason="Återtaget.",
    )
    return tender


def test_a_negotiation_is_noted_with_its_round_and_what_it_was_about():
    tender = given(opened(FORESEEN))

    negotiate(tender)

    assert emitted(tender) == [
        event(
            Tender.NegotiationHeld,
            round=1,
            bids=("anbud-1", "anbud-2"),
            aspects=(Aspect.PRICE, Aspect.DELIVERY),
            outcome="Nya anbud lämnas.",
        )
    ]


@pytest.mark.parametrize("documents", [None, procedure()])
def test_nobody_negotiates_where_the_documents_do_not_foresee_it(documents):
    tender = given(opened(documents))

    with refuses(tender, NegotiationNotForeseen):
        negotiate(tender)


@pytest.mark.parametrize("aspect", [Aspect.MINIMUM_REQUIREMENTS, Aspect.AWARD_CRITERIA])
def test_minimum_requirements_and_award_criteria_are_not_negotiable(aspect):
    tender = given(opened(FORESEEN))

    with refuses(tender, NotNegotiable, aspects=[aspect]):
        negotiate(tender, aspects=(Aspect.PRICE, aspect))


@pytest.mark.parametrize("number", [-1, 0, 2, 3])
def test_the_first_round_comes_first(number):
    tender = given(opened(FORESEEN))

    with refuses(tender, RoundOutOfOrder, round=WITHHELD):
        negotiate(tender, number)


def test_a_round_may_have_several_meetings_and_is_followed_by_the_next():
    tender = negotiate(negotiate(opened(FORESEEN), bids=("anbud-1",)))
    negotiate(tender, 2)

    assert tender.rounds == 2
    with refuses(given(tender), RoundOutOfOrder, round=WITHHELD):
        negotiate(tender, 1)


def test_only_bids_that_are_left_are_negotiated():
    tender = given(fall(opened(FORESEEN), "anbud-2"))

    with refuses(tender, BidNoLongerStands, bid=WITHHELD):
        negotiate(tender)
    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        negotiate(tender, bids=("anbud-9",))


def test_sealed_bids_are_not_negotiated():
    tender = given(closed(FORESEEN))

    with refuses(
        tender, TenderInWrongStage, status=Status.CLOSED, required=Status.OPENED
    ):
        negotiate(tender)


def test_a_bid_may_be_revised_after_a_round():
    tender = given(negotiate(opened(FORESEEN)))

    revise(tender)

    assert emitted(tender) == [
        event(Tender.BidRevised, bid="anbud-1", round=1, content_hash=HASH)
    ]
    assert tender.revisions == {"anbud-1": HASH}


@pytest.mark.parametrize("number", [0, 2])
def test_no_bid_is_revised_after_a_round_that_was_not_held(number):
    tender = given(negotiate(opened(FORESEEN)))

    with refuses(tender, RoundNotHeld, round=WITHHELD):
        revise(tender, number=number)


def test_a_bid_that_is_gone_is_not_revised_nor_any_bid_once_the_tender_is_awarded():
    tender = given(fall(negotiate(opened(FORESEEN)), "anbud-1"))

    with refuses(tender, BidNoLongerStands, bid=WITHHELD):
        revise(tender)
    tender.conclude(person("2026-04-14T09:00"), award="tilldelning-2026")
    with refuses(
        given(tender),
        TenderInWrongStage,
        status=Status.AWARDED,
        required=Status.OPENED,
    ):
        revise(tender, "anbud-2")
