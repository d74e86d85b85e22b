"""Commands of a round's window: open, invite, close."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.choice_round.people import choices_of
from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day


class OpenRound(Command):
    """Öppna en valomgång med en valperiod som slutar efter last_day."""

    NAME = "choice_round.open"
    round: Key
    system: Key
    bundle: Key
    last_day: Day


class Invite(Command):
    """Bjud in kunder att välja (brev eller annat)."""

    NAME = "choice_round.invite"
    round: Key
    customers: Annotated[list[Person], Field(min_length=1)]
    channel: Text


class CloseRound(Command):
    """Stäng valperioden när den har gått ut."""

    NAME = "choice_round.close"
    round: Key


def open_round(command: OpenRound, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.must_not_be_blocked(Phase.OPEN_CHOICE_ROUND, command.bundle)
    cases.add(
        ChoiceRound.open(
            stamp,
            command.round,
            system=system.key,
            bundle=system.bundle(command.bundle).key,
            last_day=command.last_day,
        )
    )


def invite(command: Invite, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    choices_of(cases, round_, command.customers)
    round_.invite(stamp, customers=tuple(command.customers), channel=command.channel)


def close(command: CloseRound, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceRound, command.round).close(stamp)


VERBS = verbs(
    (OpenRound, open_round),
    (Invite, invite),
    (CloseRound, close),
)
