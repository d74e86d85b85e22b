"""Payments (utbetalningar): each agreement's months, and what was paid for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    Select,
    String,
    Table,
    cast,
    func,
    select,
)

from upphandling.domain.pay import days_of
from upphandling.domain.payment import Payment, Status
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

payments = Table(
    "payments",
    READ_MODELS,
    Column("payment", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("agreement", String, nullable=False),
    Column("provider", String, nullable=False),
    Column("month", String, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("status", String, nullable=False),
    Column("tariff", String, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("calculated_ore", BigInteger, nullable=False),
    Column("calculated_at", Moment, nullable=False),
    Column("approved_at", Moment),
    Index("payments_of", "agreement", "month"),
)

payment_parts = Table(
    "payment_parts",
    READ_MODELS,
    Column("payment", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("total_ore", BigInteger, nullable=False),
    Column("approved_at", Moment, nullable=False),
    Column("file_sha256", String),
)
"""What was approved: the month itself (0), and each correction, by its number."""

PAYMENTS = Projection(
    "payments", "Utbetalningar till utförarna", (payments, payment_parts)
)


@PAYMENTS.on(Payment.Calculated)
def calculated(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield put(
        payments,
        fact.key,
        **{name: told[name] for name in ("system", "agreement", "provider", "month")},
        from_day=days_of(told["month"])[0].isoformat(),
        status=Status.CALCULATED.value,
        approved_at=None,
        **_latest(fact),
    )


@PAYMENTS.on(Payment.CorrectionCalculated)
def correction_calculated(fact: Fact) -> Iterable[Change]:
    yield patch(payments, fact.key, **_latest(fact))


@PAYMENTS.on(Payment.CorrectionOpened)
def correction_opened(fact: Fact) -> Iterable[Change]:
    yield patch(payments, fact.key, status=Status.CORRECTING.value)


@PAYMENTS.on(Payment.CorrectionAbandoned)
def correction_abandoned(fact: Fact) -> Iterable[Change]:
    yield patch(payments, fact.key, status=Status.APPROVED.value)


@PAYMENTS.on(Payment.Approved)
def approved(fact: Fact) -> Iterable[Change]:
    at = fact.data["effective_at"]
    yield patch(payments, fact.key, status=Status.APPROVED.value, approved_at=at)
    yield _part(fact, 0)


@PAYMENTS.on(Payment.CorrectionApproved)
def correction_approved(fact: Fact) -> Iterable[Change]:
    yield patch(payments, fact.key, status=Status.APPROVED.value)
    yield _part(fact, fact.data["number"])


@PAYMENTS.on(Payment.Exported)
def exported(fact: Fact) -> Iterable[Change]:
    yield patch(
        payment_parts,
        fact.key,
        fact.data["correction"],
        file_sha256=fact.data["file_sha256"],
    )


def listed(
    asked: dict[str, str | None], limit: int | None = None, offset: int = 0
) -> Select[Any]:
    """Payments by month and agreement; `asked` are columns that must be as told.

    `paid_ore` is what has been approved, with all corrections; null for nothing.
    """
    paid = (
        select(
            payment_parts.c.payment,
            cast(func.sum(payment_parts.c.total_ore), BigInteger).label("paid_ore"),
        )
        .group_by(payment_parts.c.payment)
        .subquery()
    )
    told = {name: value for name, value in asked.items() if value is not None}
    return (
        select(payments, paid.c.paid_ore)
        .join_from(payments, paid, paid.c.payment == payments.c.payment, isouter=True)
        .where(*(payments.c[name] == value for name, value in told.items()))
        .order_by(payments.c.month, payments.c.agreement)
        .limit(limit)
        .offset(offset)
    )


def parts_of(keys: Sequence[str]) -> Select[Any]:
    """What was approved of some payments, the month before its corrections."""
    return (
        select(payment_parts)
        .where(payment_parts.c.payment.in_(keys))
        .order_by(payment_parts.c.payment, payment_parts.c.number)
    )


def _latest(fact: Fact) -> dict[str, Any]:
    basis = fact.data["basis"]
    return {
        "tariff": basis["tariff"],
        "visits": basis["visits"],
        "calculated_ore": basis["total_ore"],
        "calculated_at": fact.data["effective_at"],
    }


def _part(fact: Fact, number: int) -> Change:
    return put(
        payment_parts,
        fact.key,
        number,
        total_ore=fact.data["total_ore"],
        approved_at=fact.data["effective_at"],
        file_sha256=None,
    )
