"""How the deadlines are asked: what is due, what comes next, what a case waits for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    FromClause,
    Integer,
    Select,
    Subquery,
    bindparam,
    func,
    select,
    union_all,
)

from upphandling.projections.base import Moment
from upphandling.projections.deadlines.followed import lacking
from upphandling.projections.deadlines.holding import held, is_free
from upphandling.projections.deadlines.table import deadlines

Asked = Callable[[FromClause], Select[Any]]


def due(now: datetime, limit: int) -> Select[Any]:
    """The deadlines that have passed, in the order they fell; none that is held back."""
    return _due().params(now=now, most=limit)


def next_due(after: datetime | None = None) -> Select[Any]:
    """The instant of the next deadline to fall, or NULL when none is to."""
    return _next_due() if after is None else _next_due_after().params(after=after)


def waiting(case_id: str | None, limit: int, offset: int) -> Select[Any]:
    """Every deadline, soonest first, also what is held back."""

    def of_case(table: FromClause) -> Select[Any]:
        query = select(table)
        return query if case_id is None else query.where(table.c.case_id == case_id)

    row = _of_both(of_case).c
    return select(*row).order_by(row.due_at, row.position).limit(limit).offset(offset)


def held_back(case_id: str | None) -> Select[Any]:
    """The deadlines that wait, once for each thing that they wait for; oldest first.

    `waits_for` says what has to happen, `waits_on` in which matter, `since` since when,
    `held_by` the event that made it so.
    """
    back = held().subquery("back").c
    query = (
        select(deadlines, back.waits_for, back.waits_on, back.since, back.held_by)
        .where(
            deadlines.c.case_id == back.case_id,
            deadlines.c.deadline == back.deadline,
            deadlines.c.part == back.part,
        )
        .order_by(deadlines.c.due_at, deadlines.c.position, back.since, back.waits_on)
    )
    return query if case_id is None else query.where(deadlines.c.case_id == case_id)


def one(case_id: str, deadline: str, part: str) -> Select[Any]:
    """One deadline, if it is awaited."""

    def named(table: FromClause) -> Select[Any]:
        return select(table).where(
            table.c.case_id == case_id,
            table.c.deadline == deadline,
            table.c.part == part,
        )

    return select(_of_both(named))


# Every sweep asks these, and to put one together takes twenty times as long as the answer.


@cache
def _due() -> Select[Any]:
    now = bindparam("now", type_=Moment)
    row = _falling(lambda table: select(table).where(table.c.due_at <= now)).c
    return (
        select(*row)
        .order_by(row.due_at, row.position, row.case_id, row.part)
        .limit(bindparam("most", type_=Integer))
    )


@cache
def _next_due() -> Select[Any]:
    return select(func.min(_falling(_earliest).c.due_at))


@cache
def _next_due_after() -> Select[Any]:
    after = bindparam("after", type_=Moment)
    row = _falling(lambda table: _earliest(table).where(table.c.due_at > after)).c
    return select(func.min(row.due_at))


def _earliest(table: FromClause) -> Select[Any]:
    return select(func.min(table.c.due_at).label("due_at"))


def _of_both(asked: Asked) -> Subquery:
    """What events have set a day for, and the follow-ups that are still to be opened."""
    return _with_lacking(asked(deadlines), asked)


def _falling(asked: Asked) -> Subquery:
    """The same, without what is held back."""
    return _with_lacking(asked(deadlines).where(is_free(deadlines)), asked)


def _with_lacking(found: Select[Any], asked: Asked) -> Subquery:
    return union_all(found, asked(lacking().subquery("lacking"))).subquery("awaited")
