"""Lottery (lottning): settles a tie so that anybody can check the outcome.

The text `seed` is published before the draw. Each bid gets the SHA-256 of
`<bytes>:<text>` for seed, lot and bid in a row, in UTF-8, and the lowest in
hexadecimal comes first. Since a bid's number does not depend on the others, a
bid that falls leaves the order of the rest as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import combinations
from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.domain.base import Value
from upphandling.domain.configuration import Text
from upphandling.domain.errors import WITHHELD, Refused


class DrawDoesNotHold(Refused):
    """Lottningens ordning stämmer inte med den text som angavs i förväg."""


class DrawnAgain(Refused):
    """Samma anbud har lottats två gånger i en del, med olika ordning."""


class Draw(Value):
    """A tied set of bids (sorted) and the order that the seed puts them in."""

    lot: str
    bids: Annotated[tuple[str, ...], Field(min_length=2)]
    seed: Text
    order: tuple[str, ...]

    @model_validator(mode="after")
    def _orders_the_tied(self) -> Self:
        if list(self.bids) != sorted(set(self.bids)):
            message = "bids ska vara sorterade och nämna varje anbud en gång"
            raise ValueError(message)
        if sorted(self.order) != list(self.bids):
            message = "order ska nämna just anbuden i bids"
            raise ValueError(message)
        return self


def draw(lot: str, bids: Iterable[str], seed: str) -> Draw:
    """The order of the tied bids by the seed; the first in it wins first."""
    tied = tuple(sorted(set(bids)))
    order = sorted(tied, key=lambda bid: (_number(seed, lot, bid), bid))
    return Draw(lot=lot, bids=tied, seed=seed, order=tuple(order))


def _number(*texts: str) -> str:
    return sha256(
        "".join(f"{len(text.encode())}:{text}" for text in texts).encode()
    ).hexdigest()


class Drawn:
    """All draws of a tender; refuses those that do not hold or contradict."""

    def __init__(self, draws: Sequence[Draw]) -> None:
        for one in draws:
            if one != draw(one.lot, one.bids, one.seed):
                raise DrawDoesNotHold(lot=one.lot, bids=WITHHELD)
        for one, other in combinations(draws, 2):
            if one.lot == other.lot and _contradict(one.order, other.order):
                raise DrawnAgain(lot=one.lot, bids=WITHHELD)
        self._draws = draws

    def order(self, lot: str, tied: Iterable[str]) -> tuple[str, ...] | None:
        """The tied bids in the order drawn; none if they have not been drawn."""
        wanted = set(tied)
        for one in self._draws:
            if one.lot == lot and wanted <= set(one.bids):
                return tuple(bid for bid in one.order if bid in wanted)
        return None


def _contradict(one: Sequence[str], other: Sequence[str]) -> bool:
    return [b for b in one if b in other] != [b for b in other if b in one]
