"""Folds a span of events into changed rows, page by page, for many projections."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Any

from eventsourcing.persistence import StoredEvent
from pydantic_core import from_json

from upphandling.domain.errors import first_line
from upphandling.infrastructure.event_log.event_mapper import unreadable
from upphandling.infrastructure.event_log.stored_rows import raw
from upphandling.infrastructure.event_log.upcasts import UPCASTS, lifted
from upphandling.infrastructure.read_side.batch import Batch
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Fact, Projection, Reaction

PAGE = 2_000  # events read at a time
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
Listeners = dict[str, list[tuple[int, Projection, Reaction]]]


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
) -> int:
    """Fold the events of a span into rows; answers the last position taken.

    Each projection comes with the position it has already seen. Rows go to the
    same cursor, or to the `target` given. Ends early when the batch is full.
    Raises `ProjectionBroken`.
    """
    batch, position = gather(cursor, database, projections, span, progress=progress)
    batch.write(*(target or (cursor, database)))
    return position


def gather(
    cursor: Any,
    database: Database,
    projections: Seen,
    span: tuple[int, int],
    *,
    progress: Progress | None = None,
) -> tuple[Batch, int]:
    """As `fold`, but only reads; the rows are in the batch and yet to be written."""
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
            _take(batch, rows, listeners)
            if len(rows) == PAGE:
                position, window = rows[-1][0], PAGE
            else:
                position = reach
                window = min(2 * window, WIDEST) if len(rows) < PAGE // 2 else PAGE
            if progress is not None:
                progress(position, end)
    return batch, position


def _take(batch: Batch, rows: Iterable[Row], listeners: Listeners) -> None:
    """Let everybody who listens react to a page of events.

    This is where a rebuild spends its time, so it is one loop without calls.
    """
    nobody: list[tuple[int, Projection, Reaction]] = []
    for at, case, version, topic, text, recorded_at in rows:
        try:
            data = from_json(text, cache_strings="keys")
            if topic in UPCASTS:
                topic, data = lifted(topic, data)  # noqa: PLW2901 -- today's form
        except Exception as error:  # noqa: BLE001 -- whatever it is, told without data
            stored = StoredEvent(case, version, topic, b"")
            raise unreadable(stored, _where(error)) from None
        fact = new(Fact, (at, case, version, topic, data, recorded_at))
        for seen, projection, reaction in listeners.get(topic, nobody):
            if at > seen:
                try:
                    batch.take(reaction(fact))
                except Exception as error:  # noqa: BLE001 -- as above
                    raise ProjectionBroken(
                        projection.name, fact.reference, topic, _where(error)
                    ) from None


def _where(error: Exception) -> str:
    """The kind of error and the last line of code it came from."""
    *_, last = extract_tb(error.__traceback__)
    return f"{type(error).__name__} ({Path(last.filename).name}:{last.lineno})"


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
    return listeners


def _page_sql(database: Database, topics: Iterable[str]) -> str:
    """Events of the topics somebody listens to, and of the old ones they were."""
    names = {*topics, *UPCASTS}
    listed = ", ".join(f"'{name}'" for name in sorted(names))
    data, recorded_at = raw(database, ("data",)), RECORDED_AT[database.dialect]
    return (
        f"SELECT position, stream_id, version, topic, {data}, {recorded_at} FROM events"  # noqa: S608
        f" WHERE position > ? AND position <= ? AND topic IN ({listed})"
        f" ORDER BY position LIMIT {PAGE}"
    )
