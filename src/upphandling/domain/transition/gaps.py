"""The gaps: an old agreement that ends while its customers still wait in a wave."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.instants import start_of
from upphandling.domain.parts import must_be_known
from upphandling.domain.transition.readiness import Readiness
from upphandling.domain.transition.refusals import GapStillFar
from upphandling.domain.transition.terms import Gap, Wave


class Gaps(Readiness):
    """A transition that warns before nobody would answer for a wave."""

    gaps: dict[str, Gap] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class GapWatched(DomainEvent):
        """Slutet på avtalet som en våg lämnar bevakas (lokal ordning)."""

        TOPIC = "transition.gap_watched"
        gap: Gap

        def apply(self, case: Gaps) -> None:
            case.gaps[self.gap.wave] = self.gap

    class GapComing(DomainEvent):
        """Avtalet som en försenad våg lämnar upphör snart (lokal ordning)."""

        TOPIC = "transition.gap_coming"
        wave: str
        agreement: str
        ends_on: date
        planned_on: date
        customers: int
        unmet: tuple[str, ...]

        def apply(self, case: Gaps) -> None:
            case.gaps.pop(self.wave, None)

    # -- Commands: refuse, or bring about one event ------------------------

    def watch_gap(self, stamp: Stamp, *, gap: Gap) -> None:
        self.waiting_wave(gap.wave)
        self.record(self.GapWatched, stamp, gap=gap)

    def note_gap(self, stamp: Stamp, *, wave: str) -> None:
        planned = self.to_warn_of(wave, stamp)
        gap = self.gaps[wave]
        self.record(
            self.GapComing,
            stamp,
            wave=wave,
            agreement=gap.agreement,
            ends_on=gap.ends_on,
            planned_on=planned.on,
            customers=len(planned.customers),
            unmet=tuple(self.unmet(wave)),
        )

    # -- Rules -------------------------------------------------------------

    def to_warn_of(self, wave: str, stamp: Stamp) -> Wave:
        """The wave, which waits, and whose day to warn has come."""
        planned = self.waiting_wave(wave)
        must_be_known(wave, self.gaps)
        warn_on = self.gaps[wave].warn_on
        if stamp.at < start_of(warn_on):
            raise GapStillFar(wave=wave, warn_on=warn_on)
        return planned
