"""Queues: how many wait and for how long, place by place, and for one customer."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from statistics import median

from sqlalchemy import Connection

from upphandling.domain.instants import local_date
from upphandling.interfaces.follow_up.reading import Row, rows
from upphandling.projections import choice_tallies, queues


def the_queues(
    connection: Connection,
    system: str | None,
    today: date,
    *,
    agreement: str | None = None,
) -> list[Row]:
    """How many wait for each agreement and area; their days in the queue so far."""
    waited: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in connection.execute(choice_tallies.waiting_since(system, agreement)):
        days = (today - local_date(row.since)).days
        waited[row.agreement, row.area].append(days)
    return [
        {
            "agreement": key,
            "area": area,
            "waiting": len(days),
            "median_days": float(median(days)),
            "longest_days": max(days),
        }
        for (key, area), days in waited.items()
    ]


def the_place_numbers(
    connection: Connection,
    where: tuple[str, str],
    today: date,
    *,
    limit: int,
    offset: int,
) -> list[Row]:
    """A page of the queue to an agreement in an area, in turn."""
    agreement, area = where
    return [
        _waiting({"agreement": agreement, "area": area, **row}, today)
        for row in rows(connection, queues.in_turn(agreement, area, limit, offset))
    ]


def the_waits(
    connection: Connection, customer: str, agreement: str | None, today: date
) -> list[Row]:
    """Every queue in which a customer stands, or the one to an agreement."""
    return [
        _waiting({"customer": customer, **row}, today)
        for row in rows(connection, queues.waits_of(customer))
        if agreement in (None, row["agreement"])
    ]


def _waiting(row: Row, today: date) -> Row:
    return {**row, "days": (today - local_date(row["since"])).days}
