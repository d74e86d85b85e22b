"""What the charts of the public page do not show, month by month: what tells of few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from upphandling.domain.indicators.suppression import Group
from upphandling.interfaces.follow_up.reading import Row
from upphandling.interfaces.report.cost import small_groups
from upphandling.interfaces.report.figures import Asked
from upphandling.interfaces.report.quarter import MONTHS, Quarter
from upphandling.interfaces.report.shares import place_of, small_shares

NO_SHARE = {"percent": None, "hours_percent": None, "within_tolerance": None}
NO_MONEY = {"paid_ore": None, "calculated_ore": None}


def without_small_shares(shares: Sequence[Row]) -> Iterator[Row]:
    """The shares of each day, with no percent where that day's report shows none."""
    by_day: dict[date, list[Row]] = defaultdict(list)
    for row in shares:
        by_day[row["on"]].append(row)
    for found in by_day.values():
        gone = small_shares(found)
        for row in found:
            yield {**row, **NO_SHARE} if place_of(row) in gone else row


def without_small_payments(
    connection: Connection, asked: Asked, payments: Sequence[Row]
) -> Iterator[Row]:
    """The payments, with no sum where their quarter's report shows none.

    A row with an empty `agreement` is of all agreements together.
    """
    quarters = {row["month"]: _quarter(row["month"]) for row in payments}
    gone = {
        one: small_groups(
            connection,
            replace(asked, first=one.first, last=min(one.last, asked.last)),
        )
        for one in set(quarters.values())
    }
    for row in payments:
        hidden = Group(row["agreement"] or None, None) in gone[quarters[row["month"]]]
        yield {**row, **NO_MONEY} if hidden else row


def _quarter(month: str) -> Quarter:
    year, _, number = month.partition("-")
    return Quarter.parse(f"{year}-Q{(int(number) - 1) // MONTHS + 1}")
