"""Counting with sources: how many of each group, and the first events of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    literal,
    or_,
    select,
)

from upphandling.interfaces.report.figures import FEW, NO_EVENTS, Sources

Group = tuple[Any, ...]
Conditions = Mapping[str, ColumnElement[bool]]
"""By measure: which rows belong to it; a row may belong to several."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many things a group has, and the events that tell of them."""

    number: int = 0
    sources: Sources = NO_EVENTS


NOTHING = Counted()


def counted(
    connection: Connection, query: Select[Any], conditions: Conditions, *by: str
) -> Mapping[Group, Counted]:
    """By measure and `by`: how many different things, and their events; two queries.

    `query` has the columns `by`, `thing`, `position` and `reference`.
    """
    measures = [select(literal(name).label("measure")) for name in conditions]
    first, *others = measures
    measure = (
        first.union_all(*others).subquery("measures")
        if others
        else first.subquery("measures")
    )
    belongs = [
        (measure.c.measure == name) & condition
        for name, condition in conditions.items()
    ]
    found = query.add_columns(measure.c.measure).join(measure, or_(*belongs))
    sources = sourced(connection, found, "measure", *by)
    row = found.subquery().c
    group = [row[name] for name in ("measure", *by)]
    number = func.count(func.distinct(row.thing))
    return {
        tuple(one[:-1]): Counted(one[-1], sources[tuple(one[:-1])])
        for one in connection.execute(select(*group, number).group_by(*group))
    }


def sourced(
    connection: Connection, query: Select[Any], *by: str
) -> Mapping[tuple[Any, ...], Sources]:
    """The events of each group, by one query.

    `query` has the columns `by`, `position` and `reference`.
    """
    row = query.subquery()
    group = [row.c[name] for name in by]
    order = (row.c.position, row.c.reference)
    place = func.row_number().over(partition_by=group, order_by=order)
    told = select(
        *group,
        row.c.reference,
        place.label("place"),
        func.count().over(partition_by=group).label("number"),
    ).subquery()
    few = select(told).where(told.c.place <= FEW).order_by(*(told.c[n] for n in by))
    found: dict[tuple[Any, ...], list[Any]] = {}
    for one in connection.execute(few.order_by(told.c.place)):
        found.setdefault(tuple(one[: len(by)]), []).append(one)
    return {
        key: Sources(
            listed=select(row.c.reference)
            .where(*(column == part for column, part in zip(group, key, strict=True)))
            .order_by(*order),
            first=tuple(one.reference for one in ones),
            number=ones[0].number,
        )
        for key, ones in found.items()
    }
