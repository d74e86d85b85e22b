"""Scoring: prices are read, bids are assessed and scored while they are left."""

from __future__ import annotations

import pytest

from tests.domain.tender.stages import (
    MET,
    NOT_MET,
    TWO,
    announced,
    assessed,
    bid,
    closed,
    opened,
    procedure,
)
from tests.given import emitted, event, given, person, refuses, scheduler
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import (
    Combination,
    CombinationsNotAllowed,
    Method,
    Model,
    Offer,
)
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender import Assessment, Status, Tender
from upphandling.domain.tender.bid_refusals import BidNoLongerStands, LotNotBid
from upphandling.domain.tender.bid_terms import FallCause
from upphandling.domain.tender.procedure import Procedure
from upphandling.domain.tender.refusals import (
    BidNotQualified,
    TenderInWrongStage,
    TooManyPoints,
)

BY_PRICE = procedure(
    method=Method(
        model=Model.PRICE_DEDUCTION, deductions={"kvalitet": 1}, combinations=True
    )
)
NORTH = Offer(bid="anbud-1", lot="norr", price_ore=40_000)
TOGETHER = Combination(bid="anbud-1", lots=("norr", "soder"), price_ore=75_000)


def both_lots(documents: Procedure | None = BY_PRICE) -> Tender:
    """A tender whose one bid is for both lots, opened."""
    tender = announced(documents)
    tender.receive_bid(
        person("2026-03-20T09:00"), bid=bid("anbud-1", "utforare-a", "norr", "soder")
    )
    tender.close(scheduler("2026-04-02T00:00"))
    tender.open(person("2026-04-02T09:00"), present=TWO)
    return tender


def fall(tender: Tender) -> Tender:
    tender.let_fall(
        person("2026-04-04T09:00"),
        bid="anbud-1",
        cause=FallCause.WITHDRAWN_BY_BIDDER,
        reason="Återtaget.",
    )
    return tender


def score(tender: Tender, points: float = 5.0) -> None:
    tender.score(
        person("2026-04-07T09:00"),
        bid="anbud-1",
        criterion="kvalitet",
        points=points,
        motive="Prov.",
    )


# -- Reading prices -------------------------------------------------------------------


def test_the_price_of_a_lot_is_read_in_secret():
    tender = given(opened())

    tender.read_price(person("2026-04-02T10:00"), offer=NORTH)

    assert emitted(tender) == [
        event(Tender.PriceRead, bid="anbud-1", lot="norr", price_ore=40_000)
    ]
    assert Tender.PriceRead.SECRET


def test_a_price_that_is_read_again_is_the_one_that_counts():
    tender = assessed()
    for price in (1, 40_000):
        offer = NORTH.model_copy(update={"price_ore": price})
        tender.read_price(person("2026-04-02T10:00"), offer=offer)

    assert tender.offers == (NORTH,)


def test_prices_are_read_of_opened_bids_and_of_the_lots_they_are_for():
    sealed, tender = given(closed()), given(opened())
    stamp = person("2026-04-02T10:00")

    with refuses(
        sealed, TenderInWrongStage, status=Status.CLOSED, required=Status.OPENED
    ):
        sealed.read_price(stamp, offer=NORTH)
    with refuses(tender, LotNotBid, bid=WITHHELD):
        tender.read_price(stamp, offer=NORTH.model_copy(update={"lot": "soder"}))
    with refuses(tender, UnknownPart, part="oster", known=["norr", "soder"]):
        tender.read_price(stamp, offer=NORTH.model_copy(update={"lot": "oster"}))
    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        tender.read_price(stamp, offer=NORTH.model_copy(update={"bid": "anbud-9"}))
    with refuses(given(fall(tender)), BidNoLongerStands, bid=WITHHELD):
        tender.read_price(stamp, offer=NORTH)


def test_the_price_of_lots_together_is_read_once_whatever_their_order():
    tender = given(both_lots())
    stamp = person("2026-04-02T10:00")

    tender.read_combination(stamp, combination=TOGETHER)
    again = Combination(bid="anbud-1", lots=("soder", "norr"), price_ore=70_000)
    tender.read_combination(stamp, combination=again)

    assert emitted(tender) == [
        event(
            Tender.CombinationRead,
            bid=told.bid,
            lots=told.lots,
            price_ore=told.price_ore,
        )
        for told in (TOGETHER, again)
    ]
    tender.assess(stamp, bid="anbud-1", assessment=MET)
    assert tender.combinations == (again,)


def test_lots_are_priced_together_only_where_the_documents_and_the_bid_allow_it():
    stamp = person("2026-04-02T10:00")
    by_points, one_lot = given(both_lots(None)), given(opened(BY_PRICE))

    with refuses(by_points, CombinationsNotAllowed, model=Model.QUALITY_POINTS):
        by_points.read_combination(stamp, combination=TOGETHER)
    with refuses(one_lot, LotNotBid, bid=WITHHELD):
        one_lot.read_combination(stamp, combination=TOGETHER)


def test_lots_are_priced_together_by_opened_bids_that_are_left():
    stamp = person("2026-04-03T10:00")
    sealed, tender = given(closed(BY_PRICE)), given(fall(both_lots()))

    with refuses(
        sealed, TenderInWrongStage, status=Status.CLOSED, required=Status.OPENED
    ):
        sealed.read_combination(stamp, combination=TOGETHER)
    with refuses(tender, BidNoLongerStands, bid=WITHHELD):
        tender.read_combination(stamp, combination=TOGETHER)


def test_the_prices_of_bids_that_do_not_stand_are_left_out():
    tender = both_lots()
    tender.read_price(person("2026-04-02T10:00"), offer=NORTH)
    tender.read_combination(person("2026-04-02T10:00"), combination=TOGETHER)

    assert (tender.offers, tender.combinations) == ((), ())  # not yet qualified
    tender.assess(person("2026-04-03T09:00"), bid="anbud-1", assessment=MET)
    assert (tender.offers, tender.combinations) == ((NORTH,), (TOGETHER,))
    fall(tender)
    assert (tender.offers, tender.combinations) == ((), ())


# -- Assessing and scoring -------------------------------------------------------


def test_a_bid_is_assessed_against_the_mandatory_requirements():
    tender = given(opened())

    tender.assess(person("2026-04-03T09:00"), bid="anbud-2", assessment=NOT_MET)

    assert emitted(tender) == [
        event(Tender.BidAssessed, bid="anbud-2", assessment=NOT_MET)
    ]
    assert tender.qualified == set()


def test_a_bid_that_nobody_left_cannot_be_assessed_and_the_answer_names_no_other():
    tender = given(opened())

    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        tender.assess(person("2026-04-03T09:00"), bid="anbud-9", assessment=MET)


def test_a_bid_fails_only_requirements_that_were_announced():
    tender = given(opened())
    invented = Assessment(failed=("omdome",), motive="Dåligt omdöme.")

    with refuses(tender, UnknownPart, part="omdome", known=["ledning"]):
        tender.assess(person("2026-04-03T09:00"), bid="anbud-1", assessment=invented)


def test_a_qualified_bid_is_scored():
    tender = given(assessed())

    tender.score(
        person("2026-04-07T09:00"),
        bid="anbud-1",
        criterion="kvalitet",
        points=5.0,
        motive="Högsta kvalitet.",
    )

    assert emitted(tender) == [
        event(
            Tender.BidScored,
            bid="anbud-1",
            criterion="kvalitet",
            points=5.0,
            motive="Högsta kvalitet.",
        )
    ]


@pytest.mark.parametrize("points", [-0.1, 5.1])
def test_points_stay_within_the_scale_of_the_criterion(points):
    tender = given(assessed())

    with refuses(tender, TooManyPoints, max_points=5.0):
        tender.score(
            person("2026-04-07T09:00"),
            bid="anbud-1",
            criterion="kvalitet",
            points=points,
            motive="Utanför skalan.",
        )


@pytest.mark.parametrize(
    ("key", "criterion", "rule", "details"),
    [
        ("anbud-2", "kvalitet", BidNotQualified, {"bid": WITHHELD}),
        ("anbud-9", "kvalitet", UnknownPart, {"part": WITHHELD, "known": WITHHELD}),
        ("anbud-1", "pris", UnknownPart, {"part": "pris", "known": ["kvalitet"]}),
    ],
)
def test_only_a_bid_that_meets_the_requirements_is_scored_and_on_known_criteria(
    key, criterion, rule, details
):
    tender = given(assessed())

    with refuses(tender, rule, **details):
        tender.score(
            person("2026-04-07T09:00"),
            bid=key,
            criterion=criterion,
            points=1.0,
            motive="Prov.",
        )


def test_a_bid_that_is_gone_is_neither_assessed_nor_scored():
    tender = given(fall(assessed()))

    with refuses(tender, BidNoLongerStands, bid=WITHHELD):
        tender.assess(person("2026-04-07T09:00"), bid="anbud-1", assessment=MET)
    with refuses(tender, BidNoLongerStands, bid=WITHHELD):
        score(tender)


def test_a_bid_stands_when_it_has_qualified_and_is_left():
    tender = assessed()

    assert tender.standing == tender.qualified == {"anbud-1"}
    fall(tender)
    assert (tender.standing, tender.qualified) == (set(), {"anbud-1"})


def test_sealed_bids_are_neither_assessed_nor_scored():
    tender = given(closed())

    for act in (
        lambda: tender.assess(
            person("2026-04-02T09:00"), bid="anbud-1", assessment=MET
        ),
        lambda: score(tender),
    ):
        with refuses(
            tender, TenderInWrongStage, status=Status.CLOSED, required=Status.OPENED
        ):
            act()
