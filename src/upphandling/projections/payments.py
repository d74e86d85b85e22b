"""Payments (utbetalningar): each agreement's months, and what was paid for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
)

from upphandling.domain.pay import days_of
from upphandling.domain.pay.lines import BY_THE_HOUR, SECONDS_AN_HOUR
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
    Column("opened", Integer, nullable=False),
    Column("approved_at", Moment),
    Index("payments_of", "agreement", "month"),
)
"""`opened` is the version of the event that opened the latest correction; 0: none."""

payment_calculations = Table(
    "payment_calculations",
    READ_MODELS,
    Column("payment", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("tariff", String, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("pay_ore", BigInteger, nullable=False),
    Column("deducted_ore", BigInteger, nullable=False),
    Column("carried_ore", BigInteger, nullable=False),
    Column("calculated_at", Moment, nullable=False),
)
"""Each calculation of a month, by the version of its event; `pay_ore` before deductions."""

payment_services = Table(
    "payment_services",
    READ_MODELS,
    Column("payment", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("service", String, primary_key=True),
    Column("ore", BigInteger, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("paid_seconds", BigInteger, nullable=False),
    Column("performed_seconds", BigInteger, nullable=False),
    Column("granted_seconds", BigInteger, nullable=False),
)
"""Of each service in a calculation; `paid_seconds` by the hour, rounded to whole ones."""

payment_parts = Table(
    "payment_parts",
    READ_MODELS,
    Column("payment", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("total_ore", BigInteger, nullable=False),
    Column("approved_at", Moment, nullable=False),
    Column("file_sha256", String),
)
"""What was approved: the month itself (0), and each correction, by its number."""

PAYMENTS = Projection(
    "payments",
    "Utbetalningar till utförarna",
    (payments, payment_calculations, payment_services, payment_parts),
    version=2,
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
        opened=0,
        approved_at=None,
    )
    yield from _calculation(fact)


@PAYMENTS.on(Payment.CorrectionCalculated)
def correction_calculated(fact: Fact) -> Iterable[Change]:
    yield from _calculation(fact)


@PAYMENTS.on(Payment.Deducted)
def deducted(fact: Fact) -> Iterable[Change]:
    lines = fact.data["deductions"]
    yield patch(
        payment_calculations,
        fact.key,
        fact.version - 1,  # the calculation that it was recorded with
        deducted_ore=sum(line["ore"] for line in lines),
        carried_ore=sum(line["carried_ore"] for line in lines),
    )


@PAYMENTS.on(Payment.CorrectionOpened)
def correction_opened(fact: Fact) -> Iterable[Change]:
    yield patch(payments, fact.key, status=Status.CORRECTING.value, opened=fact.version)


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


def _calculation(fact: Fact) -> Iterator[Change]:
    basis = fact.data["basis"]
    yield put(
        payment_calculations,
        fact.key,
        fact.version,
        tariff=basis["tariff"],
        visits=basis["visits"],
        pay_ore=basis["total_ore"],
        deducted_ore=0,
        carried_ore=0,
        calculated_at=fact.data["effective_at"],
    )
    for told in basis["services"]:
        lines = [line for line in basis["lines"] if line["service"] == told["service"]]
        yield put(
            payment_services,
            fact.key,
            fact.version,
            told["service"],
            ore=sum(line["ore"] for line in lines),
            visits=told["visits"],
            paid_seconds=_paid_seconds(lines),
            performed_seconds=told["performed_seconds"],
            granted_seconds=told["granted_seconds"],
        )


def _paid_seconds(lines: Iterable[Mapping[str, Any]]) -> int:
    hours = [
        Fraction(line["quantity"])
        for line in lines
        if line["paid_by"] in BY_THE_HOUR and not line["unpaid"]
    ]
    return round(sum(hours, Fraction(0)) * SECONDS_AN_HOUR)


def _part(fact: Fact, number: int) -> Change:
    return put(
        payment_parts,
        fact.key,
        number,
        version=fact.version,
        total_ore=fact.data["total_ore"],
        approved_at=fact.data["effective_at"],
        file_sha256=None,
    )
