"""From points and prices to a proposal: rankings, winners and what must be drawn.

Pure: the same input always gives the same proposal, in whatever order it came. A
tie is shown as a tie and left to a draw, never broken here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from upphandling.domain.errors import WITHHELD, Refused
from upphandling.domain.evaluation.caps import Contest, settle
from upphandling.domain.evaluation.combinations import (
    divide,
    must_be_combinable,
    price_together,
)
from upphandling.domain.evaluation.lottery import Draw, Drawn
from upphandling.domain.evaluation.method import Method, Model, must_fit
from upphandling.domain.evaluation.scoring import Points, judge, ranked, score
from upphandling.domain.evaluation.search import Division
from upphandling.domain.evaluation.values import (
    Bid,
    Combination,
    Criterion,
    Evaluation,
    Lot,
    Offer,
    Ranked,
)

K = TypeVar("K", bound=Hashable)


class PricedTwice(Refused):
    """Ett anbud har två olika priser för samma del eller samma delar tillsammans."""


def evaluate(
    method: Method,
    lots: Sequence[Lot],
    criteria: Sequence[Criterion],
    bids: Sequence[Bid],
    points: Points,
    *,
    offers: Sequence[Offer] = (),
    combinations: Sequence[Combination] = (),
    draws: Sequence[Draw] = (),
) -> Evaluation:
    """Rank the bids of each lot and propose winners.

    Points are per (bid, criterion); a missing one counts as 0. Prices of bids that
    are not among `bids` are left out, so that an evaluation of those that remain
    needs no other input. A tie is in `ties` only if it decides who wins; the lot
    then has only the winners above it, until a `Draw` of the tied bids is given.

    Refuses with `MethodIncomplete`, `MethodNamesUnknown`, `CriterionCalledPrice`,
    `TooManyLotsToCombine`, `PriceMissing`, `PriceIsZero`, `PricedTwice`,
    `CombinationsNotAllowed`, `CombinationOutsideBid`, `CombinationOverSharedLot`,
    `TooManyCombinations`, `DrawDoesNotHold` and `DrawnAgain`.
    """
    must_fit(method, lots, criteria)
    bidders = {bid.bid: bid.bidder for bid in bids}
    prices = _unambiguous(((one.bid, one.lot), one.price_ore) for one in offers)
    together = _together(one for one in combinations if one.bid in bidders)
    must_be_combinable(method, lots, bids, together)
    judged = judge(method, criteria, bids, points)
    scored = score(method, lots, bids, judged, prices)
    contest = Contest(
        lots=lots,
        scored=scored,
        bidders=bidders,
        drawn=Drawn(draws),
        cap=method.cap,
    )
    division = (
        divide(
            contest, [price_together(method, c, judged[c.bid].worth) for c in together]
        )
        if together
        else Division((), settle(contest))
    )
    return _proposal(method, contest, division)


def rank(
    lots: Sequence[Lot],
    criteria: Sequence[Criterion],
    bids: Sequence[Bid],
    points: Points,
) -> tuple[Ranked, ...]:
    """Rank the bids of each lot by weighted points, highest first.

    The model of quality points: points are per (bid, criterion), a missing one
    counts as 0, and scores are rounded to four decimals before they are compared.
    """
    by_quality = Method(model=Model.QUALITY_POINTS)
    return evaluate(by_quality, lots, criteria, bids, points).ranking


def _unambiguous(priced: Iterable[tuple[K, int]]) -> dict[K, int]:
    prices: dict[K, int] = {}
    for what, price in priced:
        if prices.setdefault(what, price) != price:
            raise PricedTwice(bid=WITHHELD)
    return prices


def _together(combinations: Iterable[Combination]) -> list[Combination]:
    """Each combination once, with its lots in one order."""
    prices = _unambiguous(
        ((one.bid, tuple(sorted(one.lots))), one.price_ore) for one in combinations
    )
    return [
        Combination(bid=bid, lots=lots, price_ore=price)
        for (bid, lots), price in sorted(prices.items())
    ]


def _proposal(method: Method, contest: Contest, division: Division) -> Evaluation:
    number = {lot.lot: place for place, lot in enumerate(contest.lots)}
    settlement = division.settlement
    return Evaluation(
        ranking=tuple(
            row
            for lot, ordered in contest.scored.items()
            for row in ranked(method, lot, ordered)
        ),
        winners=tuple(
            sorted(
                settlement.winners,
                key=lambda won: (number[won.lot], won.place, won.bid),
            )
        ),
        moved=tuple(settlement.moved),
        ties=tuple(settlement.ties),
        waiting=tuple(settlement.waiting),
        combined=tuple(sorted(division.chosen, key=lambda one: (one.lots, one.bid))),
    )
