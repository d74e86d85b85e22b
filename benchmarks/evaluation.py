"""Evaluates 100 bids on 20 criteria in 10 lots, by each model.

- **ours**: exact fractions, settled by a cap, every bid ranked with its motive.
- **naive float loop**: the same sums in floats, bid by bid and lot by lot, and a sort;
  no motives, no ties, no cap. What a spreadsheet does.
- **with combinations**: ten lots and thirty bids on several of them together.

Run with `python -m benchmarks.evaluation`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from statistics import median
from time import perf_counter

from upphandling.domain.evaluation import (
    Bid,
    Combination,
    Criterion,
    Lot,
    LotCap,
    Method,
    Model,
    Offer,
    evaluate,
)

ROUNDS = 9
LIMIT_MS = 50

LOTS = tuple(
    Lot(lot=f"del-{n}", title=f"Del {n}", areas=("norr",), share_percent=10.0)
    for n in range(10)
)
CRITERIA = tuple(
    Criterion(criterion=f"k-{n}", title=f"Kriterium {n}", max_points=5.0, weight=2.5)
    for n in range(20)
)
BIDS = tuple(
    Bid(
        bid=f"anbud-{n:03}",
        bidder=f"utforare-{n:03}",
        name=f"Utförare {n}",
        lots=tuple(lot.lot for lot in LOTS),
        content_hash="0" * 64,
    )
    for n in range(100)
)
CAP = LotCap(max_lots=2, order=tuple(lot.lot for lot in LOTS))
DICE = Random(2026)
POINTS = {
    (bid.bid, c.criterion): DICE.randrange(0, 51) / 10 for bid in BIDS for c in CRITERIA
}
OFFERS = tuple(
    Offer(bid=bid.bid, lot=lot.lot, price_ore=DICE.randrange(40_000_00, 60_000_00))
    for bid in BIDS
    for lot in LOTS
)
PRICES = {(offer.bid, offer.lot): offer.price_ore for offer in OFFERS}
TOGETHER = tuple(
    Combination(
        bid=bid.bid,
        lots=(lots := tuple(sorted(DICE.sample(bid.lots, 3)))),
        price_ore=int(sum(PRICES[bid.bid, lot] for lot in lots) * 0.95),
    )
    for bid in BIDS[:30]
)
DEDUCTIONS = {c.criterion: 1_000_00 for c in CRITERIA}
METHODS = {
    "quality_points": Method(model=Model.QUALITY_POINTS, cap=CAP),
    "price_deduction": Method(
        model=Model.PRICE_DEDUCTION, deductions=DEDUCTIONS, cap=CAP
    ),
    "relative_points": Method(
        model=Model.RELATIVE_POINTS, price_max_points=100.0, cap=CAP
    ),
    "absolute_points": Method(
        model=Model.ABSOLUTE_POINTS,
        price_max_points=100.0,
        floor_ore=40_000_00,
        ceiling_ore=60_000_00,
        cap=CAP,
    ),
    "priority": Method(
        model=Model.PRIORITY,
        priority=("price", *(c.criterion for c in CRITERIA)),
        cap=CAP,
    ),
}
COMBINING = METHODS["price_deduction"].model_copy(update={"combinations": True})


def naive(model: str) -> list[tuple[float, str]]:
    """The winners as floats have it: best score first in each lot."""
    winners = []
    for lot in LOTS:
        lowest = min(PRICES[bid.bid, lot.lot] for bid in BIDS)
        scored = []
        for bid in BIDS:
            price, total = PRICES[bid.bid, lot.lot], 0.0
            for c in CRITERIA:
                total += c.weight * POINTS[bid.bid, c.criterion]
            match model:
                case "price_deduction":
                    total -= price / 100
                case "relative_points":
                    total += 100.0 * lowest / price
                case "absolute_points":
                    total += 100.0 * (60_000_00 - price) / 20_000_00
            scored.append((-total, bid.bid))
        winners.append(min(scored))
    return winners


def milliseconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000


def ours(method: Method) -> object:
    return evaluate(
        method,
        LOTS,
        CRITERIA,
        BIDS,
        POINTS,
        offers=OFFERS,
        combinations=TOGETHER if method.combinations else (),
    )


def main() -> None:
    methods = {**METHODS, "with combinations": COMBINING}
    width = max(map(len, methods))
    print(f"{len(BIDS)} bids, {len(CRITERIA)} criteria, {len(LOTS)} lots")
    print(f"  {'':{width}}   ours ms   floats ms   ours / floats")
    for name, method in methods.items():
        timed = [
            (milliseconds(partial(ours, method)), milliseconds(partial(naive, name)))
            for _ in range(ROUNDS)
        ]
        mine, floats = (median(column) for column in zip(*timed, strict=True))
        said = "" if mine < LIMIT_MS else f"   over {LIMIT_MS} ms"
        print(
            f"  {name:{width}}  {mine:8.1f}  {floats:10.1f}  {mine / floats:14.1f}{said}"
        )


if __name__ == "__main__":
    main()
