"""The choice of the customer that a command speaks of."""

from __future__ import annotations

from upphandling.application.commands import Cases
from upphandling.domain.customer_choice import CustomerChoice, choice_key


def choice_of(cases: Cases, customer: str, bundle: str) -> CustomerChoice:
    """The one running choice of a customer; refuses with `NoSuchCase`."""
    return cases.fetch(CustomerChoice, choice_key(customer, bundle))
