"""Commands of a tender's bids: receive and open them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.evaluation import Bid
from upphandling.domain.tender import Tender


class ReceiveBid(Command):
    """Ta emot ett förseglat anbud: vem, vilka delar och innehållets hash."""

    NAME = "tender.receive_bid"
    SECRET = True
    tender: Key
    bid: Key
    bidder: Key
    name: Text
    lots: Annotated[list[Key], Field(min_length=1)]
    content_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class OpenBids(Command):
    """Öppna anbuden, minst två personer tillsammans."""

    NAME = "tender.open_bids"
    tender: Key
    present: list[Person]


def receive_bid(command: ReceiveBid, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.tender)
    tender.receive_bid(
        stamp,
        bid=Bid(
            bid=command.bid,
            bidder=command.bidder,
            name=command.name,
            lots=tuple(command.lots),
            content_hash=command.content_hash,
        ),
    )


def open_bids(command: OpenBids, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).open(stamp, present=tuple(command.present))


VERBS = verbs((ReceiveBid, receive_bid), (OpenBids, open_bids))
