"""The choices of the customers that a round speaks of, and what has become of them."""

from __future__ import annotations

from upphandling.application.commands import Cases
from upphandling.domain.allocation import Placement
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice, choice_key


def choices_of(
    cases: Cases, round_: ChoiceRound, customers: list[str]
) -> list[CustomerChoice]:
    keys = [choice_key(customer, round_.bundle) for customer in customers]
    return cases.fetch_many(CustomerChoice, keys)


def own_place(round_: ChoiceRound, choice: CustomerChoice) -> str | None:
    """Where the customer has got a place by a choice that the round did not replace."""
    replaced = choice.round == round_.key and choice.chosen_since_placed
    return (
        choice.placed_at
        if choice.placed_basis is Basis.CHOICE and not replaced
        else None
    )


def is_overtaken(
    round_: ChoiceRound, choice: CustomerChoice, placement: Placement
) -> bool:
    """Whether the placement would replace what has come about since it was proposed."""
    before = round_.present.get(choice.customer, choice.agreement)
    return (
        choice.ended_on is not None
        or choice.agreement not in (before, placement.agreement)
        or own_place(round_, choice) not in (None, placement.agreement)
    )
