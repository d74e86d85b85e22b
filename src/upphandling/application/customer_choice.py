"""Commands of the customer's choice: register, choose, place, inform."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, Person, verbs
from upphandling.application.places import Reservation, move, reserve
from upphandling.domain.agreement import Agreement, Place
from upphandling.domain.agreement.refusals import AreaNotServed
from upphandling.domain.base import Role, Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import (
    Basis,
    DefaultIsASelection,
    Key,
    Regime,
    Text,
)
from upphandling.domain.customer_choice import (
    CustomerChoice,
    NotYourChoice,
    choice_key,
)
from upphandling.domain.intervals import Day


class Customer(Part):
    """En kund: slumpvis referens, område, beviljad tid per vecka, nuvarande avtal."""

    customer: Person
    area: Key
    minutes_per_week: Annotated[int, Field(ge=0, le=10_080)]
    agreement: Key | None = None


class RegisterCustomers(Command):
    """För in kunder med deras insatser och nuvarande utförare; allt eller inget."""

    NAME = "customer_choice.register"
    system: Key
    bundle: Key
    since: Day
    customers: Annotated[list[Customer], Field(min_length=1)]


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


class TakeOverCustomer(Command):
    """Utföraren tar över ansvaret för kunden en viss dag."""

    NAME = "customer_choice.take_over"
    customer: Person
    bundle: Key
    on: Day


class InformCustomer(Command):
    """Kunden har fått besked, till exempel per telefon eller brev."""

    NAME = "customer_choice.inform"
    customer: Person
    bundle: Key
    about: Text
    channel: Text


class EndCare(Command):
    """Kundens insatser upphör efter en sista dag."""

    NAME = "customer_choice.end_care"
    customer: Person
    bundle: Key
    last_day: Day


def register(command: RegisterCustomers, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    bundle = system.bundle(command.bundle)
    system.must_have_areas({customer.area for customer in command.customers})
    providers: dict[str, str] = {}
    places: dict[str, list[Place]] = defaultdict(list)
    for customer in command.customers:
        if customer.agreement is not None:
            places[customer.agreement].append(
                Place(customer=customer.customer, area=customer.area)
            )
    for key, taken in places.items():
        agreement = cases.fetch(Agreement, key)
        agreement.must_deliver(system.key, bundle.key)
        agreement.take_places(stamp, tuple(taken))
        providers[key] = agreement.agreed.provider
    cases.add(
        *(
            CustomerChoice.register(
                stamp,
                system=system.key,
                customer=customer.customer,
                bundle=bundle.key,
                area=customer.area,
                minutes=customer.minutes_per_week,
                agreement=customer.agreement,
                provider=providers.get(customer.agreement or ""),
                since=command.since,
            )
            for customer in command.customers
        )
    )


def choose(command: Choose, cases: Cases, stamp: Stamp) -> None:
    if stamp.role is Role.CUSTOMER and stamp.by != command.customer:
        raise NotYourChoice(customer=command.customer)
    choice = _fetch(cases, command)
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
    choice = _fetch(cases, command)
    regime = cases.fetch(Agreement, command.agreement).agreed.regime
    if command.basis is Basis.DEFAULT and regime is Regime.LOV:
        raise DefaultIsASelection(bundle=choice.bundle, agreement=command.agreement)
    wanted = Reservation(choice, command.agreement, command.basis, command.reason)
    reserve(cases, stamp, [wanted])


def queue(command: QueueCustomer, cases: Cases, stamp: Stamp) -> None:
    choice = _fetch(cases, command)
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.must_deliver(choice.system, choice.bundle)
    agreement.enqueue(stamp, (Place(customer=choice.customer, area=choice.area),))


def take_over(command: TakeOverCustomer, cases: Cases, stamp: Stamp) -> None:
    move(cases, stamp, [_fetch(cases, command)], on=command.on)


def inform(command: InformCustomer, cases: Cases, stamp: Stamp) -> None:
    _fetch(cases, command).inform(stamp, about=command.about, channel=command.channel)


def end_care(command: EndCare, cases: Cases, stamp: Stamp) -> None:
    choice = _fetch(cases, command)
    choice.end_care(stamp, last_day=command.last_day)
    places = {key for key in (choice.agreement, choice.placed_at) if key is not None}
    for key in sorted(places):
        cases.fetch(Agreement, key).free_places(stamp, (choice.customer,))


def _fetch(
    cases: Cases,
    command: Choose
    | PlaceCustomer
    | QueueCustomer
    | TakeOverCustomer
    | InformCustomer
    | EndCare,
) -> CustomerChoice:
    return cases.fetch(CustomerChoice, choice_key(command.customer, command.bundle))


VERBS = verbs(
    (RegisterCustomers, register),
    (Choose, choose),
    (PlaceCustomer, place),
    (QueueCustomer, queue),
    (TakeOverCustomer, take_over),
    (InformCustomer, inform),
    (EndCare, end_care),
)
