"""What a reassignment leaves of a customer's own choice: the place, and the queue."""

from __future__ import annotations

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice


def place_of_own(choice: CustomerChoice, falling: str) -> str | None:
    """Where the customer has a place by their own choice; None if nowhere else."""
    if choice.placed_basis is not Basis.CHOICE or choice.placed_at == falling:
        return None
    return choice.placed_at


def kept(cases: Cases, choice: CustomerChoice, agreement: str, falling: str) -> str:
    """What is kept of the customer's own choice, as a sentence after the reason."""
    if place_of_own(choice, falling) == agreement:
        name = cases.fetch(Agreement, agreement).agreed.name
        return f" Du får plats hos {name}, som du själv har valt."
    queues = [
        cases.fetch(Agreement, key)
        for key in sorted(choice.queued_at - {agreement, falling})
    ]
    return "".join(
        f" Du står kvar på plats {queue.queue_place(choice.customer)}"
        f" i kön till {queue.agreed.name}."
        for queue in queues
        if choice.customer in queue.queue
    )
