"""Commands of an explanation: a bidder asks for the reasons, and is answered."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.intervals import Day
from upphandling.domain.rulebook import Channel


class RequestReasons(Command):
    """För in att en anbudsgivare skriftligen har begärt skälen för beslutet."""

    NAME = "award.request_reasons"
    award: Key
    bidder: Key
    received_on: Day


class GiveReasons(Command):
    """För in att anbudsgivaren har fått upplysningar om skälen."""

    NAME = "award.give_reasons"
    award: Key
    bidder: Key
    channel: Channel = Channel.ELECTRONIC


class CallReasonsOverdue(Command):
    """Konstatera att upplysningarna om skälen är försenade."""

    NAME = "award.call_reasons_overdue"
    award: Key
    bidder: Key


def request_reasons(command: RequestReasons, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).request_reasons(
        stamp, bidder=command.bidder, received_on=command.received_on
    )


def give_reasons(command: GiveReasons, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).give_reasons(
        stamp, bidder=command.bidder, channel=command.channel
    )


def call_reasons_overdue(
    command: CallReasonsOverdue, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Award, command.award).call_reasons_overdue(stamp, bidder=command.bidder)


VERBS = verbs(
    (RequestReasons, request_reasons),
    (GiveReasons, give_reasons),
    (CallReasonsOverdue, call_reasons_overdue),
)
