"""Commands of exclusion and rejection: hear the supplier first, then decide."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Sealed, verbs
from upphandling.application.tender.conditions import ContentHash
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.tender import Tender
from upphandling.domain.tender.bid_terms import Ground
from upphandling.domain.tender.procedure import Days


class IntendExclusion(Command):
    """Ge en leverantör tillfälle att yttra sig över en tänkt uteslutning."""

    NAME = "tender.intend_exclusion"
    SECRET = True
    tender: Key
    bid: Key
    ground: Ground
    circumstances: Sealed
    event_on: Day | None = None
    days: Days | None = None


class CommentOnExclusion(Command):
    """Ta emot leverantörens yttrande över den tänkta uteslutningen."""

    NAME = "tender.comment_on_exclusion"
    SECRET = True
    tender: Key
    bid: Key
    content_hash: ContentHash


class Exclude(Command):
    """Uteslut en leverantör som har fått yttra sig."""

    NAME = "tender.exclude"
    SECRET = True
    tender: Key
    bid: Key
    motive: Text


class DropExclusion(Command):
    """Besluta att en tänkt uteslutning inte blir av."""

    NAME = "tender.drop_exclusion"
    SECRET = True
    tender: Key
    bid: Key
    motive: Text


class AskForExplanation(Command):
    """Begär en förklaring av ett anbud som verkar onormalt lågt."""

    NAME = "tender.ask_for_explanation"
    SECRET = True
    tender: Key
    bid: Key
    about: Text
    days: Days | None = None


class ReceiveExplanation(Command):
    """Ta emot leverantörens förklaring av det låga anbudet."""

    NAME = "tender.receive_explanation"
    SECRET = True
    tender: Key
    bid: Key
    content_hash: ContentHash


class RejectLowBid(Command):
    """Förkasta ett onormalt lågt anbud vars förklaring uteblev eller inte räcker."""

    NAME = "tender.reject_low_bid"
    SECRET = True
    tender: Key
    bid: Key
    motive: Text


def intend_exclusion(command: IntendExclusion, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).intend_exclusion(
        stamp,
        bid=command.bid,
        ground=command.ground,
        circumstances=command.circumstances,
        event_on=command.event_on,
        days=command.days,
    )


def comment_on_exclusion(
    command: CommentOnExclusion, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).comment_on_exclusion(
        stamp, bid=command.bid, content_hash=command.content_hash
    )


def exclude(command: Exclude, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).exclude(
        stamp, bid=command.bid, motive=command.motive
    )


def drop_exclusion(command: DropExclusion, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).drop_exclusion(
        stamp, bid=command.bid, motive=command.motive
    )


def ask_for_explanation(command: AskForExplanation, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).ask_for_explanation(
        stamp, bid=command.bid, about=command.about, days=command.days
    )


def receive_explanation(
    command: ReceiveExplanation, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).receive_explanation(
        stamp, bid=command.bid, content_hash=command.content_hash
    )


def reject_low_bid(command: RejectLowBid, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).reject_low_bid(
        stamp, bid=command.bid, motive=command.motive
    )


VERBS = verbs(
    (IntendExclusion, intend_exclusion),
    (CommentOnExclusion, comment_on_exclusion),
    (Exclude, exclude),
    (DropExclusion, drop_exclusion),
    (AskForExplanation, ask_for_explanation),
    (ReceiveExplanation, receive_explanation),
    (RejectLowBid, reject_low_bid),
)
