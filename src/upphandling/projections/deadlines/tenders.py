"""What a tender waits for: answers, its closing, the review of its cancellation."""

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


@DEADLINES.on(Tender.Announced, Tender.Extended)
def tender_announced(fact: Fact) -> Iterable[Change]:
    yield until(
        fact,
        Deadline.TENDER_CLOSES,
        fact.data["closes_at"],
        date.fromisoformat(fact.data["last_day"]),
    )


@DEADLINES.on(Tender.Closed)
def tender_closed(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.TENDER_CLOSES)
    yield over(fact, Deadline.ANSWERS_DUE)


@DEADLINES.on(Tender.Cancelled)
def tender_cancelled(fact: Fact) -> Iterable[Change]:
    yield from tender_closed(fact)
    yield over(fact, Deadline.BID_VALIDITY_REMINDER)
    yield over(fact, Deadline.BID_VALIDITY_ENDS)


@DEADLINES.on(Tender.AnswerLimitSet)
def answer_limit_set(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.ANSWERS_DUE, fact.data["limit"])


@DEADLINES.on(Tender.AnswersLimitPassed)
def answer_limit_passed(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.ANSWERS_DUE)


@DEADLINES.on(Tender.CancellationNotified)
def cancellation_notified(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.CANCELLATION_REVIEW_ENDS, fact.data["review"])


@DEADLINES.on(Tender.CancellationReviewEnded)
def cancellation_review_ended(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.CANCELLATION_REVIEW_ENDS)
