"""Indicators over time: each group's values, the breaks between them, what is withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from upphandling.domain.indicators.suppression import Group, Withheld, withheld
from upphandling.interfaces.follow_up.reading import Row, rows, without
from upphandling.projections import indicator_series
from upphandling.projections.indicator_series import Page, ValuesWanted

Place = tuple[Any, ...]

WITHHELD = ("value", "numerator", "denominator", "of_persons", "reason")
EARLIER = ("version", "value", "of_persons", "reference", "recorded_at")
GROUP = ("indicator", "system", "agreement", "area", "first_on")


def the_indicators(
    connection: Connection, wanted: ValuesWanted, *, limit: int = 100, offset: int = 0
) -> list[Row]:
    """A page of the values that stand, group by group in the order of time.

    `series_break` is true where the value was made by another definition than the one
    before it; `earlier` are the values that it corrects. What leaves the house has no
    earlier values, and nulls where `suppressed` is true: `withheld` says why.
    """
    page = rows(connection, indicator_series.series(wanted, limit, offset))
    if not page:
        return []
    asked = _page(page, wanted.at)
    if wanted.leaves:
        # What is withheld by now is not told by asking about an earlier day either.
        gone = _withheld(connection, page, replace(asked, at=None))
        if wanted.at is not None:
            gone = gone | _withheld(connection, page, asked)
        return [_shown(row, gone.get(_place(row))) for row in page]
    earlier = _earlier(connection, asked)
    return [
        {**_shown(row, None), "earlier": earlier.get(_place(row), [])} for row in page
    ]


def _shown(row: Row, why: Withheld | None) -> Row:
    version = row["version_before"]
    told = {
        **without(row, "position", "version_before"),
        "agreement": row["agreement"] or None,
        "area": row["area"] or None,
        "series_break": version not in (None, row["version"]),
        "suppressed": why is not None,
        "withheld": why,
    }
    return told if why is None else told | dict.fromkeys(WITHHELD)


def _earlier(connection: Connection, asked: Page) -> dict[Place, list[Row]]:
    """What the values of a page correct, the first first."""
    found: dict[Place, list[Row]] = defaultdict(list)
    for row in rows(connection, indicator_series.corrected(asked)):
        found[_place(row)].append({name: row[name] for name in EARLIER})
    return found


def _withheld(
    connection: Connection, page: Sequence[Row], asked: Page
) -> dict[Place, Withheld]:
    """What is not shown, looked for among all groups whatever is asked for."""
    shown = {(row["indicator"], row["system"], row["first_on"]) for row in page}
    periods: dict[Place, dict[Group, int]] = defaultdict(dict)
    least: dict[Place, int] = defaultdict(int)
    for row in connection.execute(indicator_series.sizes(asked)):
        indicator, system, agreement, area, first_on, size, smallest = row
        period = (indicator, system, first_on)
        periods[period][Group(agreement or None, area or None)] = size
        least[period] = max(least[period], smallest)
    return {
        (indicator, system, group.agreement or "", group.area or "", first_on): why
        for indicator, system, first_on in shown
        for period in [(indicator, system, first_on)]
        for group, why in withheld(periods[period], least[period]).items()
    }


def _page(page: Sequence[Row], at: date | None) -> Page:
    """The indicators of a page, and the days on which its periods begin."""
    days = [row["first_on"] for row in page]
    indicators = tuple(sorted({row["indicator"] for row in page}))
    return Page(indicators, min(days), max(days), at)


def _place(row: Row) -> Place:
    return tuple(row[name] for name in GROUP)
