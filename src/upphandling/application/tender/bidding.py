"""Commands of a tender's bids: receive, replace and withdraw them while time runs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.tender.conditions import ContentHash
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.evaluation import Bid
from upphandling.domain.tender import Tender
from upphandling.domain.tender.bid_terms import Backing


class BidTerms(Command):
    """Det som ett anbud anger: vem, vilka delar, innehållets hash och vilka som bär det."""

    SECRET = True
    tender: Key
    bid: Key
    bidder: Key
    name: Text
    lots: Annotated[list[Key], Field(min_length=1)]
    content_hash: ContentHash
    members: list[Key] = []
    relies_on: list[Key] = []


class ReceiveBid(BidTerms):
    """Ta emot ett förseglat anbud: vem, vilka delar och innehållets hash."""

    NAME = "tender.receive_bid"


class ReplaceBid(BidTerms):
    """Ersätt ett anbud som anbudsgivaren ändrat innan anbudstiden gått ut."""

    NAME = "tender.replace_bid"


class WithdrawBid(Command):
    """Anteckna att anbudsgivaren återkallat sitt anbud innan anbudstiden gått ut."""

    NAME = "tender.withdraw_bid"
    SECRET = True
    tender: Key
    bid: Key


def receive_bid(command: ReceiveBid, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).receive_bid(
        stamp, bid=_bid(command), backing=_backing(command)
    )


def replace_bid(command: ReplaceBid, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).replace_bid(
        stamp, bid=_bid(command), backing=_backing(command)
    )


def withdraw_bid(command: WithdrawBid, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).withdraw_bid(stamp, bid=command.bid)


def _bid(command: BidTerms) -> Bid:
    return Bid(
        bid=command.bid,
        bidder=command.bidder,
        name=command.name,
        lots=tuple(command.lots),
        content_hash=command.content_hash,
    )


def _backing(command: BidTerms) -> Backing | None:
    if not command.members and not command.relies_on:
        return None
    return Backing(members=tuple(command.members), relies_on=tuple(command.relies_on))


VERBS = verbs(
    (ReceiveBid, receive_bid),
    (ReplaceBid, replace_bid),
    (WithdrawBid, withdraw_bid),
)
