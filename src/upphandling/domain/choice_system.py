"""Choice system (valfrihetssystem): by whose decision, on which terms.

Established ──▶ decisions gain legal force, shares are decided,
                requirements get their follow-up
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.configuration import (
    Bundle,
    SharePolicy,
    SystemConfiguration,
)
from upphandling.domain.errors import Refused
from upphandling.domain.legal_time import LegalDeadline, count, must_have_come
from upphandling.domain.parts import UnknownPart, must_be_known, must_be_new
from upphandling.domain.requirements import FollowUp, Requirement


class Body(StrEnum):
    """Who decides in a municipality."""

    COUNCIL = "council"
    EXECUTIVE_BOARD = "executive_board"
    BOARD = "board"


class LegalForceNotReached(Refused):
    """Tiden för laglighetsprövning har inte gått ut (KL 13 kap. 5 §)."""


class NotAnUrgentDecision(Refused):
    """Bara ett brådskande ordförandebeslut anmäls till nämnden (KL 6 kap. 40 §)."""


class ChoiceSystem(Aggregate):
    """One municipality's choice system."""

    KIND = "choice_system"

    configuration: SystemConfiguration | None = None
    shares: list[SharePolicy] = field(default_factory=list)
    decisions: dict[str, str] = field(default_factory=dict)
    urgent: set[str] = field(default_factory=set)
    legal_force: dict[str, LegalDeadline] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    follow_up: dict[str, FollowUp] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class Established(Decision):
        """Valfrihetssystemet har lagts upp i registret (lokal ordning)."""

        TOPIC = "choice_system.established"
        configuration: SystemConfiguration

        def apply(self, case: ChoiceSystem) -> None:
            case.configuration = self.configuration
            case.shares = list(self.configuration.shares)

    class DecisionTaken(DomainEvent):
        """Ett politiskt beslut har fattats (KL 13 kap. 2 §)."""

        TOPIC = "choice_system.decision_taken"
        decision: str
        body: Body
        taken_on: date
        minutes: str
        matter: str

        def apply(self, case: ChoiceSystem) -> None:
            case.decisions[self.decision] = self.matter

    class ChairDecided(DomainEvent):
        """Ordföranden har beslutat i ett brådskande ärende (KL 6 kap. 39 §)."""

        TOPIC = "choice_system.chair_decided"
        decision: str
        body: Body
        taken_on: date
        minutes: str
        matter: str

        def apply(self, case: ChoiceSystem) -> None:
            case.decisions[self.decision] = self.matter
            case.urgent.add(self.decision)

    class ChairDecisionReported(DomainEvent):
        """Ordförandebeslutet har anmälts vid nämndens sammanträde (KL 6 kap. 40 §)."""

        TOPIC = "choice_system.chair_decision_reported"
        decision: str
        meeting_on: date

        def apply(self, case: ChoiceSystem) -> None:
            case.urgent.discard(self.decision)

    class MinutesAnnounced(DomainEvent):
        """Justerat protokoll har tillkännagetts på anslagstavlan (KL 8 kap. 12 §)."""

        TOPIC = "choice_system.minutes_announced"
        decision: str
        appeal: LegalDeadline

        def apply(self, case: ChoiceSystem) -> None:
            case.legal_force[self.decision] = self.appeal

    class LegalForceGained(DomainEvent):
        """Tiden för laglighetsprövning har gått ut (KL 13 kap. 5 §)."""

        TOPIC = "choice_system.legal_force_gained"
        decision: str

        def apply(self, case: ChoiceSystem) -> None:
            case.legal_force.pop(self.decision, None)

    class SharesDecided(Decision):
        """Andelar för egen regi och externa utförare har beslutats (lokal ordning)."""

        TOPIC = "choice_system.shares_decided"
        policy: SharePolicy
        decision: str | None = None

        def apply(self, case: ChoiceSystem) -> None:
            others = [s for s in case.shares if s.valid_from != self.policy.valid_from]
            case.shares = sorted([*others, self.policy], key=lambda s: s.valid_from)

    class RequirementSet(Decision):
        """Ett krav på utförarna har beslutats (LOU 19 kap. 9 §)."""

        TOPIC = "choice_system.requirement_set"
        requirement: Requirement

        def apply(self, case: ChoiceSystem) -> None:
            case.requirements[self.requirement.requirement] = self.requirement

    class FollowUpPlanned(Decision):
        """Uppföljningen av ett krav har bestämts (KL 10 kap. 8 §)."""

        TOPIC = "choice_system.follow_up_planned"
        requirement: str
        follow_up: FollowUp

        def apply(self, case: ChoiceSystem) -> None:
            case.follow_up[self.requirement] = self.follow_up

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def establish(cls, stamp: Stamp, configuration: SystemConfiguration) -> Self:
        return cls.begin(
            cls.Established, stamp, configuration.system, configuration=configuration
        )

    def record_decision(
        self,
        stamp: Stamp,
        *,
        decision: str,
        body: Body,
        taken_on: date,
        minutes: str,
        matter: str,
        urgent: bool,
    ) -> None:
        must_be_new(decision, self.decisions)
        must_have_come(taken_on, stamp.at)
        self.record(
            self.ChairDecided if urgent else self.DecisionTaken,
            stamp,
            decision=decision,
            body=body,
            taken_on=taken_on,
            minutes=minutes,
            matter=matter,
        )

    def report_chair_decision(
        self, stamp: Stamp, *, decision: str, meeting_on: date
    ) -> None:
        must_be_known(decision, self.decisions)
        if decision not in self.urgent:
            raise NotAnUrgentDecision(decision=decision)
        must_have_come(meeting_on, stamp.at)
        self.record(
            self.ChairDecisionReported, stamp, decision=decision, meeting_on=meeting_on
        )

    def announce_minutes(self, stamp: Stamp, *, decision: str, on: date) -> None:
        must_be_known(decision, self.decisions)
        must_have_come(on, stamp.at)
        self.record(
            self.MinutesAnnounced,
            stamp,
            decision=decision,
            appeal=count("legality-appeal", on),
        )

    def gain_legal_force(self, stamp: Stamp, *, decision: str) -> None:
        must_be_known(decision, self.legal_force)
        expires_at = self.legal_force[decision].expires_at
        if stamp.at < expires_at:
            raise LegalForceNotReached(decision=decision, expires_at=expires_at)
        self.record(self.LegalForceGained, stamp, decision=decision)

    def decide_shares(
        self, stamp: Stamp, *, policy: SharePolicy, decision: str | None
    ) -> None:
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

    @property
    def settled(self) -> SystemConfiguration:
        """The configuration; every system that exists has one."""
        if self.configuration is None:
            raise UnknownPart(part="configuration")
        return self.configuration

    def bundle(self, key: str) -> Bundle:
        bundles = {bundle.key: bundle for bundle in self.settled.bundles}
        must_be_known(key, bundles)
        return bundles[key]

    def must_have_areas(self, areas: Iterable[str]) -> None:
        known = {area.key: area for area in self.settled.areas}
        for area in areas:
            must_be_known(area, known)

    def must_have_decided(self, decision: str) -> None:
        must_be_known(decision, self.decisions)
