"""Commands of the placing: a place decided on, one chosen and got at once, one given back."""

from __future__ import annotations

from itertools import takewhile

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.application.customer_choice.choosing import (
    Wishes,
    choose_at_any_time,
)
from upphandling.application.customer_choice.people import (
    area_of,
    choice_of,
    choice_of_living,
)
from upphandling.application.customer_choice.queueing import Need, assess_need
from upphandling.application.places import (
    Reservation,
    give_back,
    place_of,
    reserve,
    waiting_of,
)
from upphandling.application.selection import must_not_select
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import (
    Basis,
    DefaultIsASelection,
    Key,
    Regime,
)
from upphandling.domain.customer_choice import CustomerChoice, reasons
from upphandling.domain.customer_choice.refusals import NotWished


class PlaceCustomer(Command):
    """Ge kunden en plats hos en utförare, inom avtalets platser."""

    NAME = "customer_choice.place"
    customer: Person
    bundle: Key
    agreement: Key
    basis: Basis = Basis.CHOICE
    reason: Sealed


class ChooseAndPlace(Command):
    """Kunden väljer och får plats där det finns rum, i önskad ordning; annars kö."""

    NAME = "customer_choice.choose_and_place"
    customer: Person
    bundle: Key
    wishes: Wishes
    need: Need = None


class WithdrawPlacement(Command):
    """Ta tillbaka den plats som väntar på kunden."""

    NAME = "customer_choice.withdraw_placement"
    customer: Person
    bundle: Key
    reason: Sealed


def place(command: PlaceCustomer, cases: Cases, stamp: Stamp) -> None:
    """A choice is one that the customer made; among LOV providers nothing else counts."""
    choice = choice_of_living(cases, command.customer, command.bundle)
    to = cases.fetch(Agreement, command.agreement)
    to.must_deliver(choice.system, choice.bundle)
    if command.basis is Basis.CHOICE and to.key not in choice.wishes:
        raise NotWished(agreement=to.key, wishes=list(choice.wishes))
    if command.basis is Basis.DEFAULT and to.agreed.regime is Regime.LOV:
        raise DefaultIsASelection(bundle=choice.bundle, agreement=to.key)
    present = choice.agreement
    leaving = None if present is None else cases.fetch(Agreement, present)
    must_not_select(cases, stamp, choice, leaving, to)
    wanted = Reservation(choice, command.agreement, command.basis, command.reason)
    reserve(cases, stamp, [wanted])


def choose_and_place(command: ChooseAndPlace, cases: Cases, stamp: Stamp) -> None:
    """First come, first served: the first wish with room, and the queue of the first."""
    choice = choice_of_living(cases, command.customer, command.bundle)
    assess_need(cases, stamp, choice, command.need)
    agreements = choose_at_any_time(cases, stamp, choice, command.wishes)
    full = list(takewhile(lambda one: not _takes(one, choice, stamp), agreements))
    best = agreements[len(full)] if len(full) < len(agreements) else None
    whys = _queue_for(cases, stamp, choice, full, placed=best is not None)
    if best is None or best.key == choice.agreement:
        _give_back_what_was_chosen_before(cases, stamp, choice)
    elif best.key != choice.placed_at:
        reason = " ".join([reasons.got(len(full), best.agreed.name), *whys])
        wanted = Reservation(choice, best.key, Basis.CHOICE, reason)
        reserve(cases, stamp, [wanted])


def withdraw_placement(command: WithdrawPlacement, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of(cases, command.customer, command.bundle)
    give_back(cases, stamp, [choice], reason=command.reason)


def _takes(agreement: Agreement, choice: CustomerChoice, stamp: Stamp) -> bool:
    """Whoever is there already, or is on the way, needs no other place."""
    return agreement.key in (choice.agreement, choice.placed_at) or (
        agreement.room_for(place_of(choice), agreement.first_day(stamp))
    )


def _queue_for(
    cases: Cases,
    stamp: Stamp,
    choice: CustomerChoice,
    full: list[Agreement],
    *,
    placed: bool,
) -> list[str]:
    """Stand in line for the first wish; answers why each wish was not met."""
    if not full:
        return []
    first = full[0]
    if choice.customer not in first.queue:
        first.enqueue(stamp, (waiting_of(choice),))
    number = first.queue_place(choice.customer)
    area = area_of(cases, choice)
    whys = [
        reasons.was_full(rank, one.agreed.name, area, None if rank else number)
        for rank, one in enumerate(full)
    ]
    until_then = reasons.NOBODY_YET if choice.agreement is None else reasons.KEPT
    told = whys[:1] if placed else [*whys, until_then]
    choice.join_queue(stamp, agreement=first.key, reason=" ".join(told))
    return whys


def _give_back_what_was_chosen_before(
    cases: Cases, stamp: Stamp, choice: CustomerChoice
) -> None:
    """A place that an earlier choice reserved, not one that was decided otherwise."""
    if choice.placed_basis is Basis.CHOICE:
        give_back(cases, stamp, [choice], reason=reasons.CHOSE_AGAIN)


VERBS = verbs(
    (PlaceCustomer, place),
    (ChooseAndPlace, choose_and_place),
    (WithdrawPlacement, withdraw_placement),
)
