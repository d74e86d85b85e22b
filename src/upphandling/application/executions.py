"""The execution of care decisions, as providers take over or leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from upphandling.application.commands import Cases
from upphandling.domain.base import Stamp
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.instants import local_date


def note_taken_over(
    cases: Cases, stamp: Stamp, choices: Iterable[CustomerChoice]
) -> None:
    """Note the decisions that are executed now that somebody has taken over.

    Customers without care decisions in the register are left as they are.
    """
    people = sorted({choice.customer for choice in choices})
    note_executions(cases, stamp, list(cases.find_many(Customer, people).values()))


def note_left(
    cases: Cases,
    stamp: Stamp,
    choices: Iterable[CustomerChoice],
    *,
    from_on: date,
    reason: str,
) -> None:
    """Note that nobody carries out what these choices are for, from a day on."""
    left = list(choices)
    people = cases.find_many(Customer, sorted({choice.customer for choice in left}))
    for choice in left:
        customer = people.get(choice.customer)
        if customer is None:
            continue
        for decision in customer.executed_in(choice.bundle, from_on):
            customer.interrupt(
                stamp,
                decision=decision,
                bundle=choice.bundle,
                from_on=from_on,
                reason=reason,
            )


def note_executions(cases: Cases, stamp: Stamp, customers: Sequence[Customer]) -> None:
    """Note every decision that holds today and has a provider for each bundle."""
    today = local_date(stamp.at)
    waiting = [
        (customer, decision)
        for customer in customers
        for decision in customer.unexecuted_on(today)
    ]
    choices = cases.find_many(
        CustomerChoice,
        [
            choice_key(customer.key, bundle)
            for customer, decision in waiting
            for bundle in decision.bundles
        ],
    )
    for customer, decision in waiting:
        broken = customer.interrupted.get(decision.decision, {})
        days = [
            served_since(
                choices.get(choice_key(customer.key, bundle)), broken.get(bundle)
            )
            for bundle in decision.bundles
        ]
        if all(days):
            on = max(decision.valid_from, *filter(None, days))
            customer.note_executed(stamp, decision=decision.decision, on=on)


def served_since(
    choice: CustomerChoice | None, interrupted_from: date | None = None
) -> date | None:
    """Since when somebody answers for a bundle; None where nobody does."""
    if choice is None or choice.agreement is None or choice.ended_on is not None:
        return None
    since = choice.since
    if since and interrupted_from and since < interrupted_from:
        return None
    return since
