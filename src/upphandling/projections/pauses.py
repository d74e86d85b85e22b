"""Pauses (pauser): the cases that people leave alone just now, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Select, String, Table, select

from upphandling.domain.pause import Pause
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    drop,
    put,
)

pauses = Table(
    "pauses",
    READ_MODELS,
    Column("case_id", String, primary_key=True),
    Column("paused_at", Moment, nullable=False),
    Column("paused_by", String, nullable=False),
    Column("reason", String, nullable=False),
)

PAUSES = Projection("pauses", "Pausade ärenden", (pauses,))


@PAUSES.on(Pause.Begun)
def begun(fact: Fact) -> Iterable[Change]:
    yield put(
        pauses,
        fact.key,
        paused_at=fact.data["effective_at"],
        paused_by=fact.data["by"],
        reason=fact.data["reason"],
    )


@PAUSES.on(Pause.Ended)
def ended(fact: Fact) -> Iterable[Change]:
    yield drop(pauses, fact.key)


def paused(case_id: str | None = None) -> Select[Any]:
    """The cases that are paused, the longest first; or the one, if it is."""
    query = select(pauses).order_by(pauses.c.paused_at, pauses.c.case_id)
    return query if case_id is None else query.where(pauses.c.case_id == case_id)
