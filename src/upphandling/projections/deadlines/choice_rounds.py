"""What a choice round waits for: the day to remind, and its last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.instants import start_of
from upphandling.projections.base import Change, Fact, instant_text
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


@DEADLINES.on(ChoiceRound.RulesSet)
def rules_set(fact: Fact) -> Iterable[Change]:
    if fact.data["remind_on"] is not None:
        day = date.fromisoformat(fact.data["remind_on"])
        yield until(fact, Deadline.ROUND_REMINDER, instant_text(start_of(day)), day)


@DEADLINES.on(ChoiceRound.ReminderDue)
def reminder_due(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.ROUND_REMINDER)


@DEADLINES.on(ChoiceRound.Closed)
def round_closed(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.ROUND_REMINDER)
    yield over(fact, Deadline.ROUND_CLOSES)
