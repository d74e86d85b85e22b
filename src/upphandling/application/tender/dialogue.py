"""Commands of the dialogue about bids: correct them, negotiate, note what was said."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.application.tender.conditions import ContentHash
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.tender import Tender
from upphandling.domain.tender.bid_terms import Aspect, ChanceKind, Matter
from upphandling.domain.tender.procedure import Days

Round = Annotated[int, Field(ge=1, le=100)]


class MatterTerms(Part):
    """Vad ett anbud får rätta; utan text om inget brister men möjligheten ges ändå."""

    bid: Key
    text: Text | None = None


class NoteOralInformation(Command):
    """Anteckna uppgifter av betydelse som lämnats muntligt."""

    NAME = "tender.note_oral_information"
    SECRET = True
    tender: Key
    bid: Key | None = None
    text: Text


class InviteCorrection(Command):
    """Låt alla vars anbud är kvar rätta, förtydliga eller komplettera på bestämd tid."""

    NAME = "tender.invite_correction"
    SECRET = True
    tender: Key
    invitation: Key
    kind: ChanceKind
    matters: Annotated[list[MatterTerms], Field(min_length=1), unique(by="bid")]
    days: Days | None = None


class ReceiveCorrection(Command):
    """Ta emot en rättelse, ett förtydligande eller en komplettering."""

    NAME = "tender.receive_correction"
    SECRET = True
    tender: Key
    invitation: Key
    bid: Key
    content_hash: ContentHash


class HoldNegotiation(Command):
    """Anteckna en förhandling: runda, anbud, vad den gällde och vad den ledde till."""

    NAME = "tender.hold_negotiation"
    SECRET = True
    tender: Key
    round: Round
    bids: Annotated[list[Key], Field(min_length=1)]
    aspects: Annotated[list[Aspect], Field(min_length=1)]
    outcome: Text


class ReviseBid(Command):
    """Ta emot ett anbud som ändrats efter en förhandlingsrunda."""

    NAME = "tender.revise_bid"
    SECRET = True
    tender: Key
    bid: Key
    round: Round
    content_hash: ContentHash


def note_oral_information(
    command: NoteOralInformation, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).note_oral_information(
        stamp, bid=command.bid, text=command.text
    )


def invite_correction(command: InviteCorrection, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).invite_correction(
        stamp,
        invitation=command.invitation,
        kind=command.kind,
        matters=tuple(Matter(bid=m.bid, text=m.text) for m in command.matters),
        days=command.days,
    )


def receive_correction(command: ReceiveCorrection, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).receive_correction(
        stamp,
        invitation=command.invitation,
        bid=command.bid,
        content_hash=command.content_hash,
    )


def hold_negotiation(command: HoldNegotiation, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).hold_negotiation(
        stamp,
        round=command.round,
        bids=tuple(command.bids),
        aspects=tuple(command.aspects),
        outcome=command.outcome,
    )


def revise_bid(command: ReviseBid, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).revise_bid(
        stamp,
        bid=command.bid,
        round=command.round,
        content_hash=command.content_hash,
    )


VERBS = verbs(
    (NoteOralInformation, note_oral_information),
    (InviteCorrection, invite_correction),
    (ReceiveCorrection, receive_correction),
    (HoldNegotiation, hold_negotiation),
    (ReviseBid, revise_bid),
)
