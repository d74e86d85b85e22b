"""Policies of a choice system: the default, how choosing goes on, who falls in, red flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from typing import TypeVar

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.choice_system.delegations import Delegations
from upphandling.domain.choosing import ChoosingPolicy
from upphandling.domain.configuration import (
    DefaultIsASelection,
    DefaultPolicy,
    Regime,
)
from upphandling.domain.flag_policy import FlagPolicy

P = TypeVar("P", DefaultPolicy, ChoosingPolicy)


class Policies(Delegations):
    """A choice system whose rules for customers change from a day on."""

    defaults: list[DefaultPolicy] = field(default_factory=list)
    choosing: list[ChoosingPolicy] = field(default_factory=list)
    fallbacks: dict[str, str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class DefaultDecided(Decision):
        """Ett ickevalsalternativ har beslutats (lokal ordning)."""

        TOPIC = "choice_system.default_decided"
        policy: DefaultPolicy
        decision: str | None = None

        def apply(self, case: Policies) -> None:
            case.defaults = _with(case.defaults, self.policy)

    class ChoosingDecided(Decision):
        """Regler för omval, kö och erbjudanden har beslutats (lokal ordning)."""

        TOPIC = "choice_system.choosing_decided"
        policy: ChoosingPolicy
        decision: str | None = None

        def apply(self, case: Policies) -> None:
            case.choosing = _with(case.choosing, self.policy)

    class FallbackNamed(Decision):
        """Det är bestämt vem som svarar för kunderna när ett avtal upphör (lokal ordning)."""

        TOPIC = "choice_system.fallback_named"
        bundle: str
        agreement: str
        legal_basis: str

        def apply(self, case: Policies) -> None:
            case.fallbacks = {**case.fallbacks, self.bundle: self.agreement}

    class FlagPolicyDecided(Decision):
        """Det är bestämt när uppföljningen reser en röd flagga (KL 10 kap. 8 §)."""

        TOPIC = "choice_system.flag_policy_decided"
        policy: FlagPolicy
        decision: str | None = None

    # -- Commands: refuse, or bring about one event ------------------------

    def decide_default(
        self, stamp: Stamp, *, policy: DefaultPolicy, decision: str | None
    ) -> None:
        """From a day on, who serves a customer who does not choose."""
        self.settled.model_copy(update={"default": policy}).must_not_select()
        if decision is not None:
            self.must_have_decided(decision)
        self.decide(self.DefaultDecided, stamp, policy=policy, decision=decision)

    def decide_choosing(
        self, stamp: Stamp, *, policy: ChoosingPolicy, decision: str | None
    ) -> None:
        """From a day on, how customers choose when no round is open."""
        if decision is not None:
            self.must_have_decided(decision)
        self.decide(self.ChoosingDecided, stamp, policy=policy, decision=decision)

    def name_fallback(
        self,
        stamp: Stamp,
        *,
        bundle: str,
        agreement: str,
        regime: Regime,
        legal_basis: str,
    ) -> None:
        """Who answers for those who are left when an agreement ends.

        To pick one among LOV providers would be a selection (Konkurrensverket,
        ställningstagande 2019:2), so `regime` is own provision or a procured provider.
        """
        self.bundle(bundle)
        if regime is Regime.LOV:
            raise DefaultIsASelection(bundle=bundle, agreement=agreement)
        self.decide(
            self.FallbackNamed,
            stamp,
            bundle=bundle,
            agreement=agreement,
            legal_basis=legal_basis,
        )

    def decide_flags(
        self, stamp: Stamp, *, policy: FlagPolicy, decision: str | None
    ) -> None:
        """From a day on, by which limits follow-up raises a red flag."""
        if decision is not None:
            self.must_have_decided(decision)
        self.decide(self.FlagPolicyDecided, stamp, policy=policy, decision=decision)

    # -- Rules -------------------------------------------------------------

    def default_on(self, day: date) -> DefaultPolicy:
        """The no-choice alternative that holds on a day."""
        return _on(day, self.settled.default, self.defaults)

    def choosing_on(self, day: date) -> ChoosingPolicy:
        """How choosing goes on, on a day."""
        return _on(day, self.settled.choosing, self.choosing)

    def fallback_for(self, bundle: str) -> str | None:
        """The agreement that steps in for a bundle; None where nobody is named."""
        return self.fallbacks.get(bundle)


def _with(policies: Sequence[P], new: P) -> list[P]:
    """The policies in order of time; a later one from the same day replaces."""
    kept: list[P] = [one for one in policies if one.valid_from != new.valid_from]
    kept.append(new)
    return sorted(kept, key=lambda policy: policy.valid_from)


def _on(day: date, first: P, later: Sequence[P]) -> P:
    """The latest policy in force; the configured one before all others."""
    in_force = [policy for policy in later if policy.valid_from <= day]
    return max(in_force, key=lambda policy: policy.valid_from, default=first)
