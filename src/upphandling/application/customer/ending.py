"""Commands of the ending: a decision is ended or expires, a customer moves or dies."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.application.customer.in_step import keep_in_step
from upphandling.application.customer_choice.care import end_at_death, move_to
from upphandling.application.customer_choice.people import must_be_own
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.instants import ONE_DAY
from upphandling.domain.intervals import Day


class EndDecision(Command):
    """Låt ett biståndsbeslut upphöra efter en sista dag, med skäl."""

    NAME = "customer.end_decision"
    customer: Person
    decision: Key
    last_day: Day
    reason: Sealed


class ExpireDecision(Command):
    """Konstatera att tiden för ett biståndsbeslut har gått ut."""

    NAME = "customer.expire_decision"
    customer: Person
    decision: Key


class MoveCustomer(Command):
    """För in att en kund har flyttat till ett annat område."""

    NAME = "customer.move"
    customer: Person
    area: Key
    on: Day


class NoteDeath(Command):
    """För in att en kund har avlidit; insatserna upphör och platserna blir lediga."""

    NAME = "customer.note_death"
    customer: Person
    on: Day


def end_decision(command: EndDecision, cases: Cases, stamp: Stamp) -> None:
    customer = cases.fetch(Customer, command.customer)
    customer.end_decision(
        stamp,
        decision=command.decision,
        last_day=command.last_day,
        reason=command.reason,
    )
    keep_in_step(cases, stamp, [customer], reason=command.reason)


def expire(command: ExpireDecision, cases: Cases, stamp: Stamp) -> None:
    customer = cases.fetch(Customer, command.customer)
    customer.expire(stamp, decision=command.decision)
    last_day = customer.decisions[command.decision].valid_to
    keep_in_step(
        cases,
        stamp,
        [customer],
        reason=f"Tiden för biståndsbeslut {command.decision} har gått ut.",
        on=None if last_day is None else last_day + ONE_DAY,
    )


def move(command: MoveCustomer, cases: Cases, stamp: Stamp) -> None:
    """Each choice moves along; where the provider cannot, the customer is to choose."""
    must_be_own(stamp, command.customer)
    customer = cases.fetch(Customer, command.customer)
    cases.fetch(ChoiceSystem, customer.system).must_have_areas([command.area])
    customer.move(stamp, area=command.area, on=command.on)
    choices = cases.find_many(
        CustomerChoice, [choice_key(customer.key, one) for one in customer.bundles]
    )
    for choice in choices.values():
        if choice.ended_on is None:
            move_to(cases, stamp, choice, area=command.area, on=command.on)
            _call_for_choice(cases, stamp, customer, choice)


def _call_for_choice(
    cases: Cases, stamp: Stamp, customer: Customer, choice: CustomerChoice
) -> None:
    """Say so, where the present provider has no place for the customer in the new area."""
    if choice.agreement is None:
        return
    agreement = cases.fetch(Agreement, choice.agreement)
    place = agreement.holders.get(customer.key)
    if place is not None and place.area == choice.area:
        return
    served = choice.area in agreement.agreed.areas
    customer.call_for_choice(
        stamp,
        bundle=choice.bundle,
        agreement=agreement.key,
        reason=(
            "Utföraren har ingen ledig plats i det nya området."
            if served
            else "Utföraren finns inte i det nya området."
        ),
    )


def note_death(command: NoteDeath, cases: Cases, stamp: Stamp) -> None:
    """Every choice ends, also of what was never granted by a care decision."""
    must_be_own(stamp, command.customer)
    customer = cases.fetch(Customer, command.customer)
    customer.die(stamp, on=command.on)
    system = cases.fetch(ChoiceSystem, customer.system)
    bundles = {*customer.bundles, *(bundle.key for bundle in system.settled.bundles)}
    keys = [choice_key(customer.key, bundle) for bundle in sorted(bundles)]
    for choice in cases.find_many(CustomerChoice, keys).values():
        end_at_death(cases, stamp, choice, died_on=command.on)


VERBS = verbs(
    (EndDecision, end_decision),
    (ExpireDecision, expire),
    (MoveCustomer, move),
    (NoteDeath, note_death),
)
