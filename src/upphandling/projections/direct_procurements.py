"""Direct procurements (direktupphandlingar): on what ground, of what value, to whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Column, Date, Select, String, Table, select

from upphandling.domain.direct_procurement import DirectProcurement, Status
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

direct_procurements = Table(
    "direct_procurements",
    READ_MODELS,
    Column("direct_procurement", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("title", String, nullable=False),
    Column("status", String, nullable=False),
    Column("paragraph", String, nullable=False),
    Column("value_sek", BigInteger, nullable=False),
    Column("threshold_sek", BigInteger, nullable=False),
    Column("tender", String),
    Column("needed_until", Date),
    Column("standstill_last_day", Date),
    Column("provider", String),
    Column("agreement", String),
    Column("prepared_at", Moment, nullable=False),
)

DIRECT_PROCUREMENTS = Projection(
    "direct_procurements", "Direktupphandlingar", (direct_procurements,)
)


@DIRECT_PROCUREMENTS.on(DirectProcurement.Prepared)
def prepared(fact: Fact) -> Iterable[Change]:
    yield put(
        direct_procurements,
        fact.key,
        system=fact.data["system"],
        title=fact.data["title"],
        status=Status.PREPARED.value,
        paragraph=fact.data["paragraph"],
        value_sek=fact.data["value_sek"],
        threshold_sek=fact.data["threshold_sek"],
        tender=fact.data["tender"],
        needed_until=fact.data["needed_until"],
        standstill_last_day=None,
        provider=None,
        agreement=None,
        prepared_at=fact.data["effective_at"],
    )


@DIRECT_PROCUREMENTS.on(DirectProcurement.IntentPublished)
def intent_published(fact: Fact) -> Iterable[Change]:
    last_day = fact.data["standstill"]["last_day"]
    yield patch(direct_procurements, fact.key, standstill_last_day=last_day)


@DIRECT_PROCUREMENTS.on(DirectProcurement.Decided)
def decided(fact: Fact) -> Iterable[Change]:
    yield patch(
        direct_procurements,
        fact.key,
        status=Status.DECIDED.value,
        provider=fact.data["provider"],
    )


@DIRECT_PROCUREMENTS.on(DirectProcurement.ContractSigned)
def contract_signed(fact: Fact) -> Iterable[Change]:
    yield patch(
        direct_procurements,
        fact.key,
        status=Status.SIGNED.value,
        agreement=fact.data["agreement"],
    )


@DIRECT_PROCUREMENTS.on(DirectProcurement.Abandoned)
def abandoned(fact: Fact) -> Iterable[Change]:
    yield patch(direct_procurements, fact.key, status=Status.ABANDONED.value)


def register(limit: int, offset: int) -> Select[Any]:
    """Direct procurements by key."""
    by_key = direct_procurements.c.direct_procurement
    return select(direct_procurements).order_by(by_key).limit(limit).offset(offset)
