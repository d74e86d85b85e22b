"""The measures of the report's checks: which checks each counts, and what tells of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Row

from upphandling.domain.follow_up import FollowUp, Outcome, Progress

PLANNED, DONE, PERCENT, LATE, MISSED = "planned", "done", "percent", "late", "missed"
FAILED, CANCELLED, LAPSED, LEFT = "failed", "cancelled", "lapsed", "left"
NAMES: Mapping[str, str] = {
    PLANNED: "Kontroller som skulle göras",
    DONE: "Gjorda kontroller",
    PERCENT: "Gjorda, av dem som är gjorda eller missade",
    LATE: "Gjorda efter sista dagen",
    MISSED: "Missade kontroller",
    FAILED: "Underkända kontroller",
    CANCELLED: "Inställda kontroller",
    LAPSED: "Bortfallna kontroller",
    LEFT: "Kontroller som återstår",
}
RED = (LATE, MISSED, FAILED)
ALWAYS = (PLANNED, DONE, PERCENT, MISSED)

LAID_IN = (FollowUp.CheckPlanned, FollowUp.CheckOrdered)
RECORDED = (FollowUp.CheckDone, FollowUp.CheckCorrected)
TOLD = (
    *LAID_IN,
    *RECORDED,
    FollowUp.CheckOverdue,
    FollowUp.CheckCancelled,
    FollowUp.CheckLapsed,
)
Told = Row[Any]
"""An event of a check due in the quarter, with how the check stands."""


@dataclass(slots=True)
class Tally:
    """The checks that belong to a measure, and the events that tell of them, in order."""

    checks: set[str] = field(default_factory=set)
    events: list[str] = field(default_factory=list)


Tallies = Mapping[str, Tally]


def tallied(told: Iterable[Told]) -> tuple[Tallies, Mapping[str, Tallies]]:
    """By measure: of all checks, and of each agreement's."""
    whole: dict[str, Tally] = defaultdict(Tally)
    each: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for one in told:
        mine = each[one.agreement]
        for measure in _measures(one.status, bool(one.late), one.outcome):
            for tally in (whole[measure], mine[measure]):
                tally.checks.add(f"{one.agreement}/{one.check}")
                if one.topic in TELLS[measure]:
                    tally.events.append(one.reference)
    return whole, each


@cache
def _measures(status: str, late: bool, outcome: str | None) -> tuple[str, ...]:  # noqa: FBT001
    """Which measures a check belongs to."""
    match status:
        case Progress.DONE:
            failed = outcome == Outcome.FAILED
            also = [name for name, holds in ((LATE, late), (FAILED, failed)) if holds]
            return (PLANNED, DONE, PERCENT, *also)
        case Progress.MISSED:
            return PLANNED, PERCENT, MISSED
        case Progress.CANCELLED:
            return PLANNED, CANCELLED
        case Progress.LAPSED:
            return PLANNED, LAPSED
    return PLANNED, LEFT


def _topics(*events: Any) -> frozenset[str]:
    return frozenset(event.TOPIC for event in events)


TELLS: Mapping[str, frozenset[str]] = {
    PLANNED: _topics(*LAID_IN),
    DONE: _topics(*RECORDED),
    PERCENT: _topics(*LAID_IN, *RECORDED, FollowUp.CheckOverdue),
    LATE: _topics(*RECORDED),
    MISSED: _topics(*LAID_IN, FollowUp.CheckOverdue),
    FAILED: _topics(*RECORDED),
    CANCELLED: _topics(FollowUp.CheckCancelled),
    LAPSED: _topics(FollowUp.CheckLapsed),
    LEFT: _topics(*LAID_IN),
}
"""Which events tell of a measure."""
