"""Commands of an agreement's queue: order it, offer a place, let an offer lapse."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.choosing import ChoosingPolicy
from upphandling.domain.configuration import Key
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.instants import local_date

UNANSWERED = "Du svarade inte på erbjudandet i tid."


class OrderQueue(Command):
    """Ordna kön så som systemets regler säger i dag."""

    NAME = "agreement.order_queue"
    agreement: Key


class OfferPlace(Command):
    """Erbjud en plats åt den som står först i kön, eller med skäl åt en annan."""

    NAME = "agreement.offer_place"
    agreement: Key
    customer: Person
    reason: Sealed | None = None


class LapseOffer(Command):
    """Konstatera att kunden inte har svarat på erbjudandet i tid."""

    NAME = "agreement.lapse_offer"
    agreement: Key
    customer: Person


def order_queue(command: OrderQueue, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    policy = _policy(cases, stamp, agreement)
    agreement.order_queue(stamp, order=policy.queue_order, seed=policy.queue_seed)


def offer_place(command: OfferPlace, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.offer_place(
        stamp,
        customer=command.customer,
        days=_policy(cases, stamp, agreement).offer_days,
        reason=command.reason,
    )


def lapse_offer(command: LapseOffer, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.lapse_offer(stamp, customer=command.customer)
    key = choice_key(command.customer, agreement.agreed.bundle)
    choice = cases.fetch(CustomerChoice, key)
    choice.leave_queue(stamp, agreement=agreement.key, reason=UNANSWERED)


def _policy(cases: Cases, stamp: Stamp, agreement: Agreement) -> ChoosingPolicy:
    system = cases.fetch(ChoiceSystem, agreement.agreed.system)
    return system.choosing_on(local_date(stamp.at))


VERBS = verbs(
    (OrderQueue, order_queue),
    (OfferPlace, offer_place),
    (LapseOffer, lapse_offer),
)
