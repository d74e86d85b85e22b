"""The allocation: proposed by the engine when the window has closed, adopted by a person."""

from __future__ import annotations

from typing import Any

from upphandling.domain.allocation import Placement, Waiting
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.choice_round.terms import Status
from upphandling.domain.choice_round.window import Window
from upphandling.domain.configuration import DefaultRule


class ChoiceRound(Window):
    """One round of choice for one bundle."""

    KIND = "choice_round"

    placements: tuple[Placement, ...] = ()
    queue: tuple[Waiting, ...] = ()

    # -- Events, in the order they happen ----------------------------------

    class AllocationProposed(DomainEvent):
        """En fördelning av kunderna har räknats fram som förslag (lokal ordning)."""

        TOPIC = "choice_round.allocation_proposed"
        rule: DefaultRule
        legal_basis: str
        placements: tuple[Placement, ...]
        queue: tuple[Waiting, ...]

        def apply(self, case: ChoiceRound) -> None:
            case.status = Status.PROPOSED
            case.placements = self.placements
            case.queue = self.queue

    class AllocationAdopted(Decision):
        """Den föreslagna fördelningen har beslutats av en person (KL 6 kap. 38 §)."""

        TOPIC = "choice_round.allocation_adopted"
        proposal: str
        customers: int

        def apply(self, case: ChoiceRound) -> None:
            case.status = Status.ADOPTED

    # -- Commands: refuse, or bring about one event ------------------------

    def propose(
        self,
        stamp: Stamp,
        *,
        rule: DefaultRule,
        legal_basis: str,
        placements: tuple[Placement, ...],
        queue: tuple[Waiting, ...],
    ) -> None:
        if self.status is not Status.PROPOSED:
            self._must_be(Status.CLOSED)
        self.record(
            self.AllocationProposed,
            stamp,
            rule=rule,
            legal_basis=legal_basis,
            placements=placements,
            queue=queue,
        )

    def adopt(self, stamp: Stamp) -> None:
        self._must_be(Status.PROPOSED)
        self.decide(
            self.AllocationAdopted,
            stamp,
            proposal=f"{self.id}@{self.version}",
            customers=len(self.placements),
        )

    # -- Rules -------------------------------------------------------------

    def must_be_adopted(self) -> None:
        self._must_be(Status.ADOPTED)

    def portrait(self) -> dict[str, Any]:
        """The state without its people: how many were invited, placed, queued."""
        return {
            **super().portrait(),
            "invited": len(self.invited),
            "placements": len(self.placements),
            "queue": len(self.queue),
        }
