"""The places: where the customer is to go, on what ground, and where they wait."""

from __future__ import annotations

from dataclasses import field

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice.choosing import Choosing
from upphandling.domain.customer_choice.refusals import NotPlaced


class Places(Choosing):
    """A customer who has a place ahead, or waits for one.

    `placed_at` is the agreement that is to take over; `queued_at` the agreements in
    whose queues the customer stands.
    """

    placed_at: str | None = None
    placed_basis: Basis | None = None
    placed_reason: str = ""
    queued_at: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class Placed(Decision):
        """Kunden har fått plats hos en utförare (lokal ordning)."""

        TOPIC = "customer_choice.placed"
        agreement: str
        provider: str
        basis: Basis
        reason: str

        def apply(self, case: Places) -> None:
            case.placed_at = self.agreement
            case.placed_basis = self.basis
            case.placed_reason = self.reason
            case.chosen_since_placed = False
            case.queued_at.discard(self.agreement)

    class PlacementWithdrawn(DomainEvent):
        """Kunden har inte längre platsen som väntade (lokal ordning)."""

        TOPIC = "customer_choice.placement_withdrawn"
        agreement: str
        reason: str

        def apply(self, case: Places) -> None:
            case.no_longer_placed()

    class QueueJoined(DomainEvent):
        """Kunden har ställts i kö till en utförare (lokal ordning)."""

        TOPIC = "customer_choice.queue_joined"
        agreement: str
        reason: str

        def apply(self, case: Places) -> None:
            case.queued_at.add(self.agreement)

    class QueueLeft(DomainEvent):
        """Kunden står inte längre i kö till en utförare (lokal ordning)."""

        TOPIC = "customer_choice.queue_left"
        agreement: str
        reason: str

        def apply(self, case: Places) -> None:
            case.queued_at.discard(self.agreement)

    # -- Commands: refuse, or bring about one event ------------------------

    def place(
        self,
        stamp: Stamp,
        *,
        agreement: str,
        provider: str,
        basis: Basis,
        reason: str,
    ) -> None:
        self._must_have_care()
        self.decide(
            self.Placed,
            stamp,
            agreement=agreement,
            provider=provider,
            basis=basis,
            reason=reason,
        )

    def withdraw_placement(self, stamp: Stamp, *, reason: str) -> None:
        if self.placed_at is None:
            raise NotPlaced(customer=self.customer)
        self.record(
            self.PlacementWithdrawn, stamp, agreement=self.placed_at, reason=reason
        )

    def join_queue(self, stamp: Stamp, *, agreement: str, reason: str = "") -> None:
        """Whoever stands there already keeps the place in the queue."""
        self._must_have_care()
        if agreement not in self.queued_at:
            self.record(self.QueueJoined, stamp, agreement=agreement, reason=reason)

    def leave_queue(self, stamp: Stamp, *, agreement: str, reason: str) -> None:
        if agreement in self.queued_at:
            self.record(self.QueueLeft, stamp, agreement=agreement, reason=reason)

    # -- Rules -------------------------------------------------------------

    def no_longer_placed(self) -> None:
        """No place ahead: it was taken up, or withdrawn."""
        self.placed_at = None
        self.placed_basis = None
        self.placed_reason = ""
