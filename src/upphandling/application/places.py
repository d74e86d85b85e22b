"""Places with providers: reserved when a customer is placed, left at the takeover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from upphandling.application.commands import Cases
from upphandling.application.provider import must_be_licensed
from upphandling.domain.agreement import Agreement, Place
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice


@dataclass(frozen=True, slots=True)
class Reservation:
    """A customer who is to have a place at an agreement, and why."""

    choice: CustomerChoice
    agreement: str
    basis: Basis
    reason: str


def reserve(cases: Cases, stamp: Stamp, reservations: Iterable[Reservation]) -> None:
    """Place every customer within the agreements' places, or none of them.

    A place that was reserved elsewhere and not yet taken over is given back.
    """
    taken: dict[str, list[Place]] = defaultdict(list)
    given_back: dict[str, list[str]] = defaultdict(list)
    for wanted in reservations:
        choice = wanted.choice
        agreement = cases.fetch(Agreement, wanted.agreement)
        agreement.must_deliver(choice.system, choice.bundle)
        if agreement.key not in taken:
            must_be_licensed(cases, stamp, agreement.agreed.provider)
        before = choice.placed_at
        if before not in (None, wanted.agreement, choice.agreement):
            given_back[str(before)].append(choice.customer)
        choice.place(
            stamp,
            agreement=agreement.key,
            provider=agreement.agreed.provider,
            basis=wanted.basis,
            reason=wanted.reason,
        )
        taken[agreement.key].append(Place(customer=choice.customer, area=choice.area))
    _free(cases, stamp, given_back)
    for key, places in sorted(taken.items()):
        cases.fetch(Agreement, key).take_places(stamp, tuple(places))


def move(
    cases: Cases, stamp: Stamp, choices: Iterable[CustomerChoice], *, on: date
) -> None:
    """Let each customer's new provider take over on a day; free the old places."""
    leaving: dict[str, list[str]] = defaultdict(list)
    for choice in choices:
        before, after = choice.agreement, choice.placed_at
        provider = ""
        if after is not None:
            agreement = cases.fetch(Agreement, after)
            agreement.must_answer_on(on)
            provider = agreement.agreed.provider
        choice.take_over(stamp, provider=provider, on=on)
        if before is not None and before != after:
            leaving[before].append(choice.customer)
    _free(cases, stamp, leaving)


def _free(cases: Cases, stamp: Stamp, leaving: Mapping[str, list[str]]) -> None:
    for key, customers in sorted(leaving.items()):
        cases.fetch(Agreement, key).free_places(stamp, tuple(customers))
