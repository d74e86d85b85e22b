"""Batches of visits (partier): which were read, and which of them count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Select,
    String,
    Table,
    false,
    select,
)

from upphandling.domain.visit_month import VisitMonth
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

visit_batches = Table(
    "visit_batches",
    READ_MODELS,
    Column("case_key", String, primary_key=True),
    Column("batch", BigInteger, primary_key=True),
    Column("system", String, nullable=False),
    Column("month", String, nullable=False),
    Column("file", String, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("reason", String),
)
Index("visit_batches_batch", visit_batches.c.batch)

VISIT_BATCHES = Projection("visit_batches", "Partier av besök", (visit_batches,))


@VISIT_BATCHES.on(VisitMonth.Imported)
def imported(fact: Fact) -> Iterable[Change]:
    told = ("system", "month", "file", "rows", "refused", "seconds")
    yield put(
        visit_batches,
        fact.key,
        fact.data["batch"],
        imported_at=fact.data["effective_at"],
        withdrawn=False,
        reason=None,
        **{column: fact.data[column] for column in told},
    )


@VISIT_BATCHES.on(VisitMonth.Withdrawn)
def withdrawn(fact: Fact) -> Iterable[Change]:
    yield patch(
        visit_batches,
        fact.key,
        fact.data["batch"],
        withdrawn=True,
        reason=fact.data["reason"],
    )


def counted(system: str) -> Select[Any]:
    """The batches of a system that count, with their months, by number."""
    return (
        select(visit_batches.c.batch, visit_batches.c.month)
        .where(visit_batches.c.system == system, visit_batches.c.withdrawn == false())
        .order_by(visit_batches.c.batch)
    )
