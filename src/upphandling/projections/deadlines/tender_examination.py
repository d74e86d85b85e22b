"""What a tender's bids wait for: a reminder, and the end of what binds them.

Only the days that the documents and the authority have set are here, never a hearing
or an explanation of one bid: the list is read by all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.instants import start_of
from upphandling.domain.tender import Tender
from upphandling.projections.base import Change, Fact, instant_text
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    after,
    counted,
    over,
    until,
)


@DEADLINES.on(Tender.ValidityStarted)
def validity_started(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.BID_VALIDITY_ENDS, fact.data["valid"])
    yield _reminder(fact)


@DEADLINES.on(Tender.ProlongationDue)
def prolongation_due(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.BID_VALIDITY_REMINDER)


@DEADLINES.on(Tender.ProlongationAsked)
def prolongation_asked(fact: Fact) -> Iterable[Change]:
    yield _reminder(fact)


@DEADLINES.on(Tender.ValidityEnded)
def validity_ended(fact: Fact) -> Iterable[Change]:
    if (prolonged := fact.data["prolonged_until"]) is None:
        yield over(fact, Deadline.BID_VALIDITY_REMINDER)
        yield over(fact, Deadline.BID_VALIDITY_ENDS)
    else:
        last_day = date.fromisoformat(prolonged)
        yield until(fact, Deadline.BID_VALIDITY_ENDS, after(last_day), last_day)


def _reminder(fact: Fact) -> Change:
    """Wait for the beginning of the day on which a prolongation is thought of."""
    day = date.fromisoformat(fact.data["remind_on"])
    due_at = instant_text(start_of(day))
    return until(fact, Deadline.BID_VALIDITY_REMINDER, due_at, day)
