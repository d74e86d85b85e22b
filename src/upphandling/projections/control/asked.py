"""How the control points are asked: those of a system, within some days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, or_, select

from upphandling.projections.control.tables import (
    Point,
    acts,
    alarms,
    late_limits,
    matters,
    points,
    programmes,
)

OF_THE_HOUSE = (Point.BREAK_GLASS, Point.CONFLICT)
"""What is told in every system's report where it is about no system's case."""

Days = tuple[date, date]
"""The first day and the last."""

mine, owners = matters.alias("mine"), matters.alias("owners")
its_system: ColumnElement[Any] = func.coalesce(mine.c.system, owners.c.system)
"""The system of a case: as it tells itself, or as the case does that it belongs to."""


def points_of(system: str, days: Days, asked: Collection[Point]) -> Select[Any]:
    """The points of a system within some days, with `system` null for the house's own."""
    row = points.c
    told = [point.value for point in asked]
    house = and_(
        its_system.is_(None), row.point.in_([point.value for point in OF_THE_HOUSE])
    )
    return _joined(
        select(
            row.point,
            row.reference,
            row.position,
            row.on_day,
            row.days,
            its_system.label("system"),
        ),
        points,
    ).where(
        row.on_day.between(*days),
        row.point.in_(told),
        or_(its_system == system, house),
    )


def alarms_of(system: str, last: date, on: date) -> Select[Any]:
    """The alarms of a system raised by a day; `waiting` are those unanswered on another."""
    row = alarms.c
    unanswered = row.answered_on.is_(None) | (row.answered_on > on)
    return _joined(
        select(
            row.alarm,
            row.case_id,
            row.part,
            row.raised_on,
            row.reference,
            row.position,
            unanswered.label("waiting"),
        ),
        alarms,
    ).where(row.raised_on <= last, or_(its_system == system, its_system.is_(None)))


def acts_of(system: str, days: Days) -> Select[Any]:
    """What was decided within some days, and whether by another than who began it.

    `by_another` is 1 where two did it, 0 where one did both.
    """
    row, begun = acts.c, acts.alias("begun")
    latest = (
        select(begun.c.by)
        .where(
            begun.c.case_id == row.case_id,
            begun.c.act == row.act,
            begun.c.part == row.part,
            begun.c.decides.is_(False),
            begun.c.position < row.position,
        )
        .order_by(begun.c.position.desc())
        .limit(1)
        .correlate(acts)
        .scalar_subquery()
    )
    other = func.coalesce(row.beside, latest)
    return _joined(
        select(
            row.act,
            row.reference,
            row.position,
            case((other != row.by, 1), else_=0).label("by_another"),
        ),
        acts,
    ).where(
        row.decides,
        row.on_day.between(*days),
        or_(its_system == system, its_system.is_(None)),
    )


def programme_on(system: str, day: date) -> Select[Any]:
    """The programmes that hold on a day."""
    row = programmes.c
    return select(programmes).where(
        row.system == system, row.from_on <= day, row.to_on >= day
    )


def late_limits_of(system: str, last: date, on: date) -> Select[Any]:
    """The limits that hold by a day, of those decided by another; the latest last."""
    row = late_limits.c
    return (
        select(late_limits)
        .where(row.system == system, row.valid_from <= last, row.decided_on <= on)
        .order_by(row.valid_from, row.position)
    )


def systems_of(cases: Sequence[str]) -> Select[Any]:
    """Of which system each of some cases is a matter."""
    return (
        select(mine.c.case_id, its_system.label("system"))
        .outerjoin(owners, owners.c.case_id == mine.c.owner)
        .where(mine.c.case_id.in_(cases))
    )


def _joined(query: Select[Any], table: Table) -> Select[Any]:
    return (
        query.select_from(table)
        .outerjoin(mine, mine.c.case_id == table.c.case_id)
        .outerjoin(owners, owners.c.case_id == mine.c.owner)
    )
