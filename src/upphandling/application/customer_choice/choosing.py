"""Commands of the choosing: a customer's wishes, in a round or at any time."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.application.customer_choice.people import (
    choice_of,
    choice_of_living,
    must_be_own,
)
from upphandling.application.customer_choice.queueing import (
    Need,
    assess_need,
    leave_queues,
    queues_of,
)
from upphandling.application.customer_choice.wishes import wished
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.customer_choice import CustomerChoice, reasons
from upphandling.domain.instants import local_date

Wishes = Annotated[list[Key], Field(min_length=1, max_length=5)]


class Choose(Command):
    """Kunden väljer utförare, i rangordning; wishes är nycklar till avtal."""

    NAME = "customer_choice.choose"
    customer: Person
    bundle: Key
    round: Key | None = None
    wishes: Wishes
    need: Need = None


class InformCustomer(Command):
    """Kunden har fått besked, till exempel per telefon eller brev."""

    NAME = "customer_choice.inform"
    customer: Person
    bundle: Key
    about: Sealed
    channel: Text


def choose(command: Choose, cases: Cases, stamp: Stamp) -> None:
    must_be_own(stamp, command.customer)
    choice = choice_of_living(cases, command.customer, command.bundle)
    assess_need(cases, stamp, choice, command.need)
    if command.round is None:
        choose_at_any_time(cases, stamp, choice, command.wishes)
    else:
        round_ = cases.fetch(ChoiceRound, command.round)
        choose_in_round(cases, stamp, choice, round_, command.wishes)


def choose_in_round(
    cases: Cases,
    stamp: Stamp,
    choice: CustomerChoice,
    round_: ChoiceRound,
    wishes: list[str],
) -> None:
    """Keep wishes in a round that is open for the customer."""
    round_.must_welcome(stamp, choice.customer, choice.bundle)
    round_.must_allow(len(wishes))
    earliest_on = local_date(round_.closes_at or stamp.at)
    for wish in wishes:
        wished(cases, stamp, choice, wish, earliest_on=earliest_on)
    choice.choose(stamp, round=round_.key, wishes=tuple(wishes))


def choose_at_any_time(
    cases: Cases, stamp: Stamp, choice: CustomerChoice, wishes: list[str]
) -> list[Agreement]:
    """Keep wishes outside the rounds, with the notice that holds; answers whom.

    Queues of which the customer no longer wishes anything are left.
    """
    notice_days = _notice_days(cases, stamp, choice)
    earliest_on = local_date(stamp.at) + timedelta(days=notice_days)
    agreements = [
        wished(cases, stamp, choice, wish, earliest_on=earliest_on) for wish in wishes
    ]
    left = set(queues_of(cases, choice)) - set(wishes)
    choice.choose(stamp, round=None, wishes=tuple(wishes), notice_days=notice_days)
    leave_queues(cases, stamp, choice, left, reason=reasons.CHOSE_AGAIN)
    return agreements


def inform(command: InformCustomer, cases: Cases, stamp: Stamp) -> None:
    choice_of(cases, command.customer, command.bundle).inform(
        stamp, about=command.about, channel=command.channel
    )


def _notice_days(cases: Cases, stamp: Stamp, choice: CustomerChoice) -> int:
    """Whoever has no provider yet waits for nobody to leave."""
    if choice.agreement is None:
        return 0
    system = cases.fetch(ChoiceSystem, choice.system)
    return system.choosing_on(local_date(stamp.at)).notice_days


VERBS = verbs(
    (Choose, choose),
    (InformCustomer, inform),
)
