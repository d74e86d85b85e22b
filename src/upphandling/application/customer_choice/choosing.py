"""Commands of the choosing: choose, place, queue, inform."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.application.customer_choice.people import choice_of
from upphandling.application.places import Reservation, reserve
from upphandling.domain.agreement import Agreement, Place
from upphandling.domain.agreement.refusals import AreaNotServed
from upphandling.domain.base import Role, Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.configuration import (
    Basis,
    DefaultIsASelection,
    Key,
    Regime,
    Text,
)
from upphandling.domain.customer_choice.refusals import NotYourChoice


class Choose(Command):
    """Kunden väljer utförare, i rangordning; wishes är nycklar till avtal."""

    NAME = "customer_choice.choose"
    customer: Person
    bundle: Key
    round: Key | None = None
    wishes: Annotated[list[Key], Field(min_length=1, max_length=5)]


class PlaceCustomer(Command):
    """Ge kunden en plats hos en utförare, inom avtalets platser."""

    NAME = "customer_choice.place"
    customer: Person
    bundle: Key
    agreement: Key
    basis: Basis = Basis.CHOICE
    reason: Text


class QueueCustomer(Command):
    """Ställ kunden i kö hos en utförare som är full."""

    NAME = "customer_choice.queue"
    customer: Person
    bundle: Key
    agreement: Key


class InformCustomer(Command):
    """Kunden har fått besked, till exempel per telefon eller brev."""

    NAME = "customer_choice.inform"
    customer: Person
    bundle: Key
    about: Text
    channel: Text


def choose(command: Choose, cases: Cases, stamp: Stamp) -> None:
    if stamp.role is Role.CUSTOMER and stamp.by != command.customer:
        raise NotYourChoice(customer=command.customer)
    choice = choice_of(cases, command.customer, command.bundle)
    if command.round is not None:
        round_ = cases.fetch(ChoiceRound, command.round)
        round_.must_welcome(stamp, command.customer, choice.bundle)
    for wish in command.wishes:
        agreement = cases.fetch(Agreement, wish)
        if not agreement.serves(choice.bundle, choice.area, stamp.at):
            raise AreaNotServed(
                agreement=wish, area=choice.area, areas=list(agreement.agreed.areas)
            )
    choice.choose(stamp, round=command.round, wishes=tuple(command.wishes))


def place(command: PlaceCustomer, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of(cases, command.customer, command.bundle)
    regime = cases.fetch(Agreement, command.agreement).agreed.regime
    if command.basis is Basis.DEFAULT and regime is Regime.LOV:
        raise DefaultIsASelection(bundle=choice.bundle, agreement=command.agreement)
    wanted = Reservation(choice, command.agreement, command.basis, command.reason)
    reserve(cases, stamp, [wanted])


def queue(command: QueueCustomer, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of(cases, command.customer, command.bundle)
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.must_deliver(choice.system, choice.bundle)
    agreement.enqueue(stamp, (Place(customer=choice.customer, area=choice.area),))


def inform(command: InformCustomer, cases: Cases, stamp: Stamp) -> None:
    choice_of(cases, command.customer, command.bundle).inform(
        stamp, about=command.about, channel=command.channel
    )


VERBS = verbs(
    (Choose, choose),
    (PlaceCustomer, place),
    (QueueCustomer, queue),
    (InformCustomer, inform),
)
