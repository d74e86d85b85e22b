"""Lots, criteria and bids for the tests of the evaluation, written short."""

from __future__ import annotations

from hypothesis import strategies as st

from upphandling.domain.evaluation import (
    Bid,
    Combination,
    Criterion,
    Lot,
    LotCap,
    Method,
    Model,
    Offer,
)

QUALITY = Method(model=Model.QUALITY_POINTS)
CRITERIA = (
    Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0, weight=2.0),
    Criterion(criterion="sprak", title="Språk", max_points=3.0),
)
DEDUCTION = Method(
    model=Model.PRICE_DEDUCTION, deductions={"kvalitet": 100_00, "sprak": 30_00}
)
RELATIVE = Method(model=Model.RELATIVE_POINTS, price_max_points=10.0)
ABSOLUTE = Method(
    model=Model.ABSOLUTE_POINTS,
    price_max_points=10.0,
    floor_ore=300_00,
    ceiling_ore=500_00,
)
PRIORITY = Method(model=Model.PRIORITY, priority=("kvalitet", "price", "sprak"))
ABSOLUTES = (QUALITY, DEDUCTION, ABSOLUTE, PRIORITY)
METHODS = (*ABSOLUTES, RELATIVE)


def lot(key: str, winners: int = 1) -> Lot:
    return Lot(lot=key, title=key, areas=(key,), share_percent=10.0, winners=winners)


def bid(key: str, *lots: str, bidder: str | None = None) -> Bid:
    return Bid(
        bid=key,
        bidder=bidder or f"utforare-{key}",
        name="Utförare",
        lots=lots or ("norr",),
        content_hash="0" * 64,
    )


def offer(key: str, kronor: int, lot: str = "norr") -> Offer:
    return Offer(bid=key, lot=lot, price_ore=kronor * 100)


def together(key: str, kronor: int, *lots: str) -> Combination:
    return Combination(bid=key, lots=lots, price_ore=kronor * 100)


def capped(method: Method, most: int, *order: str) -> Method:
    return method.model_copy(update={"cap": LotCap(max_lots=most, order=order)})


def won(evaluation) -> list[tuple[str, str, int]]:
    return [(one.lot, one.bid, one.place) for one in evaluation.winners]


def order(evaluation, lot: str = "norr") -> list[tuple[str, int, float, bool]]:
    return [
        (row.bid, row.rank, row.score, row.tied)
        for row in evaluation.ranking
        if row.lot == lot
    ]


@st.composite
def tenders(draw, methods=METHODS, lots=4, winners=2, bids=5):
    """A method and all that `evaluate` takes; few points, so that there are ties."""
    chosen = draw(st.sampled_from(methods))
    keys = [f"del-{number}" for number in range(draw(st.integers(1, lots)))]
    places = [lot(key, draw(st.integers(1, winners))) for key in keys]
    left = [
        bid(
            f"anbud-{number}",
            *draw(st.lists(st.sampled_from(keys), min_size=1, unique=True)),
            bidder=f"utforare-{draw(st.integers(0, number))}",
        )
        for number in range(draw(st.integers(1, bids)))
    ]
    points = {
        (one.bid, c.criterion): draw(st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]))
        for one in left
        for c in CRITERIA
    }
    offers = [
        offer(one.bid, draw(st.sampled_from([310, 320, 400, 450, 600])), key)
        for one in left
        for key in one.lots
    ]
    if draw(st.booleans()):
        most = draw(st.integers(1, len(keys)))
        chosen = capped(chosen, most, *draw(st.permutations(keys)))
    return chosen, places, left, points, offers
