"""What a choice round waits for: its last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.choice_round import ChoiceRound
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    over,
    until,
)


@DEADLINES.on(ChoiceRound.Opened)
def round_opened(fact: Fact) -> Iterable[Change]:
    yield until(
        fact,
        Deadline.ROUND_CLOSES,
        fact.data["closes_at"],
        date.fromisoformat(fact.data["last_day"]),
    )


@DEADLINES.on(ChoiceRound.Closed)
def round_closed(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.ROUND_CLOSES)
