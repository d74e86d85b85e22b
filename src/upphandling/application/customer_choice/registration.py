"""The command that registers customers with the provider they have today."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, Person, verbs
from upphandling.application.customer_choice.care import MinutesAWeek
from upphandling.application.customer_choice.people import must_be_alive
from upphandling.domain.agreement import Agreement, Place
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Service
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.terms import must_be_of
from upphandling.domain.intervals import Day


class Customer(Part):
    """En kund: slumpvis referens, område, tid per vecka, insatser, nuvarande avtal."""

    customer: Person
    area: Key
    minutes_per_week: MinutesAWeek
    services: list[Service] = []
    agreement: Key | None = None


class RegisterCustomers(Command):
    """För in kunder med deras insatser och nuvarande utförare; allt eller inget."""

    NAME = "customer_choice.register"
    system: Key
    bundle: Key
    since: Day
    customers: Annotated[list[Customer], Field(min_length=1)]


def register(command: RegisterCustomers, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    bundle = system.bundle(command.bundle)
    system.must_have_areas({customer.area for customer in command.customers})
    must_be_of(
        bundle, {service for one in command.customers for service in one.services}
    )
    must_be_alive(cases, {customer.customer for customer in command.customers})
    providers: dict[str, str] = {}
    places: dict[str, list[Place]] = defaultdict(list)
    for customer in command.customers:
        if customer.agreement is not None:
            places[customer.agreement].append(
                Place(
                    customer=customer.customer,
                    area=customer.area,
                    minutes=customer.minutes_per_week,
                    services=tuple(customer.services),
                )
            )
    for key, taken in places.items():
        agreement = cases.fetch(Agreement, key)
        agreement.must_deliver(system.key, bundle.key)
        agreement.must_answer_on(command.since)
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
                services=tuple(customer.services),
            )
            for customer in command.customers
        )
    )


VERBS = verbs((RegisterCustomers, register))
