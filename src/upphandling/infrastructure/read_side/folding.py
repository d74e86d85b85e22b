"""Folds a span of events into changed rows, page by page, for many projections."""

from __future__ import annotations

import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import StoredEvent
from pydantic_core import from_json

from upphandling.domain.catalogue import EVENTS
from upphandling.domain.errors import first_line
from upphandling.infrastructure.event_log.event_mapper import unreadable
from upphandling.infrastructure.event_log.stored_rows import raw
from upphandling.infrastructure.event_log.upcasts import (
    UPCASTS,
    lifted,
    todays_topic,
)
from upphandling.infrastructure.read_side.batch import Batch
from upphandling.infrastructure.read_side.case_reading import misread, unread
from upphandling.infrastructure.read_side.set_aside import Aside, Fault, where
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Change, Fact, Projection, Reaction

PAGE = 2_000  # events read at a time
NOBODY = sys.maxsize  # no event has a position after it
WIDEST = 100_000  # positions looked through at a time when few concern anybody
FULL = 20_000  # changed rows kept in memory before they are written

new = tuple.__new__  # a named tuple's own constructor takes twice the time

RECORDED_AT = {
    "sqlite": "recorded_at",
    "postgresql": (
        "to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    ),
}
"""When an event was recorded, as events write instants."""

Progress = Callable[[int, int], None]
Seen = Sequence[tuple[Projection, int]]  # each with the position it has come to
Row = tuple[int, str, int, str, str | bytes, str]  # as a fact, its data yet to be read
Hearing = list[tuple[int, Projection, Reaction]]
Listeners = dict[str, Hearing]

ANY = ""  # no event has that topic: who listens to it listens to whatever happens


class UnknownTopic(Exception):
    """Ingen känner händelsetypen, den kan komma från en nyare version av programmet."""


class ProjectionBroken(Exception):
    """Läsmodellen kunde inte ta emot en händelse.

    Names the projection, the case, the topic and where in the code it went wrong,
    but never the data: not even the error's own words, which may quote it, nor the
    version, which would tell how many events a sealed tender has.
    """

    def __init__(self, projection: str, reference: str, topic: str, why: str) -> None:
        message = first_line(type(self)).rstrip(".")
        case = reference.partition("@")[0]
        super().__init__(f"{message}: {projection}, {case} ({topic}): {why}")
        self.projection = projection
        self.reference = reference
        self.topic = topic


def fold(
    cursor: Any,
    database: Database,
    projections: Seen,
    span: tuple[int, int],
    *,
    progress: Progress | None = None,
    target: tuple[Any, Database] | None = None,
    aside: Aside | None = None,
) -> int:
    """Fold the events of a span into rows; answers the last position taken.

    Each projection comes with the position it has already seen. Rows go to the
    same cursor, or to the `target` given. Ends early when the batch is full.
    Raises `ProjectionBroken`, unless what cannot be taken is left `aside`.
    """
    batch, position = gather(
        cursor,
        database,
        projections,
        span,
        progress=progress,
        aside=aside or Aside(strict=True),
    )
    batch.write(*(target or (cursor, database)))
    return position


def gather(
    cursor: Any,
    database: Database,
    projections: Seen,
    span: tuple[int, int],
    *,
    progress: Progress | None = None,
    aside: Aside,
    examined: int = NOBODY,
) -> tuple[Batch, int]:
    """As `fold`, but only reads; the rows are in the batch and yet to be written.

    What cannot be taken is added to `aside`, and the case left alone from there on;
    nothing is raised unless it is strict. So is what commands could not read, of the
    events after the position `examined`.
    """
    position, end = span
    listeners = _listeners(projections)
    sql = database.native(_page_sql(database, listeners))
    batch = Batch()
    window = PAGE
    with _no_collecting():
        while position < end and batch.size < FULL:
            reach = min(position + window, end)
            cursor.execute(sql, (position, reach))
            rows = cursor.fetchall()
            _take(batch, rows, listeners, aside)
            if examined < reach:
                _examine((row for row in rows if row[0] > examined), aside)
            if len(rows) == PAGE:
                position, window = rows[-1][0], PAGE
            else:
                position = reach
                window = min(2 * window, WIDEST) if len(rows) < PAGE // 2 else PAGE
            if progress is not None:
                progress(position, end)
    return batch, position


def _take(
    batch: Batch, rows: Iterable[Row], listeners: Listeners, aside: Aside
) -> None:
    """Let everybody who listens react to a page of events.

    This is where a rebuild spends its time, so it is one loop with few calls.
    """
    left = aside.left
    for row in rows:
        at, case, version, topic, text, recorded_at = row
        hearing = listeners.get(topic) or _hearing_of(topic, listeners)
        try:
            data = from_json(text, cache_strings="keys")
            if topic in UPCASTS:
                topic, data = lifted(topic, data)
        except Exception as error:  # noqa: BLE001 -- whatever it is, told without data
            _unread(row, hearing, error, aside)
            continue
        fact = new(Fact, (at, case, version, topic, data, recorded_at))
        for seen, projection, reaction in hearing:
            if at > seen and (not left or (projection.name, case) not in left):
                try:
                    batch.take(reaction(fact))
                except Exception as error:  # noqa: BLE001 -- as above
                    _untaken(row, projection, error, aside)


def _examine(rows: Iterable[Row], aside: Aside) -> None:
    """Leave aside what commands could not read, though every read model could."""
    untaken = {fault.position for fault in aside.faults}
    for at, case, version, topic, text, _ in rows:
        error = misread(case, version, topic, text)
        if error is not None and at not in untaken:
            aside.add(unread(case, at, topic, error))


def _hearing_of(topic: str, listeners: Listeners) -> Hearing:
    """Who listens to a topic of old, or to whatever happens where nobody knows it."""
    today = todays_topic(topic)
    return listeners.get(today) or ([] if today in EVENTS else listeners.get(ANY, []))


def _unread(row: Row, hearing: Hearing, error: Exception, aside: Aside) -> None:
    """An event that cannot be read is a fault to each that would have taken it."""
    at, case, version, topic, _, _ = row
    if aside.strict:
        stored = StoredEvent(case, version, topic, b"")
        raise unreadable(stored, where(error)) from None
    for seen, projection, _ in hearing:
        if at > seen:
            _untaken(row, projection, error, aside)


def _untaken(row: Row, projection: Projection, error: Exception, aside: Aside) -> None:
    at, case, version, topic, _, _ = row
    if aside.strict:
        raise ProjectionBroken(
            projection.name, f"{case}@{version}", todays_topic(topic), where(error)
        ) from None
    aside.add(
        Fault(
            projection=projection.name,
            case=case,
            position=at,
            topic=topic,
            fault=where(error),
        )
    )


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Spare the garbage collector the thousands of rows that are all still needed.

    It would go through the whole program for them again and again, for a third
    of the time; none of what is made here refers to itself.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _listeners(projections: Seen) -> Listeners:
    listeners: Listeners = defaultdict(list)
    for projection, seen in projections:
        for topic, reaction in projection.reactions.items():
            listeners[topic].append((seen, projection, reaction))
        if projection.whole:
            listeners[ANY].append((seen, projection, _unknown))
    return dict(listeners)


def _unknown(_: Fact) -> Iterable[Change]:
    """What a read model of whatever happens makes of an event that nobody knows."""
    raise UnknownTopic


def _page_sql(database: Database, listeners: Listeners) -> str:
    """Events of the topics somebody listens to, and of the old ones they were."""
    names = {*listeners, *UPCASTS}
    listed = ", ".join(f"'{name}'" for name in sorted(names))
    heard = "" if ANY in listeners else f" AND topic IN ({listed})"
    data, recorded_at = raw(database, ("data",)), RECORDED_AT[database.dialect]
    return (
        f"SELECT position, stream_id, version, topic, {data}, {recorded_at} FROM events"  # noqa: S608
        f" WHERE position > ? AND position <= ?{heard}"
        f" ORDER BY position LIMIT {PAGE}"
    )
