"""Commands of the reassignment: all of a provider's customers get another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.places import Reservation, give_back, reserve
from upphandling.application.selection import must_not_select
from upphandling.application.transition.covering import must_cover, watch
from upphandling.application.transition.own_choice import kept, place_of_own
from upphandling.application.transition.people import choices_of
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Basis, Key, Text
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.intervals import Day
from upphandling.domain.transition import Transition, Wave


class ReassignCustomers(Command):
    """Ge alla kunder hos en utförare en ny utförare, med övertagande angivna dagar."""

    NAME = "transition.reassign"
    transition: Key
    bundle: Key
    from_agreement: Key
    to_agreement: Key
    days: Annotated[list[Day], Field(min_length=1)]
    reason: Text


def reassign(command: ReassignCustomers, cases: Cases, stamp: Stamp) -> None:
    old = cases.fetch(Agreement, command.from_agreement)
    new = cases.fetch(Agreement, command.to_agreement)
    moving = leave_behind(cases, stamp, old, command.bundle, command.reason)
    reservations = []
    for choice in moving:
        to = place_of_own(choice, old.key) or new.key
        must_not_select(cases, stamp, choice, old, cases.fetch(Agreement, to))
        reason = command.reason + kept(cases, choice, to, old.key)
        reservations.append(Reservation(choice, to, Basis.REASSIGNED, reason))
    reserve(cases, stamp, reservations)
    transition = Transition.plan(
        stamp,
        command.transition,
        system=old.agreed.system,
        bundle=command.bundle,
        source=str(old.id),
        waves=day_by_day([choice.customer for choice in moving], command.days),
    )
    cases.add(transition)
    cover(cases, stamp, transition, moving)


def leave_behind(
    cases: Cases, stamp: Stamp, falling: Agreement, bundle: str, reason: str
) -> list[CustomerChoice]:
    """Those who must move; whoever was only on the way here stays where they are."""
    moving, on_the_way = parted(cases, falling, bundle)
    give_back(cases, stamp, on_the_way, reason=reason)
    return moving


def parted(
    cases: Cases, falling: Agreement, bundle: str
) -> tuple[list[CustomerChoice], list[CustomerChoice]]:
    """Those whom nobody else is responsible for, and those on the way here."""
    choices = [
        choice
        for choice in choices_of(cases, bundle, sorted(falling.customers))
        if choice.ended_on is None
    ]
    mine = (None, falling.key)
    return (
        [choice for choice in choices if choice.agreement in mine],
        [
            choice
            for choice in choices
            if choice.agreement not in mine and choice.placed_at == falling.key
        ],
    )


def day_by_day(customers: Sequence[str], days: Sequence[date]) -> tuple[Wave, ...]:
    """As many customers each day, in waves of their own."""
    return tuple(
        Wave(
            wave=f"dag-{number + 1}",
            on=on,
            customers=tuple(customers[number :: len(days)]),
        )
        for number, on in enumerate(sorted(days))
    )


def cover(
    cases: Cases,
    stamp: Stamp,
    transition: Transition,
    choices: Sequence[CustomerChoice],
) -> None:
    """Every wave lies between its old agreements and its new ones."""
    by_customer = {choice.customer: choice for choice in choices}
    for wave in transition.waves.values():
        moving = [by_customer[customer] for customer in wave.customers]
        must_cover(cases, stamp, wave.on, moving)
        watch(cases, stamp, transition, wave.wave, moving)


VERBS = verbs((ReassignCustomers, reassign))
