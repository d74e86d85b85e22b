"""Late reporting: what was recorded long after it happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, case, select

from upphandling.domain.flag_policy import ASSUMED
from upphandling.interfaces.follow_up.reading import Row, rows
from upphandling.interfaces.report.counting import sourced
from upphandling.interfaces.report.figures import (
    NO_EVENTS,
    Asked,
    Figure,
    Sources,
    Unit,
)
from upphandling.projections.control.asked import late_limits_of, points_of
from upphandling.projections.control.tables import Point

NONE = "inget i kvartalet"
BY_ASSUMPTION = "antagen gräns: {days} dagar"
BY_DECISION = "beslutad gräns: {days} dagar ({source})"
FROM = "från {valid_from} {limit}"

UNDECIDED: Row = {
    "valid_from": ASSUMED.valid_from,
    "days": ASSUMED.days_to_record,
    "reference": None,
}


def late(connection: Connection, asked: Asked) -> Iterator[Figure]:
    """How many events of the quarter were recorded too late, and how late the latest.

    Each is held against the limit of the day on which it was recorded.
    """
    limits = _limits(connection, asked)
    found = points_of(asked.system, (asked.first, asked.last), [Point.LATE]).subquery()
    query = select(found).where(found.c.days > _limit_on(found.c.on_day, limits))
    sources = sourced(connection, query, "point").get((Point.LATE.value,), NO_EVENTS)
    held = _held(limits, asked.first, asked.last)
    yield Figure(
        figure="control.late",
        name="Händelser som fördes in för sent",
        value=sources.total,
        unit=Unit.NUMBER,
        note=", ".join([*([] if sources.total else [NONE]), *_told(held)]),
        sources=sources.and_named(*_decisions(held)),
    )
    row = query.order_by(found.c.days.desc(), found.c.position).limit(1)
    longest = connection.execute(row).mappings().first()
    if longest is not None:
        held = _held(limits, longest["on_day"], longest["on_day"])
        yield Figure(
            figure="control.late.longest",
            name="Längsta tid innan något fördes in",
            value=longest["days"],
            unit=Unit.DAYS,
            note=", ".join(_told(held)),
            sources=Sources(named=(longest["reference"], *_decisions(held))),
        )


def _limits(connection: Connection, asked: Asked) -> Sequence[Row]:
    """What the system had decided by the day, in order of time, after what is assumed.

    A later decision replaces one from the same day.
    """
    decided = rows(connection, late_limits_of(asked.system, asked.last, asked.on))
    by_day = {row["valid_from"]: row for row in [UNDECIDED, *decided]}
    return list(by_day.values())


def _limit_on(day: ColumnElement[date], limits: Sequence[Row]) -> ColumnElement[int]:
    """The latest limit that holds on a day."""
    return case(
        *((day >= limit["valid_from"], limit["days"]) for limit in reversed(limits)),
    )


def _held(limits: Sequence[Row], first: date, last: date) -> Sequence[Row]:
    """The limits that held some days; the first of them is told without its own day."""
    *_, before = (limit for limit in limits if limit["valid_from"] <= first)
    since = (limit for limit in limits if first < limit["valid_from"] <= last)
    return [{**before, "valid_from": None}, *since]


def _told(held: Sequence[Row]) -> Iterator[str]:
    """By which limits it was counted, and where each was decided."""
    for limit in held:
        words = BY_ASSUMPTION if limit["reference"] is None else BY_DECISION
        told = words.format(**limit)
        yield told if limit["valid_from"] is None else FROM.format(**limit, limit=told)


def _decisions(held: Sequence[Row]) -> Iterator[str]:
    """The events that decided them."""
    return (limit["reference"] for limit in held if limit["reference"] is not None)
