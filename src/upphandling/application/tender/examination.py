"""Commands of the examination of bids: assess and score them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.tender import Assessment, Tender


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


VERBS = verbs((AssessBid, assess_bid), (ScoreBid, score_bid))
