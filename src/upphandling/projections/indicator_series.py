"""Series of indicators: the values that stand, what each corrects, how large groups are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, select

from upphandling.domain.instants import midnight_after
from upphandling.projections.agreements import agreements
from upphandling.projections.indicators import (
    indicator_definitions,
    indicator_values,
    kept_values,
)

said = indicator_definitions.c
GROUP = ("indicator", "system", "agreement", "area")


@dataclass(frozen=True, slots=True)
class ValuesWanted:
    """Which values are asked for; `leaves` says that the answer leaves the house.

    `at` asks for those that stood at the end of a day, None for those that stand.
    """

    indicator: str | None = None
    system: str | None = None
    agreement: str | None = None
    area: str | None = None
    from_day: date | None = None
    to_day: date | None = None
    at: date | None = None
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Which periods of which indicators a page is about, and as of which day."""

    indicators: tuple[str, ...]
    first: date
    last: date
    at: date | None


def series(wanted: ValuesWanted, limit: int, offset: int) -> Select[Any]:
    """A page of the values that stand, with the definition of the one before."""
    stands = _standing(wanted.at)
    value = stands.c
    asked = (
        (value.indicator, wanted.indicator),
        (value.system, wanted.system),
        (value.agreement, wanted.agreement),
        (value.area, wanted.area),
    )
    told = (
        select(
            *(column for column in value if column.name != "newest"),
            func.lag(value.version)
            .over(partition_by=[value[name] for name in GROUP], order_by=value.first_on)
            .label("version_before"),
        )
        .select_from(stands)
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


def corrected(page: Page) -> Select[Any]:
    """The values that others correct, of the periods of a page."""
    stands, before = _standing(page.at), kept_values.c
    return (
        select(kept_values)
        .join_from(
            kept_values,
            stands,
            and_(
                *(before[name] == stands.c[name] for name in (*GROUP, "first_on")),
                before.position < stands.c.position,
            ),
        )
        .where(*_of(kept_values, page))
        .order_by(before.position)
    )


def sizes(page: Page) -> Select[Any]:
    """How many persons every value is about, of the periods of a page."""
    stands = _standing(page.at)
    value = stands.c
    same = and_(said.indicator == value.indicator, said.version == value.version)
    return (
        select(
            *(value[name] for name in GROUP),
            value.first_on,
            value.of_persons,
            said.least_group,
        )
        .join_from(stands, indicator_definitions, same)
        .where(*_of(stands, page))
    )


def _standing(at: date | None) -> FromClause:
    """The latest value of each group and period, as they stood at the end of a day."""
    if at is None:
        return indicator_values
    kept = kept_values.c
    of_the_same = [kept[name] for name in (*GROUP, "first_on")]
    newest = func.row_number().over(
        partition_by=of_the_same, order_by=kept.position.desc()
    )
    known = (
        select(kept_values, newest.label("newest"))
        .where(kept.recorded_at < midnight_after(at))
        .subquery()
    )
    return select(known).where(known.c.newest == 1).subquery()


def _of(values: FromClause, page: Page) -> Iterable[ColumnElement[bool]]:
    yield values.c.indicator.in_(page.indicators)
    yield values.c.first_on.between(page.first, page.last)


def _touches(row: Any, wanted: ValuesWanted) -> Iterable[ColumnElement[bool]]:
    """Whether the period has any of the days."""
    if wanted.from_day is not None:
        yield row.last_on >= wanted.from_day
    if wanted.to_day is not None:
        yield row.first_on <= wanted.to_day
