"""The evaluation method: how the documents say that bids are compared.

The documents state the criteria and their weight or order of priority (LOU 19
kap. 9 § p 4). The models, caps and combinations are what a municipality may
adopt in its documents, not law.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.domain.base import Value
from upphandling.domain.errors import Refused
from upphandling.domain.evaluation.values import Criterion, Lot, Ore

PRICE = "price"
"""Stands for the price in an order of priority."""

MOST_LOTS = 12
"""So many lots can be combined while every division of them is still tried."""


class Model(StrEnum):
    """How points and price become one order.

    QUALITY_POINTS: the price is fixed; most weighted points.
    PRICE_DEDUCTION: price less a sum in kronor per criterion; lowest.
    RELATIVE_POINTS: points, and price points against the lowest price; most.
    ABSOLUTE_POINTS: points, and price points on a fixed scale; most.
    PRIORITY: one criterion after another, in the stated order.
    """

    QUALITY_POINTS = "quality_points"
    PRICE_DEDUCTION = "price_deduction"
    RELATIVE_POINTS = "relative_points"
    ABSOLUTE_POINTS = "absolute_points"
    PRIORITY = "priority"


NEEDED = {
    Model.QUALITY_POINTS: (),
    Model.PRICE_DEDUCTION: (),
    Model.RELATIVE_POINTS: ("price_max_points",),
    Model.ABSOLUTE_POINTS: ("price_max_points", "floor_ore", "ceiling_ore"),
    Model.PRIORITY: ("priority",),
}
ALLOWED = {
    Model.PRICE_DEDUCTION: ("deductions", "combinations"),
    Model.RELATIVE_POINTS: ("price_weight",),
    Model.ABSOLUTE_POINTS: ("price_weight",),
}
BELONG_TO_A_MODEL = (
    "price_max_points",
    "price_weight",
    "floor_ore",
    "ceiling_ore",
    "deductions",
    "priority",
    "combinations",
)


class MethodIncomplete(Refused):
    """Utvärderingsmetoden säger inte hur alla kriterier och delar räknas (LOU 19 kap. 9 §)."""


class MethodNamesUnknown(Refused):
    """Utvärderingsmetoden nämner kriterier eller delar som inte finns."""


class CriterionCalledPrice(Refused):
    """Ett kriterium får inte ha nyckeln price när priset kan ingå i prioritetsordningen."""


class TooManyLotsToCombine(Refused):
    """Delarna är fler än vad som kan prövas när anbud får lämnas på flera delar tillsammans."""


class LotCap(Value):
    """How many lots one bidder may win, and in which order lots are settled."""

    max_lots: Annotated[int, Field(ge=1)]
    order: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_lot_once(self) -> Self:
        _only_once("order", self.order)
        return self


class Method(Value):
    """One model with all that the documents state about it.

    Scores are rounded to `decimals`, halves upwards, before they are compared.
    `deductions` is the most öre deducted per criterion, at full points.
    Price points are `price_max_points` at best, times `price_weight`; on a fixed
    scale at `floor_ore` and below, down to 0 at `ceiling_ore` and above.
    `priority` holds criteria, and `price` where the price counts.
    """

    model: Model
    decimals: Annotated[int, Field(ge=0, le=10)] = 4
    price_max_points: Annotated[float, Field(gt=0)] | None = None
    price_weight: Annotated[float, Field(gt=0)] = 1.0
    floor_ore: Ore | None = None
    ceiling_ore: Ore | None = None
    deductions: dict[str, Annotated[int, Field(gt=0)]] = Field(default_factory=dict)
    priority: tuple[str, ...] = ()
    cap: LotCap | None = None
    combinations: bool = False

    @model_validator(mode="after")
    def _states_what_its_model_needs(self) -> Self:
        needed = NEEDED[self.model]
        allowed = (*needed, *ALLOWED.get(self.model, ()))
        for name in BELONG_TO_A_MODEL:
            value, default = getattr(self, name), self._default(name)
            if name in needed and value == default:
                message = f"{name} saknas, modellen {self.model} kräver det"
                raise ValueError(message)
            if name not in allowed and value != default:
                message = f"{name} hör inte till modellen {self.model}"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if (
            self.floor_ore is not None
            and self.ceiling_ore is not None
            and self.ceiling_ore <= self.floor_ore
        ):
            message = "ceiling_ore ska vara högre än floor_ore"
            raise ValueError(message)
        _only_once("priority", self.priority)
        return self

    @classmethod
    def _default(cls, name: str) -> object:
        return cls.model_fields[name].get_default(call_default_factory=True)

    @property
    def compares_prices(self) -> bool:
        """Whether a bid must have a price for each of its lots."""
        match self.model:
            case Model.QUALITY_POINTS:
                return False
            case Model.PRIORITY:
                return PRICE in self.priority
            case _:
                return True


def must_fit(
    method: Method, lots: Sequence[Lot], criteria: Sequence[Criterion]
) -> None:
    """Refuse a method that leaves out, or adds, a criterion or a lot."""
    known = {c.criterion for c in criteria}
    match method.model:
        case Model.PRICE_DEDUCTION:
            _must_be_the_same("criteria", known, method.deductions)
        case Model.PRIORITY:
            if PRICE in known:
                raise CriterionCalledPrice(criterion=PRICE)
            _must_be_the_same("criteria", known, set(method.priority) - {PRICE})
        case _:
            pass
    if method.cap is not None:
        _must_be_the_same("lots", {lot.lot for lot in lots}, method.cap.order)
    if method.combinations and len(lots) > MOST_LOTS:
        raise TooManyLotsToCombine(lots=len(lots), most=MOST_LOTS)


def _must_be_the_same(what: str, known: set[str], named: Iterable[str]) -> None:
    if unknown := set(named) - known:
        raise MethodNamesUnknown(**{what: sorted(unknown)}, known=sorted(known))
    if missing := known - set(named):
        raise MethodIncomplete(**{what: sorted(missing)})


def _only_once(name: str, keys: Sequence[str]) -> None:
    if len(set(keys)) < len(keys):
        message = f"samma nyckel förekommer två gånger i {name}"
        raise ValueError(message)
