"""How the deadlines are asked: what is due, what comes next, what a case waits for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from upphandling.projections.deadlines.table import deadlines


def due(now: datetime, limit: int) -> Select[Any]:
    """The deadlines that have passed, in the order they fell."""
    return (
        select(deadlines)
        .where(deadlines.c.due_at <= now)
        .order_by(deadlines.c.due_at, deadlines.c.position, deadlines.c.part)
        .limit(limit)
    )


def next_due(after: datetime | None = None) -> Select[Any]:
    """The instant of the next deadline, or NULL when nothing is awaited."""
    query = select(func.min(deadlines.c.due_at))
    return query if after is None else query.where(deadlines.c.due_at > after)


def waiting(case_id: str | None, limit: int, offset: int) -> Select[Any]:
    """Every deadline, soonest first."""
    query = select(deadlines).order_by(deadlines.c.due_at, deadlines.c.position)
    if case_id is not None:
        query = query.where(deadlines.c.case_id == case_id)
    return query.limit(limit).offset(offset)
