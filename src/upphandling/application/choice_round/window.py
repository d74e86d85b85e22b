"""Commands of a round's window: open, invite, close."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.choice_round.people import choices_of
from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_round.terms import MOST_WISHES
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import ChoiceDuty, Key, Text
from upphandling.domain.intervals import Day

UNSAID = (None, MOST_WISHES, None)  # nothing to set: the rules that hold anyhow


class OpenRound(Command):
    """Öppna en valomgång med en valperiod som slutar efter last_day."""

    NAME = "choice_round.open"
    round: Key
    system: Key
    bundle: Key
    opens_on: Day | None = None
    last_day: Day
    most_wishes: Annotated[
        int,
        Field(ge=1, le=MOST_WISHES, description="Antal önskemål; 1 är ett enda val"),
    ] = MOST_WISHES
    remind_on: Day | None = None


class Invite(Command):
    """Bjud in kunder att välja (brev eller annat), även utan plikt om det anges."""

    NAME = "choice_round.invite"
    round: Key
    customers: Annotated[list[Person], Field(min_length=1)]
    channel: Text
    also_without_duty: bool = False


class CloseRound(Command):
    """Stäng valperioden när den har gått ut."""

    NAME = "choice_round.close"
    round: Key


def open_round(command: OpenRound, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.must_not_be_blocked(Phase.OPEN_CHOICE_ROUND, command.bundle)
    round_ = ChoiceRound.open(
        stamp,
        command.round,
        system=system.key,
        bundle=system.bundle(command.bundle).key,
        last_day=command.last_day,
    )
    if (command.opens_on, command.most_wishes, command.remind_on) != UNSAID:
        round_.set_rules(
            stamp,
            opens_on=command.opens_on,
            most_wishes=command.most_wishes,
            remind_on=command.remind_on,
        )
    cases.add(round_)


def invite(command: Invite, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    bundle = cases.fetch(ChoiceSystem, round_.system).bundle(round_.bundle)
    need_not = tuple(
        choice.customer
        for choice in choices_of(cases, round_, command.customers)
        if bundle.duty(choice.services) is ChoiceDuty.NEED_NOT
    )
    round_.invite(
        stamp,
        customers=tuple(command.customers),
        channel=command.channel,
        need_not=() if command.also_without_duty else need_not,
    )


def close(command: CloseRound, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceRound, command.round).close(stamp)


VERBS = verbs(
    (OpenRound, open_round),
    (Invite, invite),
    (CloseRound, close),
)
