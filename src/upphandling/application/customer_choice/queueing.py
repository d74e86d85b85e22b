"""Commands of the queues: a customer waits for a provider, leaves, answers an offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.application.customer_choice.people import (
    choice_of,
    choice_of_living,
    must_be_own,
)
from upphandling.application.places import Reservation, reserve, waiting_of
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Basis, Key
from upphandling.domain.customer_choice import CustomerChoice, reasons

Need = Annotated[
    int | None,
    Field(
        ge=0, le=100, description="Behovet av en plats; högre går före i kö efter behov"
    ),
]


class QueueCustomer(Command):
    """Ställ kunden i kö hos en utförare som är full."""

    NAME = "customer_choice.queue"
    customer: Person
    bundle: Key
    agreement: Key
    need: Need = None


class LeaveQueue(Command):
    """Kunden lämnar kön till en utförare."""

    NAME = "customer_choice.leave_queue"
    customer: Person
    bundle: Key
    agreement: Key
    reason: Sealed


class AcceptOffer(Command):
    """Kunden tackar ja till en erbjuden plats och får den."""

    NAME = "customer_choice.accept_offer"
    customer: Person
    bundle: Key
    agreement: Key


class DeclineOffer(Command):
    """Kunden tackar nej till en erbjuden plats."""

    NAME = "customer_choice.decline_offer"
    customer: Person
    bundle: Key
    agreement: Key


def queue(command: QueueCustomer, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of_living(cases, command.customer, command.bundle)
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.must_deliver(choice.system, choice.bundle)
    agreement.must_welcome([choice.customer])
    assess_need(cases, stamp, choice, command.need)
    join_queue(stamp, choice, agreement)


def leave_queue(command: LeaveQueue, cases: Cases, stamp: Stamp) -> None:
    must_be_own(stamp, command.customer)
    choice = choice_of(cases, command.customer, command.bundle)
    leave_queues(cases, stamp, choice, [command.agreement], reason=command.reason)


def accept_offer(command: AcceptOffer, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of_living(cases, command.customer, command.bundle)
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.accept_offer(stamp, customer=choice.customer)
    reason = reasons.ACCEPTED.format(name=agreement.agreed.name)
    accepted = Reservation(choice, agreement.key, Basis.CHOICE, reason)
    reserve(cases, stamp, [accepted])


def decline_offer(command: DeclineOffer, cases: Cases, stamp: Stamp) -> None:
    must_be_own(stamp, command.customer)
    choice = choice_of(cases, command.customer, command.bundle)
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.decline_offer(stamp, customer=choice.customer)
    choice.leave_queue(stamp, agreement=agreement.key, reason=reasons.DECLINED)


def assess_need(
    cases: Cases, stamp: Stamp, choice: CustomerChoice, need: int | None
) -> None:
    """Keep how great the need is, also in queues that the customer stands in already.

    The instant of choice stands, and so does an offer; None is nothing said.
    """
    if need is None:
        return
    choice.assess_need(stamp, need=need)
    for key in queues_of(cases, choice):
        agreement = cases.fetch(Agreement, key)
        customer = choice.customer
        if agreement.queue[customer].need != need and customer not in agreement.offers:
            again = waiting_of(choice, agreement.waits_since(customer))
            agreement.leave_queue(stamp, (customer,), reason=reasons.NEED_ASSESSED)
            agreement.enqueue(stamp, (again,))


def join_queue(stamp: Stamp, choice: CustomerChoice, agreement: Agreement) -> None:
    """Put the customer in the queue of the area; both sides remember it."""
    agreement.enqueue(stamp, (waiting_of(choice),))
    choice.join_queue(stamp, agreement=agreement.key)


def queues_of(cases: Cases, choice: CustomerChoice) -> list[str]:
    """Where the customer waits: with those wished for, and where they were put."""
    return [
        key
        for key in sorted({*choice.queued_at, *choice.wishes})
        if choice.customer in cases.fetch(Agreement, key).queue
    ]


def leave_queues(
    cases: Cases,
    stamp: Stamp,
    choice: CustomerChoice,
    agreements: Iterable[str],
    *,
    reason: str,
) -> None:
    """Let the customer leave those of the queues where they stand."""
    for key in sorted(agreements):
        agreement = cases.fetch(Agreement, key)
        if choice.customer in agreement.queue:
            agreement.leave_queue(stamp, (choice.customer,), reason=reason)
        choice.leave_queue(stamp, agreement=key, reason=reason)


VERBS = verbs(
    (QueueCustomer, queue),
    (LeaveQueue, leave_queue),
    (AcceptOffer, accept_offer),
    (DeclineOffer, decline_offer),
)
