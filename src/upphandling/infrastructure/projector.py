"""Runs projections: reads on, writes rows and position in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pydantic_core import from_json

from upphandling.domain.base import DomainEvent
from upphandling.infrastructure.database import Database
from upphandling.infrastructure.read_models import Batch
from upphandling.infrastructure.upcasts import UPCASTS, lifted
from upphandling.projections.base import Fact, Projection, Reaction

PAGE = 5_000  # events read at a time
FULL = 20_000  # changed rows kept in memory before they are written

Progress = Callable[[int, int], None]


class Projector:
    """Keeps read models up with the log.

    Each projection remembers how far it has come. Reading on is safe from many
    processes at once: they take turns, and each event is taken exactly once.
    """

    def __init__(self, database: Database, projections: Iterable[Projection]) -> None:
        self.database = database
        self.projections = tuple(projections)

    def catch_up(
        self,
        only: Sequence[Projection] = (),
        progress: Progress | None = None,
    ) -> int:
        """Read on to the end of the log; answers how many events were read."""
        chosen = tuple(only) or self.projections
        total = 0
        while read := self._read_on(chosen, progress):
            total += read
        return total

    def rebuild(self, projection: Projection, progress: Progress | None = None) -> int:
        """Empty one read model and build it again from the first event."""
        with self.database.writing("projector") as cursor:
            for table in projection.tables:
                cursor.execute(f"DELETE FROM {table.name}")  # noqa: S608
            _move(cursor, self.database, [projection], 0)
        return self.catch_up([projection], progress)

    def positions(self) -> dict[str, int]:
        """How far each projection has come."""
        with self.database.reading() as cursor:
            cursor.execute("SELECT name, position FROM projections")
            return dict(cursor.fetchall())

    def _read_on(self, chosen: Sequence[Projection], progress: Progress | None) -> int:
        """Take what there is until a batch is full, in one transaction."""
        with self.database.writing("projector") as cursor:
            positions = _positions(cursor)
            start = min(positions[projection.name] for projection in chosen)
            cursor.execute("SELECT coalesce(max(position), 0) FROM events")
            end = cursor.fetchone()[0]
            if start >= end:
                return 0
            position = fold(
                cursor,
                self.database,
                [(p, positions[p.name]) for p in chosen],
                (start, end),
                progress,
            )
            behind = [p for p in chosen if positions[p.name] < position]
            _move(cursor, self.database, behind, position)
            return int(position) - int(start)


def fold(
    cursor: Any,
    database: Database,
    projections: Sequence[tuple[Projection, int]],
    span: tuple[int, int],
    progress: Progress | None = None,
    target: tuple[Any, Database] | None = None,
) -> int:
    """Fold the events of a span into rows; answers the last position taken.

    Each projection comes with the position it has already seen. Rows go to the
    same cursor, or to the `target` given. Ends early when the batch is full.
    """
    position, end = span
    listeners = _listeners(projections)
    sql = database.native(_page_sql(database, listeners))
    batch = Batch()
    while position < end and batch.size < FULL:
        cursor.execute(sql, (position, end))
        rows = cursor.fetchall()
        for at, case, version, topic, data in rows:
            topic, parsed = _read(topic, data)  # noqa: PLW2901  (lifted to today's)
            fact = Fact(at, case, version, topic, parsed)
            for seen, reaction in listeners.get(topic, ()):
                if at > seen:
                    batch.take(reaction(fact))
        position = rows[-1][0] if len(rows) == PAGE else end
        if progress is not None:
            progress(position, end)
    batch.write(*(target or (cursor, database)))
    return position


def _listeners(
    projections: Sequence[tuple[Projection, int]],
) -> dict[str, list[tuple[int, Reaction]]]:
    listeners: dict[str, list[tuple[int, Reaction]]] = defaultdict(list)
    for projection, seen in projections:
        for topic, reaction in projection.reactions.items():
            listeners[topic].append((seen, reaction))
    return listeners


def _page_sql(database: Database, topics: Iterable[str]) -> str:
    """Events of the topics somebody listens to, and of the old ones they were."""
    names = {*topics, *(old for old, _ in UPCASTS.items())}
    listed = ", ".join(f"'{name}'" for name in sorted(names))
    return (
        "SELECT position, stream_id, version, topic, data FROM events"  # noqa: S608
        f" WHERE position > ? AND position <= ? AND topic IN ({listed})"
        f" ORDER BY position LIMIT {PAGE}"
    )


def _read(topic: str, data: str) -> tuple[str, dict[str, Any]]:
    parsed: dict[str, Any] = from_json(data)
    return lifted(topic, parsed) if topic in UPCASTS else (topic, parsed)


def _positions(cursor: Any) -> dict[str, int]:
    cursor.execute("SELECT name, position FROM projections")
    return dict(cursor.fetchall())


def _move(
    cursor: Any, database: Database, projections: Iterable[Projection], position: int
) -> None:
    cursor.executemany(
        database.native("UPDATE projections SET position = ? WHERE name = ?"),
        [(position, projection.name) for projection in projections],
    )


def topics_of(events: Iterable[DomainEvent]) -> set[str]:
    """The topics of some events, to see whom they concern."""
    return {event.TOPIC for event in events}
