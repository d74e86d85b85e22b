"""Scoring: from points and prices to an order in each lot, in exact arithmetic.

Numbers count as the decimals they were written with, in fractions, and are
rounded once, last. What a bid is worth in quality is counted once, not per lot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from upphandling.domain.errors import WITHHELD, Refused
from upphandling.domain.evaluation.method import PRICE, Method, Model
from upphandling.domain.evaluation.values import Bid, Criterion, Lot, Ranked

Points = Mapping[tuple[str, str], float]
"""Points by (bid, criterion); a missing one counts as 0."""

Prices = Mapping[tuple[str, str], int]
"""Price in öre by (bid, lot)."""


class PriceMissing(Refused):
    """Ett anbud saknar pris för en del där priset ska jämföras."""


class PriceIsZero(Refused):
    """Priset får inte vara noll när priser jämförs med det lägsta priset."""


class Scored(NamedTuple):
    """A bid in a lot: the lowest `key` is best, and equal keys are a tie."""

    key: tuple[int, ...]
    bid: str
    score: float
    motive: str


class Judged(NamedTuple):
    """What a bid is worth apart from its price.

    `worth` is weighted points, or the deduction in öre. `before` and `after` are
    the keys of what counts before and after the price, `said` the motives.
    """

    worth: Fraction
    before: tuple[int, ...]
    after: tuple[int, ...]
    said: str
    said_after: str


@lru_cache(maxsize=4096)
def exact(number: float) -> Fraction:
    """The decimal number that somebody wrote, not its binary neighbour."""
    return Fraction(repr(number))


@lru_cache(maxsize=4096)
def times(one: float, other: float) -> Fraction:
    """The exact product; few points and weights come again and again."""
    return exact(one) * exact(other)


def rounded(value: Fraction, decimals: int) -> int:
    """The value in units of the last decimal, halves upwards."""
    unit: int = 10**decimals
    top, bottom = value.numerator * unit, value.denominator
    return (2 * top + bottom) // (2 * bottom)


def kronor(ore: int) -> str:
    return f"{ore // 100}.{ore % 100:02d} kr"


def judge(
    method: Method, criteria: Sequence[Criterion], bids: Sequence[Bid], points: Points
) -> dict[str, Judged]:
    """What each bid is worth, the same in all of its lots."""
    judge_one = JUDGES[method.model]
    return {bid.bid: judge_one(method, criteria, bid.bid, points) for bid in bids}


def score(
    method: Method,
    lots: Sequence[Lot],
    bids: Sequence[Bid],
    judged: Mapping[str, Judged],
    prices: Prices,
) -> dict[str, list[Scored]]:
    """The bids of each lot, best first; tied bids by their keys.

    Refuses with `PriceMissing` and `PriceIsZero`.
    """
    ordered = {}
    for lot in lots:
        there = [bid.bid for bid in bids if lot.lot in bid.lots]
        asked = {bid: _price(method, lot.lot, bid, prices) for bid in there}
        lowest = min(asked.values(), default=0)
        ordered[lot.lot] = sorted(
            _scored(method, bid, judged[bid], asked[bid], lowest) for bid in there
        )
    return ordered


def ranked(method: Method, lot: str, ordered: Sequence[Scored]) -> list[Ranked]:
    """The places of one lot: tied bids share one, and the next is left empty."""
    rows: list[Ranked] = []
    for _, group in groupby(ordered, key=lambda one: one.key):
        tied, place = list(group), len(rows) + 1
        rows += [
            Ranked(
                lot=lot,
                bid=one.bid,
                rank=place,
                score=place if method.model is Model.PRIORITY else one.score,
                tied=len(tied) > 1,
                motive=one.motive,
            )
            for one in tied
        ]
    return rows


def _price(method: Method, lot: str, bid: str, prices: Prices) -> int:
    """The price in öre, 0 where no prices are compared."""
    if not method.compares_prices:
        return 0
    if (bid, lot) not in prices:
        raise PriceMissing(lot=lot, bid=WITHHELD)
    price = prices[bid, lot]
    if price == 0 and method.model is Model.RELATIVE_POINTS:
        raise PriceIsZero(lot=lot, bid=WITHHELD)
    return price


# -- What a bid is worth apart from its price ------------------------------------


def _weighted(
    method: Method, criteria: Sequence[Criterion], bid: str, points: Points
) -> Judged:
    worth, said = Fraction(0), []
    for c in criteria:
        got = points.get((bid, c.criterion), 0.0)
        worth += times(c.weight, got)
        said.append(f"{c.title}: {got:g} av {c.max_points:g} (vikt {c.weight:g})")
    return Judged(worth, (), (), ", ".join(said), "")


def _deducted(
    method: Method, criteria: Sequence[Criterion], bid: str, points: Points
) -> Judged:
    worth, said = Fraction(0), []
    for c in criteria:
        got, most = points.get((bid, c.criterion), 0.0), method.deductions[c.criterion]
        deducted = times(got, most) / exact(c.max_points)
        worth += deducted
        said.append(
            f"{c.title}: {got:g} av {c.max_points:g}"
            f" (avdrag {kronor(rounded(deducted, 0))} av {kronor(most)})"
        )
    return Judged(worth, (), (), ", ".join(said), "")


def _prioritised(
    method: Method, criteria: Sequence[Criterion], bid: str, points: Points
) -> Judged:
    known = {c.criterion: c for c in criteria}
    keys: list[int] = []
    said: list[str] = []
    for number, key in enumerate(method.priority, 1):
        if key == PRICE:
            keys.append(0)
            said.append("")
            continue
        c, got = known[key], points.get((bid, key), 0.0)
        keys.append(-rounded(exact(got), method.decimals))
        said.append(f"{number}. {c.title}: {got:g} av {c.max_points:g}")
    price = method.priority.index(PRICE) if PRICE in method.priority else len(keys)
    return Judged(
        Fraction(0),
        tuple(keys[:price]),
        tuple(keys[price + 1 :]),
        ", ".join(said[:price]),
        ", ".join(said[price + 1 :]),
    )


Judge = Callable[[Method, Sequence[Criterion], str, Points], Judged]
JUDGES: Mapping[Model, Judge] = {
    Model.QUALITY_POINTS: _weighted,
    Model.PRICE_DEDUCTION: _deducted,
    Model.RELATIVE_POINTS: _weighted,
    Model.ABSOLUTE_POINTS: _weighted,
    Model.PRIORITY: _prioritised,
}


# -- With its price in a lot -------------------------------------------------------


def _scored(
    method: Method, bid: str, judged: Judged, price: int, lowest: int
) -> Scored:
    match method.model:
        case Model.QUALITY_POINTS:
            return _most(method, bid, judged.worth, judged.said)
        case Model.PRICE_DEDUCTION:
            units = comparison_price(method, price, judged.worth)
            said = _listed(judged.said, f"pris {kronor(price)}")
            return Scored((units,), bid, units / 10**method.decimals, said)
        case Model.PRIORITY:
            return _by_priority(method, bid, judged, price)
        case _:
            got = _price_points(method, price, lowest)
            most, weight = method.price_max_points, method.price_weight
            said = f"pris {kronor(price)}: {float(got):g} av {most:g} (vikt {weight:g})"
            total = judged.worth + exact(weight) * got
            return _most(method, bid, total, _listed(judged.said, said))


def comparison_price(method: Method, price: int, deducted: Fraction) -> int:
    """Price less deduction, both in öre, as rounded units of kronor."""
    return rounded((price - deducted) / 100, method.decimals)


def _price_points(method: Method, price: int, lowest: int) -> Fraction:
    most = exact(method.price_max_points or 0)
    if method.model is Model.RELATIVE_POINTS:
        return most * Fraction(lowest, price)
    floor, ceiling = method.floor_ore or 0, method.ceiling_ore or 0
    return (
        most
        * Fraction(min(max(ceiling - price, 0), ceiling - floor))
        / (ceiling - floor)
    )


def _by_priority(method: Method, bid: str, judged: Judged, price: int) -> Scored:
    if not method.compares_prices:
        return Scored(judged.before, bid, 0.0, judged.said)
    number = len(judged.before) + 1
    said = _listed(judged.said, f"{number}. pris {kronor(price)}", judged.said_after)
    return Scored((*judged.before, price, *judged.after), bid, 0.0, said)


def _most(method: Method, bid: str, total: Fraction, said: str) -> Scored:
    units = rounded(total, method.decimals)
    return Scored((-units,), bid, units / 10**method.decimals, said)


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
