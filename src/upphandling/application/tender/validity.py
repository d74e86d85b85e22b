"""Commands of the bids' validity: remind, prolong, and let it end."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.tender import Tender


class RemindOfValidity(Command):
    """Konstatera att anbudens giltighetstid snart går ut."""

    NAME = "tender.remind_of_validity"
    tender: Key


class AskForProlongation(Command):
    """Be alla anbudsgivare förlänga sina anbud till och med en dag, med skäl."""

    NAME = "tender.ask_for_prolongation"
    tender: Key
    until: Day
    reason: Text


class AcceptProlongation(Command):
    """Anteckna att en anbudsgivare har förlängt sitt anbud."""

    NAME = "tender.accept_prolongation"
    SECRET = True
    tender: Key
    bid: Key


class EndValidity(Command):
    """Konstatera att anbudens giltighetstid har gått ut."""

    NAME = "tender.end_validity"
    SECRET = True
    tender: Key


def remind_of_validity(command: RemindOfValidity, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).remind_of_validity(stamp)


def ask_for_prolongation(
    command: AskForProlongation, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).ask_for_prolongation(
        stamp, until=command.until, reason=command.reason
    )


def accept_prolongation(
    command: AcceptProlongation, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).accept_prolongation(stamp, bid=command.bid)


def end_validity(command: EndValidity, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).end_validity(stamp)


VERBS = verbs(
    (RemindOfValidity, remind_of_validity),
    (AskForProlongation, ask_for_prolongation),
    (AcceptProlongation, accept_prolongation),
    (EndValidity, end_validity),
)
