"""Series of indicators: the values that stand, what each corrects, how large groups are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from upphandling.projections.agreements import agreements
from upphandling.projections.indicators import (
    indicator_definitions,
    indicator_values,
    kept_values,
)

value, said, before = indicator_values.c, indicator_definitions.c, kept_values.c
GROUP = (value.indicator, value.system, value.agreement, value.area)
SAME_DEFINITION = and_(said.indicator == value.indicator, said.version == value.version)


@dataclass(frozen=True, slots=True)
class ValuesWanted:
    """Which values are asked for; `leaves` says that the answer leaves the house."""

    indicator: str | None = None
    system: str | None = None
    agreement: str | None = None
    area: str | None = None
    from_day: date | None = None
    to_day: date | None = None
    leaves: bool = False


def series(wanted: ValuesWanted, limit: int, offset: int) -> Select[Any]:
    """A page of the values that stand, with the definition of the one before."""
    asked = (
        (value.indicator, wanted.indicator),
        (value.system, wanted.system),
        (value.agreement, wanted.agreement),
        (value.area, wanted.area),
    )
    told = (
        select(
            indicator_values,
            func.lag(value.version)
            .over(partition_by=GROUP, order_by=value.first_on)
            .label("version_before"),
        )
        .where(*(column == key for column, key in asked if key is not None))
        .subquery()
    )
    row = told.c
    return (
        select(
            told,
            said.title,
            said.unit,
            said.better,
            said.least_group,
            agreements.c.name,
        )
        .join_from(
            told,
            indicator_definitions,
            and_(said.indicator == row.indicator, said.version == row.version),
        )
        .join(agreements, agreements.c.agreement == row.agreement, isouter=True)
        .where(*_touches(row, wanted))
        .order_by(row.indicator, row.system, row.agreement, row.area, row.first_on)
        .limit(limit)
        .offset(offset)
    )


def corrected(indicators: Iterable[str], first: date, last: date) -> Select[Any]:
    """The values that others correct, of periods that begin within the days."""
    return (
        select(kept_values)
        .join_from(
            kept_values,
            indicator_values,
            and_(
                *(before[column.name] == column for column in (*GROUP, value.first_on)),
                before.position < value.position,
            ),
        )
        .where(before.indicator.in_(indicators), before.first_on.between(first, last))
        .order_by(before.position)
    )


def sizes(indicators: Iterable[str], first: date, last: date) -> Select[Any]:
    """How many persons every value is about, of periods that begin within the days."""
    return (
        select(*GROUP, value.first_on, value.of_persons, said.least_group)
        .join_from(indicator_values, indicator_definitions, SAME_DEFINITION)
        .where(value.indicator.in_(indicators), value.first_on.between(first, last))
    )


def _touches(row: Any, wanted: ValuesWanted) -> Iterable[ColumnElement[bool]]:
    """Whether the period has any of the days."""
    if wanted.from_day is not None:
        yield row.last_on >= wanted.from_day
    if wanted.to_day is not None:
        yield row.first_on <= wanted.to_day
