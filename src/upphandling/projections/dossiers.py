"""Dossiers (dokumentation): what is written, what is missing, and what is late."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    Select,
    String,
    Table,
    func,
    select,
)

from upphandling.domain.dossier import Dossier, ReportPart
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

dossiers = Table(
    "dossiers",
    READ_MODELS,
    Column("dossier", String, primary_key=True),
    Column("cause", String, nullable=False),
    Column("ended_on", Date, nullable=False),
    Column("due_last_day", Date),
    Column("overdue", Boolean, nullable=False),
    Column("completed_at", Moment),
)

dossier_parts = Table(
    "dossier_parts",
    READ_MODELS,
    Column("dossier", String, primary_key=True),
    Column("part", String, primary_key=True),
    Column("applies", Boolean, nullable=False),
    Column("text", String, nullable=False),
    Column("source", String),
)

DOSSIERS = Projection("dossiers", "Dokumentation", (dossiers, dossier_parts))


@DOSSIERS.on(Dossier.Opened)
def opened(fact: Fact) -> Iterable[Change]:
    due = fact.data["due"]
    yield put(
        dossiers,
        fact.key,
        cause=fact.data["cause"],
        ended_on=fact.data["ended_on"],
        due_last_day=due and due["last_day"],
        overdue=False,
        completed_at=None,
    )


@DOSSIERS.on(Dossier.PartCompleted)
def part_completed(fact: Fact) -> Iterable[Change]:
    yield put(
        dossier_parts,
        fact.key,
        fact.data["part"],
        applies=True,
        text=fact.data["text"],
        source=fact.data["source"],
    )


@DOSSIERS.on(Dossier.PartNotApplicable)
def part_not_applicable(fact: Fact) -> Iterable[Change]:
    yield put(
        dossier_parts,
        fact.key,
        fact.data["part"],
        applies=False,
        text=fact.data["reason"],
        source=None,
    )


@DOSSIERS.on(Dossier.Completed)
def completed(fact: Fact) -> Iterable[Change]:
    yield patch(dossiers, fact.key, completed_at=fact.data["effective_at"])


@DOSSIERS.on(Dossier.Overdue)
def overdue(fact: Fact) -> Iterable[Change]:
    yield patch(dossiers, fact.key, overdue=True)


def register(limit: int, offset: int) -> Select[Any]:
    """Dossiers by key, each with how many parts of the report are missing."""
    written = (
        select(func.count())
        .where(dossier_parts.c.dossier == dossiers.c.dossier)
        .scalar_subquery()
    )
    missing = (len(ReportPart) - written).cast(Integer).label("missing")
    query = select(dossiers, missing).order_by(dossiers.c.dossier)
    return query.limit(limit).offset(offset)
