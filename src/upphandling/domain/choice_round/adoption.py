"""The allocation: proposed by the engine when the window has closed, adopted by a person."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from upphandling.domain.allocation import (
    Placement,
    Proposal,
    Question,
    Shortfall,
    Stage,
    Waiting,
)
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.choice_round.refusals import AllocationOutdated
from upphandling.domain.choice_round.reminders import Reminders
from upphandling.domain.choice_round.terms import Status
from upphandling.domain.configuration import DefaultRule


class ChoiceRound(Reminders):
    """One round of choice for one bundle.

    `present` is everybody's agreement when the proposal was reckoned.
    """

    KIND = "choice_round"

    placements: tuple[Placement, ...] = ()
    queue: tuple[Waiting, ...] = ()
    present: dict[str, str | None] = field(default_factory=dict)
    seed: str = ""
    stages: tuple[Stage, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    solver: str = ""

    # -- Events, in the order they happen ----------------------------------

    class AllocationProposed(DomainEvent):
        """En fördelning av kunderna har räknats fram som förslag (lokal ordning)."""

        TOPIC = "choice_round.allocation_proposed"
        rule: DefaultRule
        legal_basis: str
        placements: tuple[Placement, ...]
        queue: tuple[Waiting, ...]
        question: Question | None = None
        seed: str = ""
        stages: tuple[Stage, ...] = ()
        shortfalls: tuple[Shortfall, ...] = ()
        solver: str = ""

        def apply(self, case: ChoiceRound) -> None:
            case.status = Status.PROPOSED
            case.placements = self.placements
            case.queue = self.queue
            people = () if self.question is None else self.question.people
            case.present = {person.customer: person.present for person in people}
            case.seed = self.seed
            case.stages = self.stages
            case.shortfalls = self.shortfalls
            case.solver = self.solver

    class AllocationAdopted(Decision):
        """Den föreslagna fördelningen har beslutats av en person (KL 6 kap. 38 §)."""

        TOPIC = "choice_round.allocation_adopted"
        proposal: str
        customers: int

        def apply(self, case: ChoiceRound) -> None:
            case.status = Status.ADOPTED

    # -- Commands: refuse, or bring about one event ------------------------

    def propose(self, stamp: Stamp, *, question: Question, proposal: Proposal) -> None:
        """Keep what was reckoned, and from what: anybody can reckon it again."""
        if self.status is not Status.PROPOSED:
            self._must_be(Status.CLOSED)
        self.record(
            self.AllocationProposed,
            stamp,
            rule=question.default.rule,
            legal_basis=question.default.legal_basis,
            placements=proposal.placements,
            queue=proposal.queue,
            question=question,
            seed=question.seed,
            stages=proposal.stages,
            shortfalls=proposal.shortfalls,
            solver=proposal.solver,
        )

    def adopt(self, stamp: Stamp, *, overtaken: int = 0) -> None:
        """Decide on the proposal, unless events have overtaken it for some customers."""
        self._must_be(Status.PROPOSED)
        if overtaken:
            raise AllocationOutdated(customers=overtaken)
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
        shown = super().portrait()
        del shown["present"]
        return {
            **shown,
            "invited": len(self.invited),
            "placements": len(self.placements),
            "queue": len(self.queue),
        }
