"""The log read stream by stream, a span of streams at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from eventsourcing.persistence import StoredEvent

from upphandling.application.verification import Row
from upphandling.application.verification.deadlines import EDITION
from upphandling.application.verification.recount import Asked
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.stored_rows import (
    moment_in,
    number_in,
    object_in,
    raw,
    refusal,
    refusals_kept,
    shown,
    text_in,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DamagedRow, SchemaOutdated

PAGE = 5_000  # rows fetched at a time; no connection is held in between
ENOUGH = 4_000  # events in a span, or one long stream

TEXTS = ("topic", "command_id", "data", "recorded_at")
PAGED = (
    " WHERE (stream_id, version) > (?, ?) AND stream_id <= ? AND position <= ?"
    f" ORDER BY stream_id, version LIMIT {PAGE}"
)
REFUSED = f" WHERE number > ? ORDER BY number LIMIT {PAGE}"
REGISTERED = "SELECT position FROM projections WHERE name = ?"
ASKED = " FROM commands WHERE command_id = ?"
COUNTED_BY = "SELECT position FROM events WHERE data LIKE ? ORDER BY position LIMIT 1"
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
    sql = _selected(database) + (
        f" WHERE stream_id IN ({marks}) ORDER BY stream_id, version"
    )
    with database.reading() as cursor:
        cursor.execute(database.native(sql), tuple(stream_ids))
        found = cursor.fetchall()
    yield from (_row(database, mapper, columns) for columns in found)


def asked_by(database: Database, command_id: str) -> Asked | None:
    """The command as it was kept; None where it is not there, or damaged."""
    with database.reading() as cursor:
        columns = raw(database, ("command", "payload"))
        cursor.execute(database.native(f"SELECT {columns}{ASKED}"), (command_id,))
        kept = cursor.fetchone()
    if kept is None:
        return None
    try:
        return Asked(shown(kept[0]), object_in(kept[1], command_id))
    except DamagedRow:
        return None


def must_be_registered(database: Database, projection: str) -> None:
    """Raise `SchemaMissing` or `SchemaOutdated` where no read models were ever made."""
    with database.reading() as cursor:
        cursor.execute(database.native(REGISTERED), (projection,))
        if cursor.fetchone() is None:
            raise SchemaOutdated(database=projection)


def first_counted_by(database: Database, edition: str) -> int | None:
    """Where a deadline was first counted by an edition of the rulebook; None if never."""
    with database.reading() as cursor:
        told = f'%"{EDITION}":"{edition}"%'
        cursor.execute(database.native(COUNTED_BY), (told,))
        found = cursor.fetchone()
        return None if found is None else found[0]


def damaged_refusals(database: Database) -> Iterator[DamagedRow]:
    """The kept refusals that cannot be read, in order."""
    sql, after = refusals_kept(database) + REFUSED, 0
    while True:
        with database.reading() as cursor:
            cursor.execute(database.native(sql), (after,))
            found = cursor.fetchall()
        for row in found:
            try:
                refusal(database, row)
            except DamagedRow as damaged:
                yield damaged
        if len(found) < PAGE:
            return
        after = found[-1][0]


def _columns(database: Database, span: Span, end: int) -> Iterator[Any]:
    sql = database.native(_selected(database) + PAGED)
    at: tuple[str, int] = (span.first, 0)
    while True:
        with database.reading() as cursor:
            cursor.execute(sql, (*at, span.last, end))
            found = cursor.fetchall()
        yield from found
        if len(found) < PAGE:
            return
        at = found[-1][:2]


def _selected(database: Database) -> str:
    texts = raw(database, TEXTS)
    return f"SELECT stream_id, version, position, {texts} FROM events"  # noqa: S608


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
    stream_id, version, position, *texts = columns
    topic, command_id, data, recorded_at = texts
    topic = shown(topic)
    place = f"{stream_id} ({topic})"
    try:
        number_in(version, place)
        moment_in(database, recorded_at, place)
        command_id = None if command_id is None else text_in(command_id, place)
        state = data if isinstance(data, bytes) else str(data).encode()
        stored = StoredEvent(stream_id, version, topic, state)
        event, fault = mapper.to_domain_event(stored), ""
    except DamagedRow as damaged:
        event, fault = None, str(damaged.details["why"])
    except Exception as error:  # noqa: BLE001 -- an upcast of bad data; told without it
        event, fault = None, f"{stream_id} ({topic}): {type(error).__name__}"
    return Row(position, stream_id, version, topic, command_id, event, fault)
