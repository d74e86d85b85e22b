"""Commands of the takeover: a wave, a customer whom it failed, a wave that is late."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.application.places import move
from upphandling.application.transition.people import choices_of, gone, placeless
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.transition import Transition


class TakeOverWave(Command):
    """Genomför en våg: de nya utförarna tar över ansvaret för kunderna."""

    NAME = "transition.take_over"
    transition: Key
    wave: Key
    despite: Text | None = None


class FailCustomer(Command):
    """För in att övertagandet av en kund misslyckas; den gamla utföraren svarar än."""

    NAME = "transition.fail_customer"
    transition: Key
    customer: Person
    reason: Sealed


class TakeOverFailed(Command):
    """Ta över en kund vars övertagande har misslyckats."""

    NAME = "transition.take_over_customer"
    transition: Key
    customer: Person
    despite: Sealed | None = None


class CallOverdue(Command):
    """Konstatera att en våg inte har tagits över på sin dag."""

    NAME = "transition.call_overdue"
    transition: Key
    wave: Key


def take_over(command: TakeOverWave, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    customers = transition.waiting_wave(command.wave).customers
    choices = choices_of(cases, transition.bundle, customers)
    wave = transition.take_over(
        stamp,
        wave=command.wave,
        gone=gone(cases, transition, choices),
        placeless=placeless(cases, transition, choices),
        despite=command.despite,
    )
    remaining = set(wave.customers)
    moving = [choice for choice in choices if choice.customer in remaining]
    move(cases, stamp, moving, on=transition.taken[wave.wave])


def fail_customer(command: FailCustomer, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Transition, command.transition).fail_customer(
        stamp, customer=command.customer, reason=command.reason
    )


def take_over_customer(command: TakeOverFailed, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    on = transition.take_over_customer(
        stamp, customer=command.customer, despite=command.despite
    )
    choices = choices_of(cases, transition.bundle, [command.customer])
    move(cases, stamp, choices, on=on)


def call_overdue(command: CallOverdue, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Transition, command.transition).call_overdue(stamp, wave=command.wave)


VERBS = verbs(
    (TakeOverWave, take_over),
    (FailCustomer, fail_customer),
    (TakeOverFailed, take_over_customer),
    (CallOverdue, call_overdue),
)
