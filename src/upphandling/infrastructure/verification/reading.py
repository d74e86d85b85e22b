"""The log read stream by stream, a span of streams at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from eventsourcing.persistence import StoredEvent

from upphandling.application.verification import Row
from upphandling.infrastructure.event_log.event_mapper import (
    EventMapper,
    UnreadableEvent,
)
from upphandling.infrastructure.event_log.stored_rows import (
    moment_in,
    number_in,
    object_in,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DamagedRow

PAGE = 5_000  # rows fetched at a time; no connection is held in between
ENOUGH = 4_000  # events in a span, or one long stream

COLUMNS = "stream_id, version, topic, position, command_id, data, recorded_at"
PAGED = (
    f"SELECT {COLUMNS} FROM events WHERE (stream_id, version) > (?, ?)"  # noqa: S608
    f" AND stream_id <= ? AND position <= ? ORDER BY stream_id, version LIMIT {PAGE}"
)
REFUSED = (
    "SELECT number, details, payload, recorded_at, effective_at"  # noqa: S608
    " FROM refusals JOIN commands USING (command_id) WHERE number > ?"
    f" ORDER BY number LIMIT {PAGE}"
)
COUNTED = (
    "SELECT stream_id, count(*) FROM events WHERE position <= ?"
    " GROUP BY stream_id ORDER BY stream_id"
)


class Span(NamedTuple):
    """Streams that lie next to each other: the first, the last, and their events."""

    first: str
    last: str
    events: int


def end_of(database: Database) -> int:
    """The last position; 0 where nothing was ever recorded."""
    with database.reading() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM events")
        position: int = cursor.fetchone()[0]
        return position


def spans(database: Database, end: int) -> list[Span]:
    """Every stream, in spans of about as many events."""
    with database.reading() as cursor:
        cursor.execute(database.native(COUNTED), (end,))
        return list(_gathered(iter(cursor.fetchone, None)))


def streams(
    database: Database, mapper: EventMapper, span: Span, end: int
) -> Iterator[tuple[str, Iterator[Row]]]:
    """The rows of each stream of the span, in order, up to a position."""
    told = (
        _row(database, mapper, columns) for columns in _columns(database, span, end)
    )
    yield from groupby(told, key=lambda row: row.stream_id)


def rows_of(
    database: Database, mapper: EventMapper, stream_ids: Sequence[str]
) -> Iterator[Row]:
    """Every row of some streams, by stream and in order."""
    marks = ", ".join("?" * len(stream_ids))
    sql = (
        f"SELECT {COLUMNS} FROM events WHERE stream_id IN ({marks})"  # noqa: S608
        " ORDER BY stream_id, version"
    )
    with database.reading() as cursor:
        cursor.execute(database.native(sql), tuple(stream_ids))
        found = cursor.fetchall()
    yield from (_row(database, mapper, columns) for columns in found)


def damaged_refusals(database: Database) -> Iterator[DamagedRow]:
    """The kept refusals that cannot be read, in order."""
    after = 0
    while True:
        with database.reading() as cursor:
            cursor.execute(database.native(REFUSED), (after,))
            found = cursor.fetchall()
        for number, details, payload, recorded_at, effective_at in found:
            place = f"avslag {number}"
            try:
                object_in(details, place)
                object_in(payload, place)
                moment_in(database, recorded_at, place)
                moment_in(database, effective_at, place)
            except DamagedRow as damaged:
                yield damaged
        if len(found) < PAGE:
            return
        after = found[-1][0]


def _columns(database: Database, span: Span, end: int) -> Iterator[Any]:
    sql = database.native(PAGED)
    at: tuple[str, int] = (span.first, 0)
    while True:
        with database.reading() as cursor:
            cursor.execute(sql, (*at, span.last, end))
            found = cursor.fetchall()
        yield from found
        if len(found) < PAGE:
            return
        at = found[-1][:2]


def _gathered(counts: Iterable[tuple[str, int]]) -> Iterator[Span]:
    first, last, events = "", "", 0
    for stream_id, number in counts:
        first, last, events = first or stream_id, stream_id, events + number
        if events >= ENOUGH:
            yield Span(first, last, events)
            first, events = "", 0
    if events:
        yield Span(first, last, events)


def _row(database: Database, mapper: EventMapper, columns: tuple[Any, ...]) -> Row:
    stream_id, version, topic, position, command_id, data, recorded_at = columns
    place = f"{stream_id} ({topic})"
    try:
        number_in(version, place)
        moment_in(database, recorded_at, place)
        stored = StoredEvent(stream_id, version, topic, str(data).encode())
        event, fault = mapper.to_domain_event(stored), ""
    except DamagedRow as damaged:
        event, fault = None, str(damaged.details["why"])
    except UnreadableEvent as unreadable:
        event, fault = None, str(unreadable)
    except Exception as error:  # noqa: BLE001 -- an upcast of bad data; told without it
        event, fault = None, f"{stream_id} ({topic}): {type(error).__name__}"
    return Row(position, stream_id, version, topic, command_id, event, fault)
