"""Destructions (gallringar): what was decided of how many, and what has been carried out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Date, Integer, Select, String, Table, select

from upphandling.domain.destruction import Destruction, DestructionStatus
from upphandling.domain.retention import Retention
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

destructions = Table(
    "destructions",
    READ_MODELS,
    Column("destruction", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("document", String, nullable=False),
    Column("document_classes", String, nullable=False),
    Column("subjects", Integer, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("executed_at", Moment),
    Column("keys", Integer),
)

retentions = Table(
    "retentions",
    READ_MODELS,
    Column("document_class", String, primary_key=True),
    Column("keep_years", Integer),
    Column("counted_from", String, nullable=False),
    Column("legal_basis", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("from_day", Date, nullable=False),
)

DESTRUCTIONS = Projection("destructions", "Gallring", (destructions, retentions))


@DESTRUCTIONS.on(Retention.Adopted)
def adopted(fact: Fact) -> Iterable[Change]:
    yield put(retentions, fact.key, **fact.data["term"])


@DESTRUCTIONS.on(Retention.Replaced)
def replaced(fact: Fact) -> Iterable[Change]:
    yield put(retentions, fact.key, **fact.data["term"])


@DESTRUCTIONS.on(Destruction.Decided)
def decided(fact: Fact) -> Iterable[Change]:
    yield put(
        destructions,
        fact.key,
        status=DestructionStatus.DECIDED,
        document=fact.data["document"],
        document_classes=", ".join(fact.data["document_classes"]),
        subjects=len(fact.data["subjects"]),
        decided_at=fact.data["effective_at"],
        decided_by=fact.data["by"],
        executed_at=None,
        keys=None,
    )


@DESTRUCTIONS.on(Destruction.Executed)
def executed(fact: Fact) -> Iterable[Change]:
    yield patch(
        destructions,
        fact.key,
        status=DestructionStatus.EXECUTED,
        executed_at=fact.data["effective_at"],
        keys=len(fact.data["keys"]),
    )


@DESTRUCTIONS.on(Destruction.Revoked)
def revoked(fact: Fact) -> Iterable[Change]:
    yield patch(destructions, fact.key, status=DestructionStatus.REVOKED)


def register(limit: int, offset: int) -> Select[Any]:
    """Decisions on destruction, newest first."""
    newest = destructions.c.decided_at.desc(), destructions.c.destruction
    return select(destructions).order_by(*newest).limit(limit).offset(offset)


def retention_plan() -> Select[Any]:
    """How long each class of documents is kept."""
    return select(retentions).order_by(retentions.c.document_class)
