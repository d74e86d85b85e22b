"""What an award waits for: the end of the standstill."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.award import Award
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    counted,
    over,
)


@DEADLINES.on(Award.Notified)
def award_notified(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.STANDSTILL_ENDS, fact.data["standstill"])


@DEADLINES.on(Award.SigningUnlocked, Award.Withdrawn)
def signing_unlocked(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.STANDSTILL_ENDS)
