"""From the log to letters: each subscription reads on from where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.event_log.stored_rows import raw, shown
from upphandling.infrastructure.outbox.letters import LOCK, State
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.query import Query

PAGE = 500  # letters written in one transaction
FAR = 1_000  # events without a letter after which the place is worth a write

END = "SELECT COALESCE(MAX(position), 0) FROM events"
CURSOR = "SELECT position, namespace FROM outbox_cursors WHERE subscription = ?"
BEGIN = (
    "INSERT INTO outbox_cursors (subscription, position, namespace) VALUES (?, ?, ?)"
    " ON CONFLICT (subscription) DO NOTHING"
)
MOVE = "UPDATE outbox_cursors SET position = ? WHERE subscription = ? AND position = ?"
WRITE = (
    "INSERT INTO outbox (message_id, subscription, position, topic, state, tries,"
    " due_at, written_at) VALUES (?, ?, ?, ?, ?, 0, ?, ?)"
    " ON CONFLICT (message_id) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a subscription has read.

    `namespace` is drawn once and never told: out of it and the event's own name comes
    the letter's id. Without it nobody can try versions until the id fits, for a
    version would tell how many bids there are.
    """

    position: int
    namespace: UUID

    def message_id(self, case: str, version: int) -> str:
        """Always the same for the same event."""
        return str(uuid5(self.namespace, f"{case}@{version}"))


class ReadingOn:
    """Reads the log on for one subscription and writes the letters it asks for.

    `topics` are those as they are stored. A subscription that was not there before
    begins at the end of the log, or at its start.
    """

    def __init__(
        self,
        database: Database,
        subscription: str,
        topics: Sequence[str],
        *,
        from_start: bool = False,
    ) -> None:
        self.database = database
        self.subscription = subscription
        self.topics = topics
        self.from_start = from_start

    def begun(self) -> Place:
        """Where it is; the first time it is given a place."""
        place = self._place()
        if place is None:
            first = 0 if self.from_start else self._end()
            told = (self.subscription, first, str(uuid4()))
            with self.database.writing(LOCK) as cursor:
                cursor.execute(self.database.native(BEGIN), told)
            place = self._place()
        if place is None:
            message = f"the place of {self.subscription} was taken away"
            raise LookupError(message)
        return place

    def __call__(self, now: datetime) -> int:
        """Write a letter for each new event, a page at most; answers how many.

        Letters and place are written together: no event is passed over, and none
        gets two letters.
        """
        place, end = self.begun(), self._end()
        if place.position >= end:
            return 0
        rows = self._rows(place.position, end)
        reached = rows[-1][0] if len(rows) == PAGE else end
        if rows or reached - place.position >= FAR:
            self._write(place, rows, reached, utc_text(now))
        return len(rows)

    def _write(
        self, place: Place, rows: Sequence[tuple[Any, ...]], reached: int, now: str
    ) -> None:
        letters = [
            (
                place.message_id(shown(case), version),
                self.subscription,
                position,
                shown(topic),
                State.WAITING.value,
                now,
                now,
            )
            for position, version, case, topic in rows
        ]
        native = self.database.native
        with self.database.writing(LOCK) as cursor:
            cursor.execute(native(MOVE), (reached, self.subscription, place.position))
            if letters and cursor.rowcount == 1:  # else somebody else has read on
                cursor.executemany(native(WRITE), letters)

    def _rows(self, after: int, end: int) -> list[tuple[Any, ...]]:
        columns = raw(self.database, ("stream_id", "topic"))
        query = Query(f"SELECT position, version, {columns} FROM events")  # noqa: S608
        query.where("position > ?", after).where("position <= ?", end)
        return (
            query.among("topic", self.topics)
            .ordered("position", PAGE)
            .rows(self.database)
        )

    def _place(self) -> Place | None:
        with self.database.reading() as cursor:
            cursor.execute(self.database.native(CURSOR), (self.subscription,))
            row = cursor.fetchone()
        return None if row is None else Place(row[0], UUID(row[1]))

    def _end(self) -> int:
        with self.database.reading() as cursor:
            cursor.execute(END)
            return int(cursor.fetchone()[0])
