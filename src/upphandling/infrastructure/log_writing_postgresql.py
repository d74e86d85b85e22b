"""The hot path on PostgreSQL: one round trip for one event, COPY for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent

from upphandling.application.store import Receipt
from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.leaf import event_leaf
from upphandling.infrastructure.log_writing import LogWriter, event_rows, receipt_row
from upphandling.infrastructure.postgresql import lock_key

COPY_EVENTS = "COPY events FROM STDIN"
FEW = 20  # below this the start of a COPY costs more than it gains
APPEND_EVENT = (
    f"SELECT append_event({lock_key('events')},"
    " %s, %s, %s, %s, %b, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


class PostgresLogWriter(LogWriter):
    """Most commands record one event: that path is a single statement."""

    def append(self, events: Sequence[StoredEvent], receipt: Receipt | None) -> int:
        """As `LogWriter.append`."""
        if receipt is None or len(events) != 1:
            return super().append(events, receipt)
        return self._append_one(events[0], receipt)

    def write_events(
        self,
        cursor: Any,
        first: int,
        events: Sequence[StoredEvent],
        recorded_at: str,
        command_id: str | None,
    ) -> None:
        """Put the rows into `events` from position `first` on."""
        if len(events) < FEW:
            super().write_events(cursor, first, events, recorded_at, command_id)
            return
        with cursor.copy(COPY_EVENTS) as copy:
            for row in event_rows(first, events, recorded_at, command_id):
                copy.write_row(row)

    def _append_one(self, event: StoredEvent, receipt: Receipt) -> int:
        stream_id, data = str(event.originator_id), event.state.decode()
        version, topic = event.originator_version, event.topic
        row = receipt_row(receipt)
        leaf = event_leaf(
            stream_id, version, topic, utc_text(receipt.recorded_at), row[0], data
        )
        writer = self.database.writer()
        with writer.turn, self.conflicts_told(), self.database.translated():
            connection = writer.connected()
            try:
                cursor = connection.execute(
                    APPEND_EVENT,
                    (stream_id, version, topic, data, leaf, *row),
                    prepare=True,
                )
                position: int = cursor.fetchone()[0]
            except BaseException:
                writer.abandon()
                raise
        return position
