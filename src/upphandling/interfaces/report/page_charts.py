"""The charts of a report's page: the quarter, and what led up to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection

from upphandling.interfaces.charts import (
    checks_chart,
    indicators_chart,
    payments_chart,
    shares_chart,
    timetable_chart,
)
from upphandling.interfaces.charts.timetable import ON_PAPER
from upphandling.interfaces.follow_up.reading import Row
from upphandling.interfaces.report import page_rows
from upphandling.interfaces.report.figures import Asked

Thing = TypeVar("Thing")

COLUMNS = 2  # panels beside each other on paper
PANELS = 8  # on half a page
BARS = 32
MILESTONES = 30
MONTHS_TOLD = 12
YEARS_OF_VALUES = 2  # so that a break is seen


def charts_of(connection: Connection, asked: Asked) -> dict[str, list[str]]:
    """SVG by section, small enough for paper each; none where there is nothing to draw.

    Shares and payments are of the twelve months that end with the report, indicators
    of two years. In public they show what the figures show.
    """
    return {
        "timetable": list(_timetables(connection, asked)),
        "shares": list(_shares(connection, asked)),
        "indicators": list(_indicators(connection, asked)),
        "checks": list(_checks(connection, asked)),
        "cost": list(_payments(connection, asked)),
    }


def _timetables(connection: Connection, asked: Asked) -> Iterator[str]:
    plans = page_rows.timetables(connection, asked)
    for plan, milestones in plans.items():
        name = plan if len(plans) > 1 else None
        for some in _parts(milestones, MILESTONES):
            yield timetable_chart({"milestones": some}, name, room=ON_PAPER)


def _shares(connection: Connection, asked: Asked) -> Iterator[str]:
    told = page_rows.share_rows(connection, asked, _months_before(asked.last))
    for some in _by_agreement(told["shares"]):
        yield shares_chart({**told, "shares": some}, columns=COLUMNS)


def _indicators(connection: Connection, asked: Asked) -> Iterator[str]:
    first = asked.last.replace(year=asked.last.year - YEARS_OF_VALUES, day=1)
    for values in page_rows.indicator_rows(connection, asked, first):
        for some in _by_agreement(values):
            yield indicators_chart(some, columns=COLUMNS)


def _checks(connection: Connection, asked: Asked) -> Iterator[str]:
    for some in _parts(page_rows.check_rows(connection, asked), BARS):
        yield checks_chart(some)


def _payments(connection: Connection, asked: Asked) -> Iterator[str]:
    first = _months_before(asked.last)
    months = page_rows.payment_rows(connection, asked, first)
    for some in _by_agreement(months):
        yield payments_chart(some, columns=COLUMNS, since=first)


def _months_before(last: date) -> date:
    """The first day of the first of the months that are told."""
    months = last.year * 12 + last.month - MONTHS_TOLD
    return date(months // 12, months % 12 + 1, 1)


def _by_agreement(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of so many agreements at a time as there is room for."""
    for some in _parts(sorted({row["agreement"] or "" for row in rows}), PANELS):
        yield [row for row in rows if (row["agreement"] or "") in some]


def _parts(things: Sequence[Thing], most: int) -> Iterator[Sequence[Thing]]:
    for start in range(0, len(things), most):
        yield things[start : start + most]
