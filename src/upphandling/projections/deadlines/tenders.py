"""What a tender waits for: its closing, and the review of its cancellation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.tender import Tender
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    counted,
    over,
    until,
)


@DEADLINES.on(Tender.Announced)
def tender_announced(fact: Fact) -> Iterable[Change]:
    yield until(
        fact,
        Deadline.TENDER_CLOSES,
        fact.data["closes_at"],
        date.fromisoformat(fact.data["last_day"]),
    )


@DEADLINES.on(Tender.Closed, Tender.Cancelled)
def tender_closed(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.TENDER_CLOSES)


@DEADLINES.on(Tender.CancellationNotified)
def cancellation_notified(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.CANCELLATION_REVIEW_ENDS, fact.data["review"])


@DEADLINES.on(Tender.CancellationReviewEnded)
def cancellation_review_ended(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.CANCELLATION_REVIEW_ENDS)
