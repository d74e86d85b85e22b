"""Commands of the examination of bids: read their prices, assess and score them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.evaluation import Combination, Offer
from upphandling.domain.tender import Assessment, Tender

Ore = Annotated[int, Field(ge=0, description="Pris i hela ören")]


def _each_once(lots: list[str]) -> list[str]:
    if len(set(lots)) < len(lots):
        message = "samma del förekommer två gånger"
        raise ValueError(message)
    return lots


class ReadPrice(Command):
    """Läs in ett anbuds pris för en del."""

    NAME = "tender.read_price"
    SECRET = True
    tender: Key
    bid: Key
    lot: Key
    price_ore: Ore


class ReadCombination(Command):
    """Läs in ett anbuds pris för flera delar tillsammans."""

    NAME = "tender.read_combination"
    SECRET = True
    tender: Key
    bid: Key
    lots: Annotated[list[Key], Field(min_length=2), AfterValidator(_each_once)]
    price_ore: Ore


class AssessBid(Command):
    """Pröva ett anbud mot de obligatoriska kraven; failed är krav som inte nås."""

    NAME = "tender.assess_bid"
    SECRET = True
    tender: Key
    bid: Key
    failed: list[Key] = []
    motive: Text


class ScoreBid(Command):
    """Poängsätt ett kvalificerat anbud på ett kriterium."""

    NAME = "tender.score_bid"
    SECRET = True
    tender: Key
    bid: Key
    criterion: Key
    points: Annotated[float, Field(ge=0)]
    motive: Text


def read_price(command: ReadPrice, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).read_price(
        stamp,
        offer=Offer(bid=command.bid, lot=command.lot, price_ore=command.price_ore),
    )


def read_combination(command: ReadCombination, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).read_combination(
        stamp,
        combination=Combination(
            bid=command.bid, lots=tuple(command.lots), price_ore=command.price_ore
        ),
    )


def assess_bid(command: AssessBid, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).assess(
        stamp,
        bid=command.bid,
        assessment=Assessment(failed=tuple(command.failed), motive=command.motive),
    )


def score_bid(command: ScoreBid, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).score(
        stamp,
        bid=command.bid,
        criterion=command.criterion,
        points=command.points,
        motive=command.motive,
    )


VERBS = verbs(
    (ReadPrice, read_price),
    (ReadCombination, read_combination),
    (AssessBid, assess_bid),
    (ScoreBid, score_bid),
)
