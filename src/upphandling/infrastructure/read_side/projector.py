"""Keeps read models up with the log: reads on, and writes rows and position at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from upphandling.infrastructure.read_side.comparison import Comparison, compared
from upphandling.infrastructure.read_side.folding import (
    Progress,
    ProjectionBroken,
    fold,
    gather,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaOutdated
from upphandling.projections.base import Projection

__all__ = ["Progress", "ProjectionBroken", "Projector", "fold"]

log = structlog.get_logger()

SPAN = 200_000  # events between two saved positions, at most


class Projector:
    """Keeps read models up with the log.

    Each projection remembers how far it has come. Reading on is safe from many
    processes at once: events are read and folded without a lock, so that nobody
    waits for it, and the rows are written only if nobody else has taken the same
    events meanwhile. A reaction that fails raises `ProjectionBroken`, and then
    nothing of that batch was written.
    """

    def __init__(self, database: Database, projections: Iterable[Projection]) -> None:
        self.database = database
        self.projections = tuple(projections)
        self._told: set[str] = set()

    def catch_up(
        self,
        only: Sequence[Projection] = (),
        progress: Progress | None = None,
    ) -> int:
        """Read on to the end of the log; answers how many events were read.

        `progress` is told the position and the end, page by page.
        """
        chosen = tuple(only) or self.projections
        total = 0
        while (read := self._read_on(chosen, progress)) is not None:
            total += read
        return total

    def keep_up(self) -> list[ProjectionBroken]:
        """Catch up with whatever can; a broken read model holds up no other.

        Answers what is broken; each fault is logged when it is first met.
        """
        broken: list[ProjectionBroken] = []
        chosen = list(self.projections)
        while chosen:
            try:
                self.catch_up(chosen)
                break
            except ProjectionBroken as fault:
                broken.append(fault)
                chosen = [p for p in chosen if p.name != fault.projection]
                if str(fault) not in self._told:
                    self._told.add(str(fault))
                    log.error("projection_broken", fault=str(fault))  # noqa: TRY400
        return broken

    def rebuild(self, projection: Projection, progress: Progress | None = None) -> int:
        """Empty one read model and build it again from the first event.

        If it is broken off, the next `catch_up` goes on where it was.
        """
        self.empty([projection])
        return self.catch_up([projection], progress)

    def empty(self, projections: Sequence[Projection]) -> None:
        """Empty some read models; `catch_up` then fills them, all in one reading."""
        with self.database.writing("projector") as cursor:
            for projection in projections:
                for table in projection.tables:
                    cursor.execute(f"DELETE FROM {table.name}")  # noqa: S608
            _move(cursor, self.database, projections, 0)

    def verify(self, projection: Projection) -> Comparison:
        """Compare a read model with what the log says it should be, row by row."""
        return compared(self.database, projection)

    def positions(self) -> dict[str, int]:
        """How far each projection has come."""
        with self.database.reading() as cursor:
            return _positions(cursor)

    def _read_on(
        self, chosen: Sequence[Projection], progress: Progress | None
    ) -> int | None:
        """Take what there is until a batch is full; None at the end of the log.

        Answers 0 if somebody else took the events first.
        """
        with self.database.reading() as cursor:
            seen = _seen(_positions(cursor), chosen)
            start = min(seen.values())
            cursor.execute("SELECT coalesce(max(position), 0) FROM events")
            last: int = cursor.fetchone()[0]
            if start >= last:
                return None
            batch, position = gather(
                cursor,
                self.database,
                [(projection, seen[projection.name]) for projection in chosen],
                (start, min(last, start + SPAN)),
                progress=progress and (lambda at, _: progress(at, last)),
            )
        with self.database.writing("projector") as cursor:
            if _seen(_positions(cursor), chosen) != seen:
                return 0
            batch.write(cursor, self.database)
            behind = [p for p in chosen if seen[p.name] < position]
            _move(cursor, self.database, behind, position)
        return position - start


def _positions(cursor: Any) -> dict[str, int]:
    cursor.execute("SELECT name, position FROM projections")
    return dict(cursor.fetchall())


def _seen(positions: Mapping[str, int], chosen: Iterable[Projection]) -> dict[str, int]:
    """The positions of the chosen ones; each of them must have its tables."""
    names = [projection.name for projection in chosen]
    if missing := [name for name in names if name not in positions]:
        raise SchemaOutdated(database=", ".join(missing))
    return {name: positions[name] for name in names}


def _move(
    cursor: Any, database: Database, projections: Sequence[Projection], position: int
) -> None:
    marks = ", ".join("?" * len(projections))
    cursor.execute(
        database.native(f"UPDATE projections SET position = ? WHERE name IN ({marks})"),  # noqa: S608
        (position, *(projection.name for projection in projections)),
    )
