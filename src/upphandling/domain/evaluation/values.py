"""What is evaluated (lots, criteria, bids, prices) and what comes out of it.

`Lot`, `Criterion`, `Bid` and `Ranked` are parts of recorded events: their fields
never change.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.domain.base import Value

Ore = Annotated[int, Field(ge=0)]
"""Money in whole öre."""


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


class Offer(Value):
    """The price a bid asks for one lot."""

    bid: str
    lot: str
    price_ore: Ore


class Combination(Value):
    """One price a bid asks for several lots together, all or none of them."""

    bid: str
    lots: Annotated[tuple[str, ...], Field(min_length=2)]
    price_ore: Ore

    @model_validator(mode="after")
    def _each_lot_once(self) -> Self:
        if len(set(self.lots)) < len(self.lots):
            message = "samma del förekommer två gånger i lots"
            raise ValueError(message)
        return self


class Ranked(Value):
    """One bid's place in one lot; `tied` when another bid has the same score.

    `score` is points (highest first), the comparison price in kronor (lowest
    first) or, in order of priority, the place itself.
    """

    lot: str
    bid: str
    rank: int
    score: float
    tied: bool
    motive: str


class Won(Value):
    """A bid that wins a lot; winners that nothing tells apart share a `place`."""

    lot: str
    bid: str
    place: int


class Moved(Value):
    """A lot that went past a bid whose bidder already holds all it may hold.

    `to` is the bid that was let in instead, if there was one.
    """

    lot: str
    passed: str
    to: str | None
    reason: str


class Tie(Value):
    """Bids (sorted) that nothing tells apart, though not all of them can win."""

    lot: str
    bids: tuple[str, ...]


class Evaluation(Value):
    """A proposal: the ranking of each lot and who would win.

    `ties` must be drawn before all places can be filled; `waiting` are lots that
    depend on a draw in another lot. `combined` are the combinations that win.
    """

    ranking: tuple[Ranked, ...]
    winners: tuple[Won, ...] = ()
    moved: tuple[Moved, ...] = ()
    ties: tuple[Tie, ...] = ()
    waiting: tuple[str, ...] = ()
    combined: tuple[Combination, ...] = ()
