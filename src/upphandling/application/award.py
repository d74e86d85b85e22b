"""Commands of the award: propose, decide, notify, unlock."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, verbs
from upphandling.application.notices import Recipient, sent
from upphandling.domain.award import Award, Winner
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.evaluation import rank
from upphandling.domain.intervals import Day
from upphandling.domain.tender import Tender


class WinningBid(Part):
    """Ett anbud som vinner en del."""

    lot: Key
    bid: Key


class Propose(Command):
    """Räkna fram en rangordning av de kvalificerade anbuden som förslag."""

    NAME = "award.propose"
    SECRET = True
    award: Key
    tender: Key


class Decide(Command):
    """Fatta tilldelningsbeslut."""

    NAME = "award.decide"
    award: Key
    winners: Annotated[list[WinningBid], Field(min_length=1)]
    motive: Text


class Notify(Command):
    """Underrätta anbudsgivarna om tilldelningen; avtalsspärren börjar löpa."""

    NAME = "award.notify"
    award: Key
    notices: Annotated[list[Recipient], Field(min_length=1)]
    stated_last_day: Day | None = None


class UnlockSigning(Command):
    """Konstatera att avtalsspärren har löpt ut."""

    NAME = "award.unlock_signing"
    award: Key


def propose(command: Propose, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.tender)
    tender.must_be_opened()
    bids = tuple(tender.bids.values())
    lots = tuple(tender.lots.values())
    cases.add(
        Award.propose(
            stamp,
            command.award,
            tender=tender.key,
            system=tender.system,
            begun_on=tender.begun_on(stamp),
            lots=lots,
            bids=bids,
            ranking=rank(
                lots,
                tuple(tender.criteria.values()),
                [bid for bid in bids if bid.bid in tender.qualified],
                tender.points,
            ),
        )
    )


def decide(command: Decide, cases: Cases, stamp: Stamp) -> None:
    award = cases.fetch(Award, command.award)
    tender = cases.fetch(Tender, award.tender)
    for winner in command.winners:
        tender.must_have_qualified(winner.bid)
    award.make(
        stamp,
        winners=tuple(Winner(lot=w.lot, bid=w.bid) for w in command.winners),
        motive=command.motive,
    )
    tender.conclude(stamp, award=award.key)


def notify(command: Notify, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).notify(
        stamp,
        notices=sent(command.notices, stamp),
        stated_last_day=command.stated_last_day,
    )


def unlock_signing(command: UnlockSigning, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).unlock(stamp)


VERBS = verbs(
    (Propose, propose),
    (Decide, decide),
    (Notify, notify),
    (UnlockSigning, unlock_signing),
)
