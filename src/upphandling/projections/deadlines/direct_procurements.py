"""What a direct procurement waits for: the standstill after its notice of intent."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    counted,
    over,
)


@DEADLINES.on(DirectProcurement.IntentPublished)
def intent_published(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.INTENT_STANDSTILL_ENDS, fact.data["standstill"])


@DEADLINES.on(DirectProcurement.StandstillEnded, DirectProcurement.Abandoned)
def standstill_ended(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.INTENT_STANDSTILL_ENDS)
