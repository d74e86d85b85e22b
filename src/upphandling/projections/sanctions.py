"""Sanctions (påföljder): what was agreed, what was decided, and what still holds."""

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

from upphandling.domain.agreement import Agreement, SanctionKind
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

sanctions = Table(
    "sanctions",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("sanction", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("deviation", String, nullable=False, index=True),
    Column("decided_at", Moment, nullable=False),
    Column("decision", String, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("percent", Integer),
    Column("ore", BigInteger),
    Column("from_on", Date),
    Column("until", Date),
    Column("lifted_at", Moment),
    Column("withdrawn_at", Moment),
)

repetition = Table(
    "sanction_ladders",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("repeat_amount", Integer, nullable=False),
    Column("repeat_unit", String, nullable=False),
    Column("agreed_at", Moment, nullable=False),
)

SANCTIONS = Projection("sanctions", "Påföljder", (sanctions, repetition))

KINDS = {
    Agreement.WarningGiven.TOPIC: SanctionKind.WARNING,
    Agreement.PaymentWithheld.TOPIC: SanctionKind.WITHHOLDING,
    Agreement.FineImposed.TOPIC: SanctionKind.FINE,
    Agreement.NewCustomersStopped.TOPIC: SanctionKind.STOP,
}


@SANCTIONS.on(Agreement.SanctionsAgreed)
def agreed(fact: Fact) -> Iterable[Change]:
    within = fact.data["repeat_within"]
    yield put(
        repetition,
        fact.key,
        repeat_amount=within["amount"],
        repeat_unit=within["unit"],
        agreed_at=fact.data["effective_at"],
    )


@SANCTIONS.on(
    Agreement.WarningGiven,
    Agreement.PaymentWithheld,
    Agreement.FineImposed,
    Agreement.NewCustomersStopped,
)
def decided(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield put(
        sanctions,
        fact.key,
        told["sanction"],
        kind=KINDS[fact.topic].value,
        deviation=told["deviation"],
        decided_at=told["effective_at"],
        decision=fact.reference,
        urgent=told["urgent"],
        percent=told.get("percent"),
        ore=told.get("ore"),
        from_on=told.get("from_on"),
        until=told.get("until"),
        lifted_at=None,
        withdrawn_at=None,
    )


@SANCTIONS.on(Agreement.WithholdingReleased, Agreement.StopLifted)
def lifted(fact: Fact) -> Iterable[Change]:
    at = fact.data["effective_at"]
    yield patch(sanctions, fact.key, fact.data["sanction"], lifted_at=at)


@SANCTIONS.on(Agreement.SanctionWithdrawn)
def withdrawn(fact: Fact) -> Iterable[Change]:
    at = fact.data["effective_at"]
    yield patch(
        sanctions, fact.key, fact.data["sanction"], lifted_at=at, withdrawn_at=at
    )


def register(limit: int, offset: int) -> Select[Any]:
    """Sanctions in the order they were decided."""
    return (
        select(sanctions)
        .order_by(sanctions.c.decided_at, sanctions.c.agreement, sanctions.c.sanction)
        .limit(limit)
        .offset(offset)
    )
