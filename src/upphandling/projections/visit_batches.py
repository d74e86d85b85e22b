"""Batches of visits (partier): which were read, and which of them count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    CompoundSelect,
    Index,
    Integer,
    Select,
    String,
    Table,
    literal,
    select,
    union,
    union_all,
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


def _batches(name: str) -> Table:
    return Table(
        name,
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
        Column("destroyed", Boolean, nullable=False),
    )


visit_batches = _batches("visit_batches")
"""What each batch has of performed visits; one without any is not there."""

visit_plans = _batches("visit_plans")
"""What each batch has of planned visits; one without any is not there."""

Index("visit_batches_batch", visit_batches.c.batch)
Index("visit_plans_batch", visit_plans.c.batch)

VISIT_BATCHES = Projection(
    "visit_batches", "Partier av besök", (visit_batches, visit_plans)
)


@VISIT_BATCHES.on(VisitMonth.Imported)
def imported(fact: Fact) -> Iterable[Change]:
    yield _read(visit_batches, fact)


@VISIT_BATCHES.on(VisitMonth.Planned)
def planned(fact: Fact) -> Iterable[Change]:
    yield _read(visit_plans, fact)


@VISIT_BATCHES.on(VisitMonth.Withdrawn)
def withdrawn(fact: Fact) -> Iterable[Change]:
    for table in (visit_batches, visit_plans):
        yield patch(
            table,
            fact.key,
            fact.data["batch"],
            withdrawn=True,
            reason=fact.data["reason"],
        )


@VISIT_BATCHES.on(VisitMonth.Destroyed)
def destroyed(fact: Fact) -> Iterable[Change]:
    for table in (visit_batches, visit_plans):
        for batch in fact.data["batches"]:
            yield patch(table, fact.key, batch, destroyed=True)


def _read(table: Table, fact: Fact) -> Change:
    told = ("system", "month", "file", "rows", "refused", "seconds")
    return put(
        table,
        fact.key,
        fact.data["batch"],
        imported_at=fact.data["effective_at"],
        withdrawn=False,
        reason=None,
        destroyed=False,
        **{column: fact.data[column] for column in told},
    )


def known(system: str) -> CompoundSelect[Any]:
    """The batches of a system, of either kind: number, month, and if withdrawn."""
    return union(
        *(
            select(table.c.batch, table.c.month, table.c.withdrawn).where(
                table.c.system == system
            )
            for table in (visit_batches, visit_plans)
        )
    ).order_by("batch")


def register(system: str, month: str | None = None) -> Select[Any]:
    """The batches of a system, the latest month first; a file with both is on two rows."""
    both = union_all(
        *(
            select(
                literal(kind).label("kind"),
                *(column for column in table.c if column.name != "case_key"),
            ).where(table.c.system == system)
            for kind, table in (("performed", visit_batches), ("planned", visit_plans))
        )
    ).subquery()
    query = select(both).order_by(both.c.month.desc(), both.c.batch, both.c.kind)
    return query if month is None else query.where(both.c.month == month)
