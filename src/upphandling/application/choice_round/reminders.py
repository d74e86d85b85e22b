"""Commands of a round's reminders: the clock calls for them, a person sends them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.choice_round.people import choices_of
from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import ChoiceDuty, Key, Text


class CallReminder(Command):
    """Konstatera att det är dags att påminna dem som inte har valt."""

    NAME = "choice_round.call_reminder"
    round: Key


class RemindCustomers(Command):
    """Kunder har påmints om att välja (brev eller annat)."""

    NAME = "choice_round.remind"
    round: Key
    customers: Annotated[list[Person], Field(min_length=1)]
    channel: Text


def call_reminder(command: CallReminder, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    bundle = cases.fetch(ChoiceSystem, round_.system).bundle(round_.bundle)
    waiting = sum(
        choice.round != round_.key
        and choice.ended_on is None
        and bundle.duty(choice.services) is not ChoiceDuty.NEED_NOT
        for choice in choices_of(cases, round_, sorted(round_.invited))
    )
    round_.call_reminder(stamp, waiting=waiting)


def remind(command: RemindCustomers, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceRound, command.round).remind(
        stamp, customers=tuple(command.customers), channel=command.channel
    )


VERBS = verbs((CallReminder, call_reminder), (RemindCustomers, remind))
