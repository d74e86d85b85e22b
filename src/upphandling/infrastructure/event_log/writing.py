"""How rows get into the log: events, what their command led to, and refusals."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

from eventsourcing.persistence import IntegrityError, StoredEvent

from upphandling.application.store import CommandRepeated, Receipt, Verdict
from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.event_log.leaf import (
    details_text,
    event_leaf,
    receipt_digest,
    refusal_leaf,
)
from upphandling.infrastructure.storage.database import Database

INSERT_EVENT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_COMMAND = (
    'INSERT INTO commands (command_id, command, recorded_at, effective_at, "by", role,'
    " mandate, because, payload, policy, verdict, first_position, last_position)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
INSERT_REFUSAL = "INSERT INTO refusals VALUES (?, ?, ?, ?, ?, ?, ?)"
LAST_POSITION = "SELECT coalesce(max(position), 0) FROM events"
LAST_VERSION = "SELECT coalesce(max(version), 0) FROM events WHERE stream_id = ?"
LAST_OF_BOTH = (
    "SELECT (SELECT coalesce(max(number), 0) FROM refusals),"
    " (SELECT coalesce(max(position), 0) FROM events)"
)

Row = tuple[Any, ...]

NOTHING: Mapping[str, int] = {}
"""What most commands rest on, beside what they change."""


class LogWriter(ABC):
    """Writes the log; every call is one transaction.

    The outcome of a command is written before its events, so that a repeated
    command is told as repeated and not as the conflict that its events also are.
    """

    recorded_column: ClassVar = 2  # of the receipt's row

    def __init__(self, database: Database) -> None:
        self.database = database
        self.writer = database.writer()
        self.insert_event = database.native(INSERT_EVENT)
        self.insert_command = database.native(INSERT_COMMAND)
        self.insert_refusal = database.native(INSERT_REFUSAL)

    def append(
        self,
        events: Sequence[StoredEvent],
        receipt: Receipt | None,
        rests_on: Mapping[str, int] = NOTHING,
    ) -> int:
        """Write the events and the outcome; returns the first position.

        Raises `CommandRepeated` when the command id is kept already and the
        library's `IntegrityError` when somebody else wrote the version, or wrote to a
        stream that the events rest on after the version that is told of it.
        """
        try:
            if receipt is not None and len(events) == 1 and not rests_on:
                return self._append_one(events[0], receipt_row(receipt))
            return self.append_all(events, receipt, rests_on)
        except Exception as error:
            self._tell_conflict(error)
            raise

    def refuse(
        self, receipt: Receipt, rule: str, message: str, details: Mapping[str, Any]
    ) -> None:
        """Write a refusal and the outcome; raises `CommandRepeated`."""
        leaf = refusal_leaf(receipt, rule, message, details)
        told = (receipt.command_id, rule, message, details_text(details), leaf)
        command = (*receipt_row(receipt), Verdict.REFUSED.value, None, None)
        try:
            with self.database.writing() as cursor:
                cursor.execute(LAST_OF_BOTH)
                number, place = cursor.fetchone()
                cursor.execute(self.insert_command, command)
                cursor.execute(self.insert_refusal, (number + 1, *told, place))
        except Exception as error:
            self._tell_conflict(error)
            raise

    def in_line(self, losses: int) -> AbstractContextManager[None]:  # noqa: ARG002
        """As `Store.in_line`; here everybody waits for the file and nobody is quicker."""
        return nullcontext()

    def write_events(self, cursor: Any, rows: Iterator[Row]) -> None:
        """Put the rows into `events`."""
        cursor.executemany(self.insert_event, rows)

    @abstractmethod
    def write_one(self, connection: Any, event: Row, command: Row) -> int:
        """Write one event and its receipt in a transaction; returns its position.

        `event` is stream, version, topic, data, leaf; `command` the receipt.
        """

    def _append_one(self, event: StoredEvent, command: Row) -> int:
        """What most commands do: no more Python than there must be."""
        row = (
            str(event.originator_id),
            event.originator_version,
            event.topic,
            event.state.decode(),
        )
        recorded_at, command_id = command[self.recorded_column], command[0]
        leaf = event_leaf(*row[:3], recorded_at, command_id, row[3], seal_of(command))
        return self.hurried(self.write_one, (*row, leaf), command)

    def hurried(self, write: Callable[..., int], *rows: Any) -> int:
        """Call `write` with the writer's connection and the rows; it commits itself.

        As `Database.writing`, with less ado.
        """
        writer = self.writer
        with writer.turn:
            try:
                return write(writer.connected(), *rows)
            except BaseException as error:
                writer.abandon()
                if trouble := self.database.trouble(error):
                    raise trouble from error
                raise

    def append_all(
        self,
        events: Sequence[StoredEvent],
        receipt: Receipt | None,
        rests_on: Mapping[str, int] = NOTHING,
    ) -> int:
        """As `append`, for any number of events, with or without a receipt."""
        with self.database.writing() as cursor:
            self._must_rest(cursor, rests_on)
            cursor.execute(LAST_POSITION)
            first: int = cursor.fetchone()[0] + 1
            if receipt is None:
                recorded_at, command_id = utc_text(self.database.now()), None
                digest = None
            else:
                row = receipt_row(receipt)
                recorded_at, command_id = row[self.recorded_column] or "", row[0]
                digest = seal_of(row)
                last = first + len(events) - 1
                span = (first, last) if events else (None, None)
                cursor.execute(self.insert_command, (*row, Verdict.DONE.value, *span))
            self.write_events(
                cursor, event_rows(first, events, recorded_at, command_id, digest)
            )
        return first

    def _must_rest(self, cursor: Any, rests_on: Mapping[str, int]) -> None:
        """Nobody else writes any more: what was read is still the last there is."""
        for stream_id, version in rests_on.items():
            cursor.execute(self.database.native(LAST_VERSION), (stream_id,))
            if cursor.fetchone()[0] != version:
                raise IntegrityError(stream_id)

    def _tell_conflict(self, error: Exception) -> None:
        """Say what a taken key means; return if it is some other error."""
        table = self.database.taken(error)
        if table == "commands":
            raise CommandRepeated from error
        if table is not None:
            raise IntegrityError(error) from error


class SQLiteLogWriter(LogWriter):
    """On SQLite: no network to save trips over, so only short statements."""

    def write_one(self, connection: Any, event: Row, command: Row) -> int:
        """As `LogWriter.write_one`."""
        stream_id, version, topic, data, leaf = event
        command_id, recorded_at = command[0], command[self.recorded_column]
        execute = connection.execute
        execute("BEGIN IMMEDIATE")
        (last,) = execute(LAST_POSITION).fetchone()
        place: int = last + 1
        execute(INSERT_COMMAND, (*command, "done", place, place))
        execute(
            INSERT_EVENT,
            (place, stream_id, version, topic, recorded_at, command_id, data, leaf),
        )
        execute("COMMIT")
        return place


def event_rows(
    first: int,
    events: Sequence[StoredEvent],
    recorded_at: str,
    command_id: str | None,
    digest: str | None,
) -> Iterator[Row]:
    """The columns of `events`, in order, one tuple an event."""
    for position, event in enumerate(events, first):
        stream_id, version = str(event.originator_id), event.originator_version
        topic, data = event.topic, event.state.decode()
        told = (stream_id, version, topic, recorded_at, command_id, data)
        yield position, *told, event_leaf(*told, digest)


def receipt_row(receipt: Receipt) -> tuple[str | None, ...]:
    """What `INSERT_COMMAND` takes first, in order; also what a receipt's digest is of."""
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
        receipt.policy,
    )


def seal_of(command: Sequence[str | None]) -> str | None:
    """The digest of a `receipt_row`; None where no policy let the command in."""
    return None if command[-1] is None else receipt_digest(command)
