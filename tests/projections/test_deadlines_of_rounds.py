"""Deadlines of a choice round: the day to remind, and the last day."""

from __future__ import annotations

from tests.domain.choice_round.rounds import with_invitations, with_rules
from tests.given import scheduler
from upphandling.projections.deadlines import DEADLINES, deadlines

ROUND = "choice_round:host-2026"
REMINDER = (ROUND, "round_reminder", "", "2026-09-21T00:00", "2026-09-21", None)
CLOSES = (ROUND, "round_closes", "", "2026-10-01T00:00", "2026-09-30", None)


def test_a_round_waits_for_the_day_to_remind_and_for_its_end(rows_after):
    round_ = with_invitations(with_rules())
    closes = (*CLOSES, f"{ROUND}@1", 1)
    assert rows_after(DEADLINES, deadlines, round_) == [
        closes,
        (*REMINDER, f"{ROUND}@2", 2),
    ]

    round_.call_reminder(scheduler("2026-09-21T00:00"), waiting=2)
    assert rows_after(DEADLINES, deadlines, round_) == [closes]


def test_a_closed_round_waits_for_nothing(rows_after):
    round_ = with_invitations(with_rules())
    round_.close(scheduler("2026-10-01T00:00"))

    assert rows_after(DEADLINES, deadlines, round_) == []


def test_no_reminder_is_awaited_where_none_is_planned(rows_after):
    (row,) = rows_after(DEADLINES, deadlines, with_rules(remind_on=None))

    assert row[1] == "round_closes"
