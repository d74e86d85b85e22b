"""What a transition waits for: each wave to be taken over, before the old agreement ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

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
        yield _wave_due(fact, wave["wave"], wave["on"])


@DEADLINES.on(Transition.WavePostponed)
def wave_postponed(fact: Fact) -> Iterable[Change]:
    yield _wave_due(fact, fact.data["wave"], fact.data["on"])
    yield over(fact, Deadline.TRANSITION_GAP, fact.data["wave"])


@DEADLINES.on(Transition.WaveOverdue)
def wave_overdue(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.WAVE_OVERDUE, fact.data["wave"])


@DEADLINES.on(Transition.WaveTakenOver)
def wave_takenover(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.WAVE_OVERDUE, fact.data["wave"])
    yield over(fact, Deadline.TRANSITION_GAP, fact.data["wave"])


@DEADLINES.on(Transition.GapWatched)
def gap_watched(fact: Fact) -> Iterable[Change]:
    gap = fact.data["gap"]
    warn_on = date.fromisoformat(gap["warn_on"])
    yield until(
        fact,
        Deadline.TRANSITION_GAP,
        after(warn_on - timedelta(days=1)),
        date.fromisoformat(gap["ends_on"]),
        gap["wave"],
    )


@DEADLINES.on(Transition.GapComing)
def gap_coming(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.TRANSITION_GAP, fact.data["wave"])


@DEADLINES.on(Transition.Abandoned)
def transition_abandoned(fact: Fact) -> Iterable[Change]:
    for wave in fact.data["remaining"]:
        yield over(fact, Deadline.WAVE_OVERDUE, wave)
        yield over(fact, Deadline.TRANSITION_GAP, wave)


def _wave_due(fact: Fact, wave: str, on: str) -> Change:
    last_day = date.fromisoformat(on)
    return until(fact, Deadline.WAVE_OVERDUE, after(last_day), last_day, wave)
