"""What a transition waits for: each wave to be taken over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.transition import Transition
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    after,
    over,
    until,
)


@DEADLINES.on(Transition.Planned)
def transition_planned(fact: Fact) -> Iterable[Change]:
    for wave in fact.data["waves"]:
        on = date.fromisoformat(wave["on"])
        yield until(fact, Deadline.WAVE_OVERDUE, after(on), on, wave["wave"])


@DEADLINES.on(Transition.WaveTakenOver, Transition.WaveOverdue)
def wave_takenover(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.WAVE_OVERDUE, fact.data["wave"])


@DEADLINES.on(Transition.Abandoned)
def transition_abandoned(fact: Fact) -> Iterable[Change]:
    for wave in fact.data["remaining"]:
        yield over(fact, Deadline.WAVE_OVERDUE, wave)
