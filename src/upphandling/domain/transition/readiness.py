"""The readiness: what each provider must have in place, and a person's go or no-go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.parts import must_be_known, must_be_new
from upphandling.domain.transition.planning import Planning
from upphandling.domain.transition.refusals import (
    ConditionAlreadyMet,
    ConditionsUnmet,
    GoNotDecided,
    WaveStopped,
)
from upphandling.domain.transition.terms import Condition


class Readiness(Planning):
    """A transition whose waves wait for conditions and for a decision.

    `go` has the waves that may be taken over, each with the conditions that were
    unmet when that was decided; `stopped` has the others, with the reason.
    """

    conditions: dict[str, Condition] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    go: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stopped: dict[str, str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class ConditionSet(DomainEvent):
        """Ett villkor har ställts upp för övertagandet (lokal ordning)."""

        TOPIC = "transition.condition_set"
        condition: Condition

        def apply(self, case: Readiness) -> None:
            case.conditions[self.condition.condition] = self.condition

    class ConditionMet(DomainEvent):
        """Ett villkor för övertagandet är uppfyllt (lokal ordning)."""

        TOPIC = "transition.condition_met"
        condition: str
        evidence: str

        def apply(self, case: Readiness) -> None:
            case.met.add(self.condition)

    class ConditionFailed(DomainEvent):
        """Ett villkor för övertagandet är inte uppfyllt (lokal ordning)."""

        TOPIC = "transition.condition_failed"
        condition: str
        reason: str

        def apply(self, case: Readiness) -> None:
            case.met.discard(self.condition)

    class GoDecided(Decision):
        """En våg får tas över på sin dag (lokal ordning)."""

        TOPIC = "transition.go_decided"
        wave: str
        unmet: tuple[str, ...]
        despite: str | None

        def apply(self, case: Readiness) -> None:
            case.go[self.wave] = self.unmet
            case.stopped.pop(self.wave, None)

    class NoGoDecided(Decision):
        """En våg får inte tas över (lokal ordning)."""

        TOPIC = "transition.no_go_decided"
        wave: str
        reason: str

        def apply(self, case: Readiness) -> None:
            case.stopped[self.wave] = self.reason
            case.go.pop(self.wave, None)

    # -- Commands: refuse, or bring about one event ------------------------

    def set_condition(self, stamp: Stamp, *, condition: Condition) -> None:
        self._must_be_under_way()
        must_be_new(condition.condition, self.conditions)
        if condition.wave is not None:
            self.waiting_wave(condition.wave)
        self.record(self.ConditionSet, stamp, condition=condition)

    def meet_condition(self, stamp: Stamp, *, condition: str, evidence: str) -> None:
        self._must_be_under_way()
        must_be_known(condition, self.conditions)
        if condition in self.met:
            raise ConditionAlreadyMet(condition=condition)
        self.record(self.ConditionMet, stamp, condition=condition, evidence=evidence)

    def fail_condition(self, stamp: Stamp, *, condition: str, reason: str) -> None:
        self._must_be_under_way()
        must_be_known(condition, self.conditions)
        self.record(self.ConditionFailed, stamp, condition=condition, reason=reason)

    def decide_go(
        self,
        stamp: Stamp,
        *,
        wave: str,
        despite: str | None = None,
        fallen: Iterable[str] = (),
    ) -> None:
        """Let a wave be taken over; `fallen` conditions were met but are so no more."""
        self.waiting_wave(wave)
        unmet = sorted({*self.unmet(wave), *fallen})
        if unmet and despite is None:
            raise ConditionsUnmet(wave=wave, conditions=unmet)
        self.decide(
            self.GoDecided, stamp, wave=wave, unmet=tuple(unmet), despite=despite
        )

    def decide_no_go(self, stamp: Stamp, *, wave: str, reason: str) -> None:
        self.waiting_wave(wave)
        self.decide(self.NoGoDecided, stamp, wave=wave, reason=reason)

    # -- Rules -------------------------------------------------------------

    def concerning(self, wave: str) -> list[Condition]:
        """The conditions that a wave waits for."""
        return [c for c in self.conditions.values() if c.wave in (None, wave)]

    def unmet(self, wave: str) -> list[str]:
        """The conditions of a wave that are not met."""
        return [
            c.condition for c in self.concerning(wave) if c.condition not in self.met
        ]

    def _must_be_ready(self, wave: str) -> None:
        """Refuse a wave without a go, or one that has got worse since its go."""
        if wave in self.stopped:
            raise WaveStopped(wave=wave, reason=self.stopped[wave])
        unmet = self.unmet(wave)
        if wave not in self.go and self.concerning(wave):
            raise GoNotDecided(wave=wave, unmet=unmet)
        worse = sorted(set(unmet) - set(self.go.get(wave, ())))
        if worse:
            raise ConditionsUnmet(wave=wave, conditions=worse)
