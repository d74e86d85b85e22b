"""Folds a span of events into changed rows, page by page, for many projections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from traceback import extract_tb
from typing import Any

from pydantic_core import from_json

from upphandling.infrastructure.database import Database
from upphandling.infrastructure.read_models import Batch
from upphandling.infrastructure.upcasts import UPCASTS, lifted
from upphandling.projections.base import Fact, Projection, Reaction

PAGE = 5_000  # events read at a time
FULL = 20_000  # changed rows kept in memory before they are written

Progress = Callable[[int, int], None]
Seen = Sequence[tuple[Projection, int]]  # each with the position it has come to
Row = tuple[int, str, int, str, str]  # position, case, version, topic, data
Listeners = dict[str, list[tuple[int, Projection, Reaction]]]


class ProjectionBroken(Exception):
    """Läsmodellen kunde inte ta emot en händelse.

    Names the projection, the event and where in the code it went wrong, but
    never the data: not even the error's own words, which may quote it.
    """

    def __init__(self, projection: str, reference: str, topic: str, why: str) -> None:
        message = (self.__doc__ or "").splitlines()[0].rstrip(".")
        super().__init__(f"{message}: {projection}, {reference} ({topic}): {why}")
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
    sql = database.native(_page_sql(listeners))
    batch = Batch()
    while position < end and batch.size < FULL:
        cursor.execute(sql, (position, end))
        rows = cursor.fetchall()
        _take(batch, rows, listeners)
        position = rows[-1][0] if len(rows) == PAGE else end
        if progress is not None:
            progress(position, end)
    return batch, position


def _take(batch: Batch, rows: Iterable[Row], listeners: Listeners) -> None:
    """Let everybody who listens react to a page of events."""
    for at, case, version, stored_topic, text in rows:
        data = from_json(text)
        topic = stored_topic
        if topic in UPCASTS:
            topic, data = lifted(topic, data)
        fact = Fact(at, case, version, topic, data)
        for seen, projection, reaction in listeners.get(topic, ()):
            if at > seen:
                try:
                    batch.take(reaction(fact))
                except Exception as error:  # noqa: BLE001 -- whatever it is, told without data
                    raise ProjectionBroken(
                        projection.name, fact.reference, topic, _where(error)
                    ) from None


def _where(error: Exception) -> str:
    """The kind of error and the last line of code it came from."""
    *_, last = extract_tb(error.__traceback__)
    return f"{type(error).__name__} ({Path(last.filename).name}:{last.lineno})"


def _listeners(projections: Seen) -> Listeners:
    listeners: Listeners = defaultdict(list)
    for projection, seen in projections:
        for topic, reaction in projection.reactions.items():
            listeners[topic].append((seen, projection, reaction))
    return listeners


def _page_sql(topics: Iterable[str]) -> str:
    """Events of the topics somebody listens to, and of the old ones they were."""
    names = {*topics, *UPCASTS}
    listed = ", ".join(f"'{name}'" for name in sorted(names))
    return (
        "SELECT position, stream_id, version, topic, data FROM events"  # noqa: S608
        f" WHERE position > ? AND position <= ? AND topic IN ({listed})"
        f" ORDER BY position LIMIT {PAGE}"
    )
