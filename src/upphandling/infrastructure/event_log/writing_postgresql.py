"""How rows get into the log on PostgreSQL: one round trip for few events, else COPY."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import StoredEvent

from upphandling.application.store import Receipt
from upphandling.infrastructure.event_log.writing import (
    NOTHING,
    LogWriter,
    Row,
    event_rows,
    receipt_row,
    seal_of,
)
from upphandling.infrastructure.storage.postgresql import lock_key

PATIENT = 8  # lost races before a writer asks to be alone
FEW = 100  # events; COPY is quicker for more
ALONE = f"SELECT pg_advisory_lock({lock_key('events')})".encode()
DONE = f"SELECT pg_advisory_unlock({lock_key('events')})".encode()
APPEND_EVENT = (
    f"SELECT append_event({lock_key('events')},"
    " %s, %s, %s, %s, %b, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
).encode()
APPEND_EVENTS = (
    f"SELECT append_events({lock_key('events')},"
    " %s::text[], %s::integer[], %s::text[], %s::text[], %b::bytea[],"
    " %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
).encode()


class PostgresLogWriter(LogWriter):
    """The functions that write in one trip are in migration 0002."""

    def write_one(self, connection: Any, event: Row, command: Row) -> int:
        """As `LogWriter.write_one`."""
        cursor = connection.execute(APPEND_EVENT, (*event, *command), prepare=True)
        place: int = cursor.fetchone()[0]
        return place

    def write_few(self, connection: Any, columns: Row, command: Row) -> int:
        """As `write_one`, with a list a column."""
        cursor = connection.execute(APPEND_EVENTS, (*columns, *command), prepare=True)
        place: int = cursor.fetchone()[0]
        return place

    def write_events(self, cursor: Any, rows: Iterator[Row]) -> None:
        """Put the rows into `events`."""
        with cursor.copy("COPY events FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def in_line(self, losses: int) -> Iterator[None]:
        """As `Store.in_line`: those who lost go one at a time, the others at once."""
        if not losses:
            yield
            return
        with self.database.writing("line"):
            if losses < PATIENT:
                yield
                return
            with self.alone():
                yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes to the log, from the first reading to the commit.

        The session holds the lock of the writers, who take it again as they write.
        """
        with self.writer.turn:
            self.hurried(lambda connection: connection.execute(ALONE).rowcount)
            held = self.writer.connection
            try:
                yield
            finally:
                if self.writer.connection is held:  # else the lock went with it
                    self.hurried(lambda connection: connection.execute(DONE).rowcount)

    def append_all(
        self,
        events: Sequence[StoredEvent],
        receipt: Receipt | None,
        rests_on: Mapping[str, int] = NOTHING,
    ) -> int:
        """As `LogWriter.append_all`."""
        if receipt is None or rests_on or not 0 < len(events) <= FEW:
            return super().append_all(events, receipt, rests_on)
        command = receipt_row(receipt)
        recorded_at, command_id = command[self.recorded_column] or "", command[0]
        rows = event_rows(0, events, recorded_at, command_id, seal_of(command))
        _, streams, versions, topics, _, _, data, leaves = map(
            list, zip(*rows, strict=True)
        )
        columns = (streams, versions, topics, data, leaves)
        return self.hurried(self.write_few, columns, command)
