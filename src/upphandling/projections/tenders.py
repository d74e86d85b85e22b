"""Tenders (upphandlingar): the register, silent about bids until the secrecy lifts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Column, Date, Integer, Select, String, Table, select

from upphandling.domain.tender import Status, Tender
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

tenders = Table(
    "tenders",
    READ_MODELS,
    Column("tender", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("title", String, nullable=False),
    Column("status", String, nullable=False),
    Column("announced", BigInteger),
    Column("announced_at", Moment),
    Column("closes_at", Moment),
    Column("award", String),
    Column("reason_code", String),
    Column("reasons", String),
    Column("bids", Integer),
    Column("qualified", Integer),
    Column("review_last_day", Date),
    Column("review_ended_at", Moment),
)

TENDERS = Projection("tenders", "Upphandlingar", (tenders,))


@TENDERS.on(Tender.Prepared)
def prepared(fact: Fact) -> Iterable[Change]:
    yield put(
        tenders,
        fact.key,
        system=fact.data["system"],
        title=fact.data["title"],
        status=Status.PREPARED.value,
        announced=None,
        announced_at=None,
        closes_at=None,
        award=None,
        reason_code=None,
        reasons=None,
        bids=None,
        qualified=None,
        review_last_day=None,
        review_ended_at=None,
    )


@TENDERS.on(Tender.Announced)
def announced(fact: Fact) -> Iterable[Change]:
    yield patch(
        tenders,
        fact.key,
        status=Status.ANNOUNCED.value,
        announced=fact.position,
        announced_at=fact.data["effective_at"],
        closes_at=fact.data["closes_at"],
    )


@TENDERS.on(Tender.Closed)
def closed(fact: Fact) -> Iterable[Change]:
    yield patch(tenders, fact.key, status=Status.CLOSED.value)


@TENDERS.on(Tender.Opened)
def opened(fact: Fact) -> Iterable[Change]:
    yield patch(tenders, fact.key, status=Status.OPENED.value)


@TENDERS.on(Tender.Awarded)
def awarded(fact: Fact) -> Iterable[Change]:
    yield patch(
        tenders, fact.key, status=Status.AWARDED.value, award=fact.data["award"]
    )


@TENDERS.on(Tender.Cancelled)
def cancelled(fact: Fact) -> Iterable[Change]:
    yield patch(
        tenders,
        fact.key,
        status=Status.CANCELLED.value,
        reason_code=fact.data["reason_code"],
        reasons=fact.data["reasons"],
        bids=fact.data["bids"],
        qualified=fact.data["qualified"],
    )


@TENDERS.on(Tender.CancellationNotified)
def cancellation_notified(fact: Fact) -> Iterable[Change]:
    yield patch(tenders, fact.key, review_last_day=fact.data["review"]["last_day"])


@TENDERS.on(Tender.CancellationReviewEnded)
def cancellation_review_ended(fact: Fact) -> Iterable[Change]:
    yield patch(tenders, fact.key, review_ended_at=fact.data["effective_at"])


def register(limit: int, offset: int) -> Select[Any]:
    """Tenders by key."""
    shown = [column for column in tenders.c if column is not tenders.c.announced]
    return select(*shown).order_by(tenders.c.tender).limit(limit).offset(offset)


OPEN = (Status.AWARDED.value, Status.CANCELLED.value)


def sealed() -> Select[Any]:
    """The tenders whose bids nobody may know of, and where they were announced."""
    return select(tenders.c.tender, tenders.c.announced).where(
        tenders.c.status.not_in(OPEN)
    )


def unsealed() -> Select[Any]:
    """The tenders whose secrecy has been lifted."""
    return select(tenders.c.tender).where(tenders.c.status.in_(OPEN))
