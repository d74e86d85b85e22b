"""What a review waits for: new grounds to be barred, and to ask the court again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.instants import start_of
from upphandling.domain.review import Review
from upphandling.projections.base import Change, Fact, instant_text
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    counted,
    over,
    until,
)


@DEADLINES.on(Review.Filed)
def review_filed(fact: Fact) -> Iterable[Change]:
    if fact.data["new_grounds"] is not None:
        yield counted(fact, Deadline.NEW_GROUNDS_BARRED, fact.data["new_grounds"])
    yield from ask_on(fact, fact.data["ask_on"])


@DEADLINES.on(Review.NewGroundsBarred)
def new_grounds_barred(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.NEW_GROUNDS_BARRED)


@DEADLINES.on(Review.CourtToBeAsked)
def court_to_be_asked(fact: Fact) -> Iterable[Change]:
    yield from ask_on(fact, fact.data["next_on"])


@DEADLINES.on(Review.Appealed, Review.AuthorityAppealed)
def review_appealed(fact: Fact) -> Iterable[Change]:
    yield from ask_on(fact, fact.data["ask_on"])


@DEADLINES.on(Review.Closed)
def review_closed(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.NEW_GROUNDS_BARRED)
    yield over(fact, Deadline.ASK_THE_COURT)


def ask_on(fact: Fact, day: str | None) -> Iterable[Change]:
    """In the morning of the day, not after it."""
    if day is not None:
        on = date.fromisoformat(day)
        yield until(fact, Deadline.ASK_THE_COURT, instant_text(start_of(on)), on)
