"""What was compared in an award: all that an evaluation needs to be made again."""

from __future__ import annotations

from upphandling.domain.base import Value
from upphandling.domain.evaluation import (
    Bid,
    Combination,
    Criterion,
    Draw,
    Evaluation,
    Lot,
    Method,
    Offer,
    evaluate,
)


class Score(Value):
    """The points of one bid on one criterion."""

    bid: str
    criterion: str
    points: float


class Comparison(Value):
    """The bids that stand, how they are compared, and what was drawn."""

    method: Method
    lots: tuple[Lot, ...]
    criteria: tuple[Criterion, ...]
    bids: tuple[Bid, ...]
    scores: tuple[Score, ...]
    offers: tuple[Offer, ...] = ()
    combinations: tuple[Combination, ...] = ()
    draws: tuple[Draw, ...] = ()

    @property
    def standing(self) -> frozenset[str]:
        """The bids that take part."""
        return frozenset(bid.bid for bid in self.bids)

    def evaluation(self) -> Evaluation:
        """The outcome; the same every time. Refuses as `evaluate` does."""
        return evaluate(
            self.method,
            self.lots,
            self.criteria,
            self.bids,
            {(one.bid, one.criterion): one.points for one in self.scores},
            offers=self.offers,
            combinations=self.combinations,
            draws=self.draws,
        )

    def with_draws(self, *draws: Draw) -> Comparison:
        """The same bids, with more ties drawn."""
        return self.model_copy(update={"draws": (*self.draws, *draws)})
