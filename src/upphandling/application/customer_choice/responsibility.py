"""Commands of the responsibility: a provider takes over, care ends."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.application.customer_choice.people import choice_of
from upphandling.application.places import move
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.intervals import Day


class TakeOverCustomer(Command):
    """Utföraren tar över ansvaret för kunden en viss dag."""

    NAME = "customer_choice.take_over"
    customer: Person
    bundle: Key
    on: Day


class EndCare(Command):
    """Kundens insatser upphör efter en sista dag."""

    NAME = "customer_choice.end_care"
    customer: Person
    bundle: Key
    last_day: Day


def take_over(command: TakeOverCustomer, cases: Cases, stamp: Stamp) -> None:
    move(
        cases,
        stamp,
        [choice_of(cases, command.customer, command.bundle)],
        on=command.on,
    )


def end_care(command: EndCare, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of(cases, command.customer, command.bundle)
    choice.end_care(stamp, last_day=command.last_day)
    places = {key for key in (choice.agreement, choice.placed_at) if key is not None}
    for key in sorted(places):
        cases.fetch(Agreement, key).free_places(stamp, (choice.customer,))


VERBS = verbs((TakeOverCustomer, take_over), (EndCare, end_care))
