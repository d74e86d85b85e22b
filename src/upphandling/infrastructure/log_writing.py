"""The hot path: how a command's rows get into the log, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import IntegrityError, StoredEvent

from upphandling.application.store import CommandRepeated, Receipt, Verdict
from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.database import Database
from upphandling.infrastructure.leaf import details_text, event_leaf, refusal_leaf

INSERT_EVENT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_COMMAND = "INSERT INTO commands VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_REFUSAL = "INSERT INTO refusals VALUES (?, ?, ?, ?, ?, ?)"
LAST_POSITION = "SELECT coalesce(max(position), 0) FROM events"
LAST_NUMBER = "SELECT coalesce(max(number), 0) FROM refusals"


class LogWriter:
    """Writes events, outcomes and refusals; every call is one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.insert_event = database.native(INSERT_EVENT)
        self.insert_command = database.native(INSERT_COMMAND)
        self.insert_refusal = database.native(INSERT_REFUSAL)

    def append(self, events: Sequence[StoredEvent], receipt: Receipt | None) -> int:
        """Write the events and the outcome; returns the first position.

        Raises `CommandRepeated` when the command id is kept already and the
        library's `IntegrityError` when somebody else wrote the version.
        """
        with self.conflicts_told(), self.database.writing() as cursor:
            cursor.execute(LAST_POSITION)
            first: int = cursor.fetchone()[0] + 1
            if receipt is None:
                recorded_at, command_id = utc_text(self.database.now()), None
            else:
                # The outcome goes first: a repeated command is told as repeated,
                # not as the conflict that its events also are.
                recorded_at = utc_text(receipt.recorded_at)
                command_id = receipt.command_id
                last = first + len(events) - 1
                span = (first, last) if events else (None, None)
                command = (*receipt_row(receipt), Verdict.DONE.value, *span)
                cursor.execute(self.insert_command, command)
            self.write_events(cursor, first, events, recorded_at, command_id)
        return first

    def refuse(
        self, receipt: Receipt, rule: str, message: str, details: Mapping[str, Any]
    ) -> None:
        """Write a refusal and the outcome; raises `CommandRepeated`."""
        leaf = refusal_leaf(receipt, rule, message, details)
        command = (*receipt_row(receipt), Verdict.REFUSED.value, None, None)
        with self.conflicts_told(), self.database.writing() as cursor:
            cursor.execute(LAST_NUMBER)
            number = cursor.fetchone()[0] + 1
            cursor.execute(self.insert_command, command)
            cursor.execute(
                self.insert_refusal,
                (
                    number,
                    receipt.command_id,
                    rule,
                    message,
                    details_text(details),
                    leaf,
                ),
            )

    def write_events(
        self,
        cursor: Any,
        first: int,
        events: Sequence[StoredEvent],
        recorded_at: str,
        command_id: str | None,
    ) -> None:
        """Put the rows into `events` from position `first` on."""
        cursor.executemany(
            self.insert_event, event_rows(first, events, recorded_at, command_id)
        )

    @contextmanager
    def conflicts_told(self) -> Iterator[None]:
        """Tell a taken key in the words of the engine and the library."""
        try:
            yield
        except Exception as error:
            self.tell_conflict(error)
            raise

    def tell_conflict(self, error: Exception) -> None:
        """Raise what a taken key means; return if it is some other error."""
        table = self.database.taken(error)
        if table == "commands":
            raise CommandRepeated from error
        if table is not None:
            raise IntegrityError(error) from error


def event_rows(
    first: int,
    events: Sequence[StoredEvent],
    recorded_at: str,
    command_id: str | None,
) -> Iterator[tuple[Any, ...]]:
    """The columns of `events`, in order, one tuple an event."""
    for position, event in enumerate(events, first):
        stream_id, version = str(event.originator_id), event.originator_version
        topic, data = event.topic, event.state.decode()
        leaf = event_leaf(stream_id, version, topic, recorded_at, command_id, data)
        yield position, stream_id, version, topic, recorded_at, command_id, data, leaf


def receipt_row(receipt: Receipt) -> tuple[str | None, ...]:
    """The first nine columns of `commands`, in order."""
    return (
        receipt.command_id,
        receipt.command,
        utc_text(receipt.recorded_at),
        utc_text(receipt.effective_at),
        receipt.by,
        receipt.role,
        receipt.mandate,
        receipt.because,
        receipt.payload,
    )
