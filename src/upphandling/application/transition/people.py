"""The people of a transition: their choices, and who has nowhere to move any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.transition import Transition


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


def gone(
    cases: Cases, transition: Transition, choices: Sequence[CustomerChoice]
) -> set[str]:
    """Those who need no takeover: without care, or with a provider who answers on."""
    moving = {choice.customer for choice in still_moving(choices)}
    everybody = {choice.customer for choice in choices}
    return everybody - moving - placeless(cases, transition, choices)


def placeless(
    cases: Cases, transition: Transition, choices: Iterable[CustomerChoice]
) -> set[str]:
    """Those with care and no place ahead, whose provider does not answer for ever.

    Whoever has changed provider since the planning has moved already.
    """
    return {
        choice.customer
        for choice in choices
        if choice.placed_at is None
        and choice.ended_on is None
        and not transition.began_before(choice.since)
        and not _stays(cases, choice)
    }


def _stays(cases: Cases, choice: CustomerChoice) -> bool:
    """Whether the present agreement has no last day."""
    if choice.agreement is None:
        return False
    return cases.fetch(Agreement, choice.agreement).ends_on is None
