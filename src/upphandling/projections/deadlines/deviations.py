"""What a deviation waits for: the provider's answer, and measures that are due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.deviation import Deviation
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    after,
    counted,
    over,
    until,
)


@DEADLINES.on(Deviation.HearingOpened)
def hearing_opened(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.HEARING_ANSWER_DUE, fact.data["answer_by"])


@DEADLINES.on(Deviation.ProviderHeard, Deviation.HearingRanOut)
def hearing_over(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.HEARING_ANSWER_DUE)


@DEADLINES.on(Deviation.PlanAccepted)
def plan_accepted(fact: Fact) -> Iterable[Change]:
    for measure in fact.data["measures"]:
        due_on = date.fromisoformat(measure["due_on"])
        part = measure["measure"]
        yield until(fact, Deadline.MEASURE_DUE, after(due_on), due_on, part)


@DEADLINES.on(Deviation.MeasureDone, Deviation.MeasureOverdue)
def measure_settled(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.MEASURE_DUE, fact.data["measure"])


@DEADLINES.on(Deviation.Closed)
def closed(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.HEARING_ANSWER_DUE)
    for measure in fact.data["undone"]:
        yield over(fact, Deadline.MEASURE_DUE, measure)
