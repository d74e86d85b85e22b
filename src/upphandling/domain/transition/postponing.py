"""The postponing: a wave gets a later day, and must get a new go."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.instants import local_date
from upphandling.domain.transition.gaps import Gaps
from upphandling.domain.transition.refusals import NotPostponed


class Postponing(Gaps):
    """A transition whose waves may be put off."""

    # -- Events, in the order they happen ----------------------------------

    class WavePostponed(Decision):
        """En våg har skjutits upp till en senare dag (lokal ordning)."""

        TOPIC = "transition.wave_postponed"
        wave: str
        before: date
        on: date
        reason: str

        def apply(self, case: Postponing) -> None:
            wave = case.waves.get(self.wave)
            if wave is not None:  # a history with gaps still loads
                case.waves[self.wave] = wave.model_copy(update={"on": self.on})
            case.go.pop(self.wave, None)
            case.stopped.pop(self.wave, None)
            case.gaps.pop(self.wave, None)

    # -- Commands: refuse, or bring about one event ------------------------

    def postpone_wave(self, stamp: Stamp, *, wave: str, on: date, reason: str) -> None:
        before = self.waiting_wave(wave).on
        if on <= before or on < local_date(stamp.at):
            raise NotPostponed(wave=wave, before=before, on=on)
        self.decide(
            self.WavePostponed, stamp, wave=wave, before=before, on=on, reason=reason
        )
