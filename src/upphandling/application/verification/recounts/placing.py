"""Of a customer's place: with whom, on what ground and why, as the command had it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from upphandling.application.choice_round.allocation import AdoptAllocation
from upphandling.application.customer_choice.people import area_of
from upphandling.application.customer_choice.placing import (
    ChooseAndPlace,
    PlaceCustomer,
)
from upphandling.application.customer_choice.queueing import AcceptOffer
from upphandling.application.transition.own_choice import kept, place_of_own
from upphandling.application.transition.proposal import AdoptReassignment
from upphandling.application.transition.reassignment import ReassignCustomers
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import NotKept, Then, recount
from upphandling.domain.agreement import Agreement, Terms
from upphandling.domain.allocation import Placement
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice, reasons
from upphandling.domain.transition import Transition

Why = tuple[str, Basis, str]
"""The agreement, the ground, and the reason."""

Said = Mapping[str, Any]


class _ByCustomer:
    """The placements of one proposal, found by customer; of the last one asked for."""

    def __init__(self) -> None:
        self._of: Sequence[Placement] = ()
        self._found: dict[str, Placement] = {}

    def __call__(self, placements: Sequence[Placement], customer: str) -> Placement:
        if placements is not self._of:
            self._of = placements
            self._found = {one.customer: one for one in placements}
        return self._found[customer]


_placement = _ByCustomer()


def _terms(then: Then, agreement: str) -> Terms:
    """What was agreed at first, and is not changed: who the provider is."""
    return then.opened(Agreement, agreement).agreed


def _by_decision(asked: Said, choice: CustomerChoice, then: Then) -> Why:
    return asked["agreement"], Basis(asked["basis"]), asked["reason"]


def _by_round(asked: Said, choice: CustomerChoice, then: Then) -> Why:
    round_ = then.fetch(ChoiceRound, asked["round"])
    placed = _placement(round_.placements, choice.customer)
    return placed.agreement, placed.basis, placed.reason


def _by_proposal(asked: Said, choice: CustomerChoice, then: Then) -> Why:
    transition = then.fetch(Transition, asked["transition"])
    placed = _placement(transition.proposal or (), choice.customer)
    return placed.agreement, Basis.REASSIGNED, placed.reason


def _by_reassignment(asked: Said, choice: CustomerChoice, then: Then) -> Why:
    """What was given as the reason, and what is kept of the customer's own choice."""
    falling = asked["from_agreement"]
    to = place_of_own(choice, falling) or asked["to_agreement"]
    still = kept(then.before, choice, to, falling)
    return to, Basis.REASSIGNED, f"{asked['reason']}{still}"


def _by_offer(asked: Said, choice: CustomerChoice, then: Then) -> Why:
    name = _terms(then, asked["agreement"]).name
    return asked["agreement"], Basis.CHOICE, reasons.ACCEPTED.format(name=name)


def _by_choice(said: CustomerChoice.Placed, choice: CustomerChoice, then: Then) -> Why:
    """A wish that was met, with why none before it was; what had room is not asked."""
    rank = choice.wishes.index(said.agreement)
    *full, best = (_terms(then, wish).name for wish in choice.wishes[: rank + 1])
    whys = [reasons.got(rank, best)]
    if full:
        area = area_of(then, choice)
        first = then.fetch(Agreement, choice.wishes[0])
        number = first.queue_place(choice.customer)
        whys += [
            reasons.was_full(at, name, area, None if at else number)
            for at, name in enumerate(full)
        ]
    return said.agreement, Basis.CHOICE, " ".join(whys)


BY_COMMAND: Mapping[str, Callable[[Said, CustomerChoice, Then], Why]] = {
    PlaceCustomer.NAME: _by_decision,
    AdoptAllocation.NAME: _by_round,
    AdoptReassignment.NAME: _by_proposal,
    ReassignCustomers.NAME: _by_reassignment,
    AcceptOffer.NAME: _by_offer,
}


def _placed(
    said: CustomerChoice.Placed, choice: CustomerChoice, then: Then
) -> tuple[object, ...]:
    asked = then.asked
    if asked.name == ChooseAndPlace.NAME:
        agreement, basis, reason = _by_choice(said, choice, then)
    elif asked.name in BY_COMMAND:
        agreement, basis, reason = BY_COMMAND[asked.name](asked.said, choice, then)
    else:
        message = f"kommandot {asked.name} ger ingen plats"
        raise NotKept(message)
    return agreement, _terms(then, agreement).provider, basis, reason


PLACING = (
    recount(
        CustomerChoice.Placed,
        "agreement provider basis reason",
        Computation.CARRIED,
        _placed,
    ),
)
