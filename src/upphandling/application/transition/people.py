"""The people of a transition: their choices, and who has nowhere to move any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from upphandling.application.commands import Cases
from upphandling.domain.customer_choice import CustomerChoice, choice_key


def choices_of(
    cases: Cases, bundle: str, customers: Sequence[str]
) -> list[CustomerChoice]:
    """The choices of the customers, in their order."""
    return cases.fetch_many(CustomerChoice, [choice_key(c, bundle) for c in customers])


def still_moving(choices: Iterable[CustomerChoice]) -> list[CustomerChoice]:
    """Those with care and a place ahead; the others need no takeover."""
    return [
        choice
        for choice in choices
        if choice.placed_at is not None and choice.ended_on is None
    ]


def gone(choices: Iterable[CustomerChoice]) -> set[str]:
    """Those without care, or without a place ahead."""
    choices = list(choices)
    moving = {choice.customer for choice in still_moving(choices)}
    return {choice.customer for choice in choices} - moving
