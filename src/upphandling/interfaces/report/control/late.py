"""Late reporting: what was recorded long after it happened."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from upphandling.interfaces.report.counting import sourced
from upphandling.interfaces.report.figures import (
    NO_EVENTS,
    Asked,
    Figure,
    Sources,
    Unit,
)
from upphandling.projections.control.asked import points_of
from upphandling.projections.control.tables import Point

LATE_DAYS = 7
"""Assumed: how many days somebody may take to record what has happened."""

NONE = "inget i kvartalet"
ASSUMED = "antagen gräns: {days} dagar"


def late(connection: Connection, asked: Asked) -> Iterator[Figure]:
    """How many events of the quarter were recorded too late, and how late the latest."""
    days = (asked.first, asked.last)
    found = points_of(asked.system, days, [Point.LATE]).subquery()
    query = select(found).where(found.c.days > LATE_DAYS)
    sources = sourced(connection, query, "point").get((Point.LATE.value,), NO_EVENTS)
    row = query.order_by(found.c.days.desc(), found.c.position).limit(1)
    longest = connection.execute(row).mappings().first()
    yield Figure(
        figure="control.late",
        name="Händelser som fördes in för sent",
        value=sources.total,
        unit=Unit.NUMBER,
        note=ASSUMED.format(days=LATE_DAYS) if sources.total else NONE,
        sources=sources,
    )
    if longest is not None:
        yield Figure(
            figure="control.late.longest",
            name="Längsta tid innan något fördes in",
            value=longest["days"],
            unit=Unit.DAYS,
            sources=Sources(named=(longest["reference"],)),
        )
