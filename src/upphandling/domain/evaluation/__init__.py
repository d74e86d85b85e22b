"""Evaluation (utvärdering): from points and prices to a ranking and winners per lot."""

from upphandling.domain.evaluation.changes import Change, difference
from upphandling.domain.evaluation.combinations import (
    CombinationOutsideBid,
    CombinationOverSharedLot,
    CombinationsNotAllowed,
)
from upphandling.domain.evaluation.lottery import (
    Draw,
    DrawDoesNotHold,
    DrawnAgain,
    draw,
)
from upphandling.domain.evaluation.method import (
    CriterionCalledPrice,
    LotCap,
    Method,
    MethodIncomplete,
    MethodNamesUnknown,
    Model,
    TooManyLotsToCombine,
    must_fit,
)
from upphandling.domain.evaluation.proposal import PricedTwice, evaluate, rank
from upphandling.domain.evaluation.scoring import PriceIsZero, PriceMissing
from upphandling.domain.evaluation.search import TooManyCombinations
from upphandling.domain.evaluation.values import (
    Bid,
    Combination,
    Criterion,
    Evaluation,
    Lot,
    Moved,
    Offer,
    Ranked,
    Tie,
    Won,
)

__all__ = [
    "Bid",
    "Change",
    "Combination",
    "CombinationOutsideBid",
    "CombinationOverSharedLot",
    "CombinationsNotAllowed",
    "Criterion",
    "CriterionCalledPrice",
    "Draw",
    "DrawDoesNotHold",
    "DrawnAgain",
    "Evaluation",
    "Lot",
    "LotCap",
    "Method",
    "MethodIncomplete",
    "MethodNamesUnknown",
    "Model",
    "Moved",
    "Offer",
    "PriceIsZero",
    "PriceMissing",
    "PricedTwice",
    "Ranked",
    "Tie",
    "TooManyCombinations",
    "TooManyLotsToCombine",
    "Won",
    "difference",
    "draw",
    "evaluate",
    "must_fit",
    "rank",
]
