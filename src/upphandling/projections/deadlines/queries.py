"""How the deadlines are asked: what is due, what comes next, what a case waits for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, Subquery, func, select, union_all

from upphandling.projections.deadlines.followed import lacking
from upphandling.projections.deadlines.table import deadlines

Asked = Callable[[FromClause], Select[Any]]


def due(now: datetime, limit: int) -> Select[Any]:
    """The deadlines that have passed, in the order they fell."""
    row = _of_both(lambda table: select(table).where(table.c.due_at <= now)).c
    return (
        select(*row)
        .order_by(row.due_at, row.position, row.case_id, row.part)
        .limit(limit)
    )


def next_due(after: datetime | None = None) -> Select[Any]:
    """The instant of the next deadline, or NULL when nothing is awaited."""

    def earliest(table: FromClause) -> Select[Any]:
        query = select(func.min(table.c.due_at).label("due_at"))
        return query if after is None else query.where(table.c.due_at > after)

    return select(func.min(_of_both(earliest).c.due_at))


def waiting(case_id: str | None, limit: int, offset: int) -> Select[Any]:
    """Every deadline, soonest first."""

    def of_case(table: FromClause) -> Select[Any]:
        query = select(table)
        return query if case_id is None else query.where(table.c.case_id == case_id)

    row = _of_both(of_case).c
    return select(*row).order_by(row.due_at, row.position).limit(limit).offset(offset)


def _of_both(asked: Asked) -> Subquery:
    """What events have set a day for, and the follow-ups that are still to be opened."""
    return union_all(asked(deadlines), asked(lacking().subquery("lacking"))).subquery(
        "awaited"
    )
