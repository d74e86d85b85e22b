"""Evaluation (utvärdering): from points to a ranking per lot, with its motive.

Pure: the same bids, criteria and points always give the same ranking. The
price is fixed; quality is compared in weighted points. A tie is shown as a tie
and left to a person, never broken here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from upphandling.domain.base import Value


class Lot(Value):
    """A part of the tender that can be won alone (anbudsområde).

    `share_percent` is the guaranteed share of all customers, `winners` how many
    bids win the lot.
    """

    lot: str
    title: str
    areas: tuple[str, ...]
    share_percent: Annotated[float, Field(ge=0, le=100)]
    winners: Annotated[int, Field(ge=1)] = 1


class Criterion(Value):
    """An award criterion (tilldelningskriterium) with its scale and weight."""

    criterion: str
    title: str
    max_points: Annotated[float, Field(gt=0)]
    weight: Annotated[float, Field(gt=0)] = 1.0


class Bid(Value):
    """A sealed bid (anbud): who, for which lots, and the hash of its content."""

    bid: str
    bidder: str
    name: str
    lots: tuple[str, ...]
    content_hash: str


class Ranked(Value):
    """One bid's place in one lot; `tied` when another bid has the same score."""

    lot: str
    bid: str
    rank: int
    score: float
    tied: bool
    motive: str


def rank(
    lots: Sequence[Lot],
    criteria: Sequence[Criterion],
    bids: Sequence[Bid],
    points: Mapping[tuple[str, str], float],
) -> tuple[Ranked, ...]:
    """Rank the bids of each lot by weighted points, highest first.

    Points are per (bid, criterion); a missing one counts as 0. Scores are
    rounded to four decimals before they are compared.
    """
    ranking: list[Ranked] = []
    for lot in lots:
        scored = sorted(
            (-_score(bid, criteria, points), bid.bid)
            for bid in bids
            if lot.lot in bid.lots
        )
        scores = [-score for score, _ in scored]
        ranking.extend(
            Ranked(
                lot=lot.lot,
                bid=bid,
                rank=scores.index(-score) + 1,
                score=-score,
                tied=scores.count(-score) > 1,
                motive=_motive(bid, criteria, points),
            )
            for score, bid in scored
        )
    return tuple(ranking)


def _score(
    bid: Bid,
    criteria: Sequence[Criterion],
    points: Mapping[tuple[str, str], float],
) -> float:
    return round(
        sum(c.weight * points.get((bid.bid, c.criterion), 0.0) for c in criteria), 4
    )


def _motive(
    bid: str,
    criteria: Sequence[Criterion],
    points: Mapping[tuple[str, str], float],
) -> str:
    return ", ".join(
        f"{c.title}: {points.get((bid, c.criterion), 0.0):g} av {c.max_points:g}"
        f" (vikt {c.weight:g})"
        for c in criteria
    )
