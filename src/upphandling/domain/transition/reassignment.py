"""The reassignment: a provider falls away, the engine proposes to whom its customers go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from upphandling.domain.allocation import Placement, Question, Shortfall, Stage
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.choosing import FallAway
from upphandling.domain.transition.refusals import (
    ProposalOutdated,
    ReassignmentAlreadyAdopted,
)
from upphandling.domain.transition.takeover import Takeover
from upphandling.domain.transition.terms import Status, Wave


class Reassignment(Takeover):
    """A transition that may begin with a proposal, in an emergency."""

    falling: str = ""
    proposal: tuple[Placement, ...] | None = None
    proposed_waves: tuple[Wave, ...] = ()

    # -- Events, in the order they happen ----------------------------------

    class ReassignmentProposed(DomainEvent):
        """Nya utförare för en utförares kunder har räknats fram som förslag (lokal ordning)."""

        TOPIC = "transition.reassignment_proposed"
        system: str
        bundle: str
        agreement: str
        rule: FallAway
        question: Question
        placements: tuple[Placement, ...]
        stages: tuple[Stage, ...]
        shortfalls: tuple[Shortfall, ...]
        solver: str
        waves: tuple[Wave, ...]

        def apply(self, case: Reassignment) -> None:
            case.system = self.system
            case.bundle = self.bundle
            case.status = Status.PROPOSED
            case.falling = self.agreement
            case.proposal = self.placements
            case.proposed_waves = self.waves

    class ReassignmentAdopted(Decision):
        """Förslaget till nya utförare har beslutats av en person (KL 6 kap. 38 §)."""

        TOPIC = "transition.reassignment_adopted"
        proposal: str
        customers: int

        def apply(self, case: Reassignment) -> None:
            case.status = Status.PLANNED

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def propose(
        cls,
        stamp: Stamp,
        key: str,
        *,
        system: str,
        bundle: str,
        agreement: str,
        rule: FallAway,
        question: Question,
        placements: tuple[Placement, ...],
        stages: tuple[Stage, ...],
        shortfalls: tuple[Shortfall, ...],
        solver: str,
        waves: tuple[Wave, ...],
    ) -> Self:
        return cls.begin(
            cls.ReassignmentProposed,
            stamp,
            key,
            system=system,
            bundle=bundle,
            agreement=agreement,
            rule=rule,
            question=question,
            placements=placements,
            stages=stages,
            shortfalls=shortfalls,
            solver=solver,
            waves=waves,
        )

    def adopt_reassignment(self, stamp: Stamp, *, remaining: Iterable[str]) -> None:
        """Decide on the proposal for those who remain, and plan its waves."""
        moving = set(remaining)
        new = sorted(moving - self.to_adopt().keys())
        if new:
            raise ProposalOutdated(customers=new)
        self.decide(
            self.ReassignmentAdopted,
            stamp,
            proposal=f"{self.id}@{self.version}",
            customers=len(moving),
        )
        self.decide(
            self.Planned,
            stamp,
            system=self.system,
            bundle=self.bundle,
            source=f"agreement:{self.falling}",
            waves=tuple(
                wave.model_copy(
                    update={
                        "customers": tuple(c for c in wave.customers if c in moving)
                    }
                )
                for wave in self.proposed_waves
            ),
        )

    # -- Rules -------------------------------------------------------------

    def to_adopt(self) -> dict[str, Placement]:
        """The proposed place of each customer, while nobody has decided on it."""
        if self.status is not Status.PROPOSED or self.proposal is None:
            raise ReassignmentAlreadyAdopted(status=self.status)
        return {placement.customer: placement for placement in self.proposal}
