"""Reviews (överprövningar): which court has what, and what it has said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, Date, Select, String, Table, select

from upphandling.domain.review import Instance, Review, Status
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    patch,
    put,
)

reviews = Table(
    "reviews",
    READ_MODELS,
    Column("review", String, primary_key=True),
    Column("against", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("tender", String),
    Column("court", String, nullable=False),
    Column("case_number", String, nullable=False),
    Column("applicant", String, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("in_time", Boolean, nullable=False),
    Column("status", String, nullable=False),
    Column("instance", String, nullable=False),
    Column("outcome", String),
    Column("appeal_last_day", Date),
    Column("awaiting", String),
    Column("followed", Boolean, nullable=False),
    Column("may_be_performed", Boolean, nullable=False),
    Column("to_be_asked_since", Date),
)

REVIEWS = Projection("reviews", "Överprövningar", (reviews,))


@REVIEWS.on(Review.Filed)
def filed(fact: Fact) -> Iterable[Change]:
    yield put(
        reviews,
        fact.key,
        against=fact.data["against"],
        subject=fact.data["subject"],
        tender=fact.data["tender"],
        court=fact.data["court"],
        case_number=fact.data["case_number"],
        applicant=fact.data["applicant"],
        received_on=fact.data["received_on"],
        in_time=fact.data["in_time"],
        status=Status.PENDING.value,
        instance=Instance.FIRST.value,
        outcome=None,
        appeal_last_day=None,
        awaiting=None,
        followed=False,
        may_be_performed=True,
        to_be_asked_since=None,
    )


@REVIEWS.on(Review.FoundTimely)
def found_timely(fact: Fact) -> Iterable[Change]:
    yield patch(reviews, fact.key, in_time=True)


@REVIEWS.on(Review.CourtToBeAsked)
def court_to_be_asked(fact: Fact) -> Iterable[Change]:
    yield patch(reviews, fact.key, to_be_asked_since=fact.data["due_on"])


@REVIEWS.on(Review.InterimDecided)
def court_has_spoken(fact: Fact) -> Iterable[Change]:
    yield patch(reviews, fact.key, to_be_asked_since=None)


@REVIEWS.on(Review.ExtensionLifted, Review.InterimLifted)
def lifted(fact: Fact) -> Iterable[Change]:
    yield patch(reviews, fact.key, awaiting=fact.data["ruling"], to_be_asked_since=None)


@REVIEWS.on(Review.PerformanceForbidden)
def performance_forbidden(fact: Fact) -> Iterable[Change]:
    yield patch(reviews, fact.key, may_be_performed=False, to_be_asked_since=None)


@REVIEWS.on(Review.PerformanceAllowed)
def performance_allowed(fact: Fact) -> Iterable[Change]:
    yield patch(reviews, fact.key, may_be_performed=True, to_be_asked_since=None)


@REVIEWS.on(Review.Ruled)
def ruled(fact: Fact) -> Iterable[Change]:
    yield patch(
        reviews,
        fact.key,
        appeal_last_day=fact.data["appeal_last_day"],
        awaiting=fact.data["ruling"],
        to_be_asked_since=None,
    )


@REVIEWS.on(Review.RulingConfirmed)
def ruling_confirmed(fact: Fact) -> Iterable[Change]:
    yield patch(
        reviews,
        fact.key,
        status=fact.data["status"],
        instance=fact.data["instance"],
        awaiting=None,
    )
    if fact.data["outcome"] is not None:
        yield patch(reviews, fact.key, outcome=fact.data["outcome"])


@REVIEWS.on(Review.RulingRetracted)
def ruling_retracted(fact: Fact) -> Iterable[Change]:
    yield patch(reviews, fact.key, appeal_last_day=None, awaiting=None)


@REVIEWS.on(Review.RulingAccepted)
def ruling_accepted(fact: Fact) -> Iterable[Change]:
    yield patch(reviews, fact.key, followed=True)


@REVIEWS.on(Review.Appealed, Review.AuthorityAppealed)
def appealed(fact: Fact) -> Iterable[Change]:
    yield patch(
        reviews,
        fact.key,
        status=Status.PENDING.value,
        instance=fact.data["instance"],
        to_be_asked_since=None,
    )


@REVIEWS.on(Review.Closed)
def closed(fact: Fact) -> Iterable[Change]:
    yield patch(reviews, fact.key, status=Status.ENDED.value, to_be_asked_since=None)


def register(limit: int, offset: int) -> Select[Any]:
    """Reviews by key."""
    return select(reviews).order_by(reviews.c.review).limit(limit).offset(offset)
