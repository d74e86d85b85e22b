"""What an admission waits for: the end of each application window."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from upphandling.domain.admission import Admission
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    after,
    over,
    until,
)


@DEADLINES.on(Admission.Announced)
def admission_announced(fact: Fact) -> Iterable[Change]:
    for window in fact.data["windows"]:
        yield _closes(fact, window)


@DEADLINES.on(Admission.WindowScheduled)
def window_scheduled(fact: Fact) -> Iterable[Change]:
    yield _closes(fact, fact.data["window"])


@DEADLINES.on(Admission.WindowClosed)
def window_closed(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.ADMISSION_WINDOW_CLOSES, fact.data["window"])
    if fact.data["next"] is not None:
        yield _closes(fact, fact.data["next"])


@DEADLINES.on(Admission.Withdrawn)
def admission_withdrawn(fact: Fact) -> Iterable[Change]:
    for window in fact.data["windows"]:
        yield over(fact, Deadline.ADMISSION_WINDOW_CLOSES, window)


def _closes(fact: Fact, window: dict[str, Any]) -> Change:
    last_day = date.fromisoformat(window["apply_by"])
    return until(
        fact,
        Deadline.ADMISSION_WINDOW_CLOSES,
        after(last_day),
        last_day,
        window["window"],
    )
