"""The command of the responsibility: a provider takes over."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.application.customer_choice.people import choice_of_living
from upphandling.application.places import move
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.intervals import Day


class TakeOverCustomer(Command):
    """Utföraren tar över ansvaret för kunden en viss dag."""

    NAME = "customer_choice.take_over"
    customer: Person
    bundle: Key
    on: Day


def take_over(command: TakeOverCustomer, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of_living(cases, command.customer, command.bundle)
    move(cases, stamp, [choice], on=command.on)


VERBS = verbs((TakeOverCustomer, take_over))
