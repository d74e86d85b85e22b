"""Transition (övertagande): customers move in waves, on fixed days.

Planned ──▶ WaveTakenOver ... ──▶ Completed
        └─▶ Abandoned
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Any, Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp, Value
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date, midnight_after, start_of
from upphandling.domain.parts import must_be_known


class Status(StrEnum):
    PLANNED = "planned"
    COMPLETED = "completed"
    ABANDONED = "abandoned"


class Wave(Value):
    """Customers who are taken over on the same day."""

    wave: str
    on: date
    customers: tuple[str, ...]


class TransitionOver(Refused):
    """Övertagandet är redan avslutat eller övergivet."""


class CustomersLeftOut(Refused):
    """Varje område ska ingå i precis en våg."""


class WaveAlreadyTaken(Refused):
    """Vågen är redan övertagen."""


class WaveNotDue(Refused):
    """Vågens dag har inte kommit."""


class WaveNotOverdue(Refused):
    """Vågens dag har inte passerat."""


class WavesRemain(Refused):
    """Alla vågor är inte övertagna."""


class Transition(Aggregate):
    """One transition from old to new providers."""

    KIND = "transition"

    system: str = ""
    bundle: str = ""
    status: Status = Status.PLANNED
    waves: dict[str, Wave] = field(default_factory=dict)
    taken: dict[str, date] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class Planned(Decision):
        """Övertagandet har planerats i vågor (lokal ordning)."""

        TOPIC = "transition.planned"
        system: str
        bundle: str
        source: str
        waves: tuple[Wave, ...]

        def apply(self, case: Transition) -> None:
            case.system = self.system
            case.bundle = self.bundle
            case.waves = {wave.wave: wave for wave in self.waves}

    class WaveTakenOver(Decision):
        """En våg av kunder har tagits över (lokal ordning)."""

        TOPIC = "transition.wave_taken_over"
        wave: str
        on: date
        customers: int

        def apply(self, case: Transition) -> None:
            case.taken[self.wave] = self.on

    class WaveOverdue(DomainEvent):
        """En våg har inte tagits över på sin dag (lokal ordning)."""

        TOPIC = "transition.wave_overdue"
        wave: str
        on: date

    class Completed(Decision):
        """Övertagandet har avslutats (lokal ordning)."""

        TOPIC = "transition.completed"

        def apply(self, case: Transition) -> None:
            case.status = Status.COMPLETED

    class Abandoned(Decision):
        """Övertagandet har övergivits (lokal ordning)."""

        TOPIC = "transition.abandoned"
        reason: str
        remaining: tuple[str, ...]

        def apply(self, case: Transition) -> None:
            case.status = Status.ABANDONED

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def plan(
        cls,
        stamp: Stamp,
        key: str,
        *,
        system: str,
        bundle: str,
        source: str,
        waves: tuple[Wave, ...],
    ) -> Self:
        return cls.begin(
            cls.Planned,
            stamp,
            key,
            system=system,
            bundle=bundle,
            source=source,
            waves=waves,
        )

    def take_over(self, stamp: Stamp, *, wave: str) -> Wave:
        """Take over a wave on its day or later; answers the wave."""
        self._must_be_under_way()
        must_be_known(wave, self.waves)
        if wave in self.taken:
            raise WaveAlreadyTaken(wave=wave, on=self.taken[wave])
        planned = self.waves[wave]
        if stamp.at < start_of(planned.on):
            raise WaveNotDue(wave=wave, on=planned.on)
        self.decide(
            self.WaveTakenOver,
            stamp,
            wave=wave,
            on=local_date(stamp.at),
            customers=len(planned.customers),
        )
        return planned

    def call_overdue(self, stamp: Stamp, *, wave: str) -> None:
        self._must_be_under_way()
        must_be_known(wave, self.waves)
        if wave in self.taken:
            raise WaveAlreadyTaken(wave=wave, on=self.taken[wave])
        if stamp.at < midnight_after(self.waves[wave].on):
            raise WaveNotOverdue(wave=wave, on=self.waves[wave].on)
        self.record(self.WaveOverdue, stamp, wave=wave, on=self.waves[wave].on)

    def complete(self, stamp: Stamp) -> None:
        self._must_be_under_way()
        if self.remaining:
            raise WavesRemain(waves=self.remaining)
        self.decide(self.Completed, stamp)

    def abandon(self, stamp: Stamp, *, reason: str) -> None:
        self._must_be_under_way()
        self.decide(
            self.Abandoned, stamp, reason=reason, remaining=tuple(self.remaining)
        )

    # -- Rules -------------------------------------------------------------

    @property
    def remaining(self) -> list[str]:
        """The waves that nobody has taken over."""
        return sorted(self.waves.keys() - self.taken.keys())

    def portrait(self) -> dict[str, Any]:
        """The state without its people: each wave's day and number."""
        return {
            **super().portrait(),
            "waves": {
                key: {"on": wave.on, "customers": len(wave.customers)}
                for key, wave in self.waves.items()
            },
        }

    def _must_be_under_way(self) -> None:
        if self.status is not Status.PLANNED:
            raise TransitionOver(status=self.status)
