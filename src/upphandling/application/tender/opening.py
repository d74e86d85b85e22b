"""Commands of a tender's opening: who may be biased, who opens, which bid falls."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.tender import Tender
from upphandling.domain.tender.bid_terms import FallCause


class DeclareConflict(Command):
    """Anteckna om en person har en intressekonflikt; skriv inget om anbud, det är öppet."""

    NAME = "tender.declare_conflict"
    tender: Key
    person: Person
    conflict: bool
    measure: Sealed | None = None


class OpenBids(Command):
    """Öppna anbuden, minst två personer tillsammans om dokumenten inte säger annat."""

    NAME = "tender.open_bids"
    SECRET = True
    tender: Key
    present: Annotated[list[Person], Field(min_length=1)]
    remarks: Text | None = None


class LetBidFall(Command):
    """Besluta att ett öppnat anbud inte längre är med, med orsak och skäl."""

    NAME = "tender.let_bid_fall"
    SECRET = True
    tender: Key
    bid: Key
    cause: FallCause
    reason: Text


def declare_conflict(command: DeclareConflict, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).declare_conflict(
        stamp,
        person=command.person,
        conflict=command.conflict,
        measure=command.measure,
    )


def open_bids(command: OpenBids, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).open(
        stamp, present=tuple(command.present), remarks=command.remarks
    )


def let_bid_fall(command: LetBidFall, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).let_fall(
        stamp, bid=command.bid, cause=command.cause, reason=command.reason
    )


VERBS = verbs(
    (DeclareConflict, declare_conflict),
    (OpenBids, open_bids),
    (LetBidFall, let_bid_fall),
)
