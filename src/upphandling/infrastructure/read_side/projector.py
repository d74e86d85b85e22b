"""Keeps read models up with the log: reads on, and writes rows and position at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from upphandling.infrastructure.read_side import set_aside
from upphandling.infrastructure.read_side.case_reading import free
from upphandling.infrastructure.read_side.comparison import compared
from upphandling.infrastructure.read_side.differences import Comparison
from upphandling.infrastructure.read_side.folding import (
    NOBODY,
    Progress,
    ProjectionBroken,
    fold,
    gather,
)
from upphandling.infrastructure.read_side.rebuilding import Rebuild, Rebuilt
from upphandling.infrastructure.read_side.set_aside import Aside, Fault
from upphandling.infrastructure.read_side.standing import (
    Standing,
    last_position,
    move,
    standing_of,
)
from upphandling.infrastructure.read_side.tables import shape
from upphandling.infrastructure.read_side.unwritable import (
    Unwritable,
    fault_at,
    is_of_the_rows,
    smaller,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaNewer
from upphandling.projections.base import Projection

__all__ = ["Progress", "ProjectionBroken", "Projector", "fold"]

SPAN = 200_000  # events between two saved positions, at most


class Projector:
    """Keeps read models up with the log.

    Each projection remembers how far it has come. Reading on is safe from many
    processes at once: events are read and folded without a lock, so that nobody
    waits for it, and the rows are written only if nobody else has taken the same
    events meanwhile. An event that a projection cannot take is set aside: that
    projection leaves the case alone from there on, and everything else goes on. One
    that `examines` also looks at every event that it passes as commands will: the
    house's own does. `listeners` are called when something has been set aside, or is
    so no longer.
    """

    def __init__(
        self,
        database: Database,
        projections: Iterable[Projection],
        *,
        examines: bool = False,
    ) -> None:
        self.database = database
        self.projections = tuple(projections)
        self._shapes = {one.name: shape(one) for one in self.projections}
        self.examines = examines
        self.listeners: list[Callable[[], None]] = []

    def catch_up(
        self,
        only: Sequence[Projection] = (),
        progress: Progress | None = None,
    ) -> int:
        """Read on to the end of the log; answers how many events were read.

        `progress` is told the position and the end, page by page. Raises
        `SchemaNewer` once newer code has made the tables anew.
        """
        chosen = tuple(only) or self.projections
        total = 0
        while (read := self._read_on(chosen, progress)) is not None:
            total += read
        return total

    def rebuild(
        self, projection: Projection, progress: Progress | None = None
    ) -> Rebuilt:
        """Build a read model again from the first event, beside the one in use.

        That one is served and kept up until the new one takes its place, at once
        and whole. Broken off, it leaves everything as it was.
        """
        rebuilt = Rebuild(self.database, [projection], progress).carried_out()
        self._told()
        return rebuilt

    def free(self, case: str) -> bool:
        """Let commands at a case again that they can read; whether they can."""
        can = free(self.database, case)
        self._told()
        return can

    def rehearse(
        self, projection: Projection, progress: Progress | None = None
    ) -> tuple[Comparison, list[Fault]]:
        """What a rebuild would change, and what it could not take; keeps nothing."""
        aside = Aside()
        return compared(self.database, projection, progress, aside), aside.faults

    def empty(self, projections: Sequence[Projection]) -> None:
        """Empty some read models; `catch_up` then fills them, all in one reading."""
        with self.database.writing("projector") as cursor:
            for projection in projections:
                for table in projection.tables:
                    cursor.execute(f"DELETE FROM {table.name}")  # noqa: S608
            set_aside.clear(cursor, self.database, projections)
            move(cursor, self.database, projections, 0)

    def verify(self, projection: Projection) -> Comparison:
        """Compare a read model with what the log says it should be, row by row."""
        return compared(self.database, projection)

    def positions(self) -> dict[str, int]:
        """How far each projection has come."""
        with self.database.reading() as cursor:
            cursor.execute("SELECT name, position FROM projections")
            positions = dict(cursor.fetchall())
        names = [projection.name for projection in self.projections]
        return {name: positions[name] for name in names if name in positions}

    def _read_on(
        self, chosen: Sequence[Projection], progress: Progress | None
    ) -> int | None:
        """Take what there is until a batch is full; None at the end of the log.

        Answers 0 if somebody else took the events first.
        """
        try:
            return self._take(chosen, progress)
        except Unwritable as found:
            self._take_apart(chosen, found)
            return found.position - found.start

    def _take(
        self,
        chosen: Sequence[Projection],
        progress: Progress | None = None,
        reach: int | None = None,
    ) -> int | None:
        """As `_read_on`, to the position `reach` at most; raises `Unwritable`."""
        with self.database.reading() as cursor:
            standing = self._standing(cursor, chosen)
            aside = Aside(left=set(standing.left))
            start = min(standing.seen.values())
            last = reach or last_position(cursor)
            if start >= last:
                return None
            batch, position = gather(
                cursor,
                self.database,
                [(one, standing.seen[one.name]) for one in chosen],
                (start, min(last, start + SPAN)),
                progress=progress and (lambda at, _: progress(at, last)),
                aside=aside,
                examined=self._examined(chosen, standing),
            )
        with self.database.writing("projector") as cursor:
            if self._standing(cursor, chosen) != standing:
                return 0
            try:
                batch.write(cursor, self.database)
            except Exception as error:
                if is_of_the_rows(self.database, error):
                    raise Unwritable(start, position, error) from None
                raise
            behind = [p for p in chosen if standing.seen[p.name] < position]
            move(cursor, self.database, behind, position)
            kept = set_aside.keep(cursor, self.database, aside.faults)
        self._tell(kept)
        return position - start

    def _examined(self, chosen: Sequence[Projection], standing: Standing) -> int:
        """After which position events are yet to be examined: by who reads them all."""
        seen = [standing.seen[one.name] for one in chosen if one.whole]
        return max(seen) if self.examines and seen else NOBODY

    def _take_apart(self, chosen: Sequence[Projection], found: Unwritable) -> None:
        """Take what cannot be written in ever smaller parts, and set aside the last."""
        parts = smaller(chosen, found)
        if not parts:
            self._set_aside(chosen[0], found)
        for part, _, reach in parts:
            try:
                while self._take(part, reach=reach) is not None:
                    pass
            except Unwritable as less:
                self._take_apart(part, less)

    def _set_aside(self, projection: Projection, found: Unwritable) -> None:
        with self.database.writing("projector") as cursor:
            standing = self._standing(cursor, [projection])
            if standing.seen[projection.name] != found.start:
                return
            fault = fault_at(cursor, self.database, projection, found)
            kept = set_aside.keep(cursor, self.database, [fault])
            move(cursor, self.database, [projection], found.position)
        self._tell(kept)

    def _standing(self, cursor: Any, chosen: Sequence[Projection]) -> Standing:
        """How the chosen ones stand; raises unless their tables are still ours."""
        standing = standing_of(cursor, chosen)
        for one in chosen:
            if standing.shapes[one.name] != self._shapes[one.name]:
                raise SchemaNewer(database=one.name)
        return standing

    def _tell(self, faults: Sequence[Fault]) -> None:
        if faults:
            set_aside.tell(faults)
            self._told()

    def _told(self) -> None:
        for listener in self.listeners:
            listener()
