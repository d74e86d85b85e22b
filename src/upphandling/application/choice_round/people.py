"""The choices of the customers that a round speaks of."""

from __future__ import annotations

from upphandling.application.commands import Cases
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.customer_choice import CustomerChoice, choice_key


def choices_of(
    cases: Cases, round_: ChoiceRound, customers: list[str]
) -> list[CustomerChoice]:
    keys = [choice_key(customer, round_.bundle) for customer in customers]
    return cases.fetch_many(CustomerChoice, keys)
