"""Tenders (upphandlingar): the register, silent about bids until the secrecy lifts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    Select,
    String,
    Table,
    select,
)

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
    Column("unsealed", Boolean, nullable=False),
)

tender_secrecy = Table(
    "tender_secrecy",
    READ_MODELS,
    Column("tender", String, primary_key=True),
    Column("bid", String, primary_key=True),
    Column("parts", String, nullable=False),
)

TENDERS = Projection("tenders", "Upphandlingar", (tenders, tender_secrecy), version=2)


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
        unsealed=False,
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


@TENDERS.on(Tender.Extended)
def extended(fact: Fact) -> Iterable[Change]:
    yield patch(tenders, fact.key, closes_at=fact.data["closes_at"])


@TENDERS.on(Tender.Closed)
def closed(fact: Fact) -> Iterable[Change]:
    yield patch(tenders, fact.key, status=Status.CLOSED.value)


@TENDERS.on(Tender.Opened)
def opened(fact: Fact) -> Iterable[Change]:
    yield patch(tenders, fact.key, status=Status.OPENED.value)


@TENDERS.on(Tender.Awarded)
def awarded(fact: Fact) -> Iterable[Change]:
    yield patch(
        tenders,
        fact.key,
        status=Status.AWARDED.value,
        award=fact.data["award"],
        unsealed=True,
    )


@TENDERS.on(Tender.Reopened)
def reopened(fact: Fact) -> Iterable[Change]:
    yield patch(tenders, fact.key, status=Status.OPENED.value)


@TENDERS.on(Tender.SecrecyDecided)
def secrecy_decided(fact: Fact) -> Iterable[Change]:
    parts = " ".join(fact.data["parts"])
    yield put(tender_secrecy, fact.key, fact.data["bid"], parts=parts)


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
        unsealed=True,
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


def sealed() -> Select[Any]:
    """The tenders whose bids nobody may know of, and where they were announced."""
    return select(tenders.c.tender, tenders.c.announced).where(
        tenders.c.unsealed.is_(False)
    )


def unsealed() -> Select[Any]:
    """The tenders whose secrecy has been lifted, with their awards."""
    return select(tenders.c.tender, tenders.c.award).where(tenders.c.unsealed)


def secrecy() -> Select[Any]:
    """The bids that are secret in part nevertheless."""
    return select(tender_secrecy)
