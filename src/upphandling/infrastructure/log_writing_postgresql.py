"""How rows get into the log on PostgreSQL: one round trip for one event, else COPY."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from upphandling.infrastructure.log_writing import LogWriter, Row
from upphandling.infrastructure.postgresql import lock_key

APPEND_EVENT = (
    f"SELECT append_event({lock_key('events')},"
    " %s, %s, %s, %s, %b, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
).encode()


class PostgresLogWriter(LogWriter):
    """Most commands record one event: that is a single statement."""

    def write_one(self, connection: Any, event: Row, command: Row) -> int:
        """As `LogWriter.write_one`; the function is in migration 0001."""
        cursor = connection.execute(APPEND_EVENT, (*event, *command), prepare=True)
        place: int = cursor.fetchone()[0]
        return place

    def write_events(self, cursor: Any, rows: Iterator[Row]) -> None:
        """Put the rows into `events`."""
        with cursor.copy("COPY events FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
