"""The planning: customers are divided into waves, each with its day."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Self

from upphandling.domain.base import Aggregate, Decision, Stamp
from upphandling.domain.instants import local_date
from upphandling.domain.parts import must_be_known
from upphandling.domain.transition.refusals import (
    NotInTransition,
    ReassignmentNotAdopted,
    TransitionOver,
    WaveAlreadyTaken,
)
from upphandling.domain.transition.terms import Status, Wave


class Planning(Aggregate):
    """A transition whose waves have days."""

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

        def apply(self, case: Planning) -> None:
            case.system = self.system
            case.bundle = self.bundle
            case.waves = {wave.wave: wave for wave in self.waves}

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

    # -- Rules -------------------------------------------------------------

    @property
    def remaining(self) -> list[str]:
        """The waves that nobody has taken over."""
        return sorted(self.waves.keys() - self.taken.keys())

    def began_before(self, day: date | None) -> bool:
        """Whether what happened on the day came after the planning, or with it."""
        began = self.opened_at and local_date(self.opened_at)
        return day is not None and began is not None and began <= day

    def waiting_wave(self, wave: str) -> Wave:
        """The wave, which must be known and not yet taken over."""
        self._must_be_under_way()
        must_be_known(wave, self.waves)
        if wave in self.taken:
            raise WaveAlreadyTaken(wave=wave, on=self.taken[wave])
        return self.waves[wave]

    def wave_of(self, customer: str) -> str:
        """The one wave in which the customer moves."""
        for key, wave in self.waves.items():
            if customer in wave.customers:
                return key
        raise NotInTransition(customer=customer)

    def _must_be_under_way(self) -> None:
        if self.status is Status.PROPOSED:
            raise ReassignmentNotAdopted(status=self.status)
        if self.status is not Status.PLANNED:
            raise TransitionOver(status=self.status)
