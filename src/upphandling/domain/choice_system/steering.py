"""Steering of a choice system: shares, requirements, and how they are followed up."""

from __future__ import annotations

from dataclasses import field

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.choice_system.establishment import must_be_dividable
from upphandling.domain.choice_system.policies import Policies
from upphandling.domain.configuration import SharePolicy
from upphandling.domain.parts import must_be_known, must_be_new
from upphandling.domain.requirements import FollowUp, Requirement


class Steering(Policies):
    """A choice system with shares, requirements and how these are followed up."""

    requirements: dict[str, Requirement] = field(default_factory=dict)
    follow_up: dict[str, FollowUp] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class SharesDecided(Decision):
        """Andelar för egen regi och externa utförare har beslutats (lokal ordning)."""

        TOPIC = "choice_system.shares_decided"
        policy: SharePolicy
        decision: str | None = None

        def apply(self, case: Steering) -> None:
            others = [s for s in case.shares if s.valid_from != self.policy.valid_from]
            case.shares = sorted([*others, self.policy], key=lambda s: s.valid_from)

    class RequirementSet(Decision):
        """Ett krav på utförarna har beslutats (LOU 19 kap. 9 §)."""

        TOPIC = "choice_system.requirement_set"
        requirement: Requirement

        def apply(self, case: Steering) -> None:
            case.requirements[self.requirement.requirement] = self.requirement

    class FollowUpPlanned(Decision):
        """Uppföljningen av ett krav har bestämts (KL 10 kap. 8 §)."""

        TOPIC = "choice_system.follow_up_planned"
        requirement: str
        follow_up: FollowUp

        def apply(self, case: Steering) -> None:
            case.follow_up[self.requirement] = self.follow_up

    # -- Commands: refuse, or bring about one event ------------------------

    def decide_shares(
        self, stamp: Stamp, *, policy: SharePolicy, decision: str | None
    ) -> None:
        must_be_dividable(self.settled)
        if decision is not None:
            self.must_have_decided(decision)
        self.decide(self.SharesDecided, stamp, policy=policy, decision=decision)

    def set_requirement(self, stamp: Stamp, *, requirement: Requirement) -> None:
        must_be_new(requirement.requirement, self.requirements)
        self.decide(self.RequirementSet, stamp, requirement=requirement)

    def plan_follow_up(
        self, stamp: Stamp, *, requirement: str, follow_up: FollowUp
    ) -> None:
        must_be_known(requirement, self.requirements)
        self.decide(
            self.FollowUpPlanned,
            stamp,
            requirement=requirement,
            follow_up=follow_up,
        )

    # -- Rules -------------------------------------------------------------

    @property
    def pinned_requirements(self) -> tuple[Requirement, ...]:
        """Every requirement with the follow-up it has today."""
        return tuple(
            requirement.model_copy(update={"follow_up": self.follow_up.get(key)})
            for key, requirement in sorted(self.requirements.items())
        )
