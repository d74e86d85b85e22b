"""The event store: one gapless log of events, with what each command led to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NoReturn
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent

from upphandling.application.store import (
    KeptRefusal,
    Outcome,
    Receipt,
    Record,
    Verdict,
)
from upphandling.application.visits import KeptVisit, PlannedVisit
from upphandling.infrastructure.event_log.causes import cause_of
from upphandling.infrastructure.event_log.stored_rows import (
    events_recorded,
    events_stored,
    object_in,
    record,
    refusal,
    refusals_kept,
    stored,
)
from upphandling.infrastructure.event_log.writing import (
    NOTHING,
    LogWriter,
    SQLiteLogWriter,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.query import Query
from upphandling.infrastructure.visits.kept import kept
from upphandling.infrastructure.visits.planned import planned

PAGE = 5000  # rows fetched at a time; no connection is held in between
STREAMS = 500  # streams asked for in one statement

OUTCOME = (
    'SELECT command, "by", payload, verdict, first_position, last_position, rule,'
    " message, details FROM commands LEFT JOIN refusals USING (command_id)"
)


class EventRecorder(ApplicationRecorder):
    """Writes and reads the log; implements `application.store.Store`.

    Every write is one transaction and writers take turns, so that positions are
    gapless and appear in commit order: who has read up to a position has missed
    nothing below it. Safe to share between threads. What is wrong with the
    database is raised as `DatabaseTrouble`. `beside` is where the visits lie that
    the log holds by digest.
    """

    def __init__(self, database: Database) -> None:
        self.database = self.beside = database
        self._writer = writer_for(database)

    # Writing

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        receipt: Receipt | None = None,
        rests_on: Mapping[str, int] = NOTHING,
        **_: Any,
    ) -> list[int] | None:
        """Write the events and, with a receipt, what the command led to.

        Returns their positions; None when there was nothing to write. Raises the
        library's `IntegrityError` when a version is taken, or a stream that they rest
        on is not at that version any more, and `CommandRepeated` when the command id is
        taken; then nothing was written. Without a receipt the events are recorded at
        the database's time, by no command.
        """
        if not stored_events and receipt is None:
            return None
        first = self._writer.append(stored_events, receipt, rests_on)
        return list(range(first, first + len(stored_events)))

    def refuse(
        self, receipt: Receipt, rule: str, message: str, details: Mapping[str, Any]
    ) -> None:
        """Keep a refusal and its outcome; raises `CommandRepeated`."""
        self._writer.refuse(receipt, rule, message, details)

    def in_line(self, losses: int) -> AbstractContextManager[None]:
        """As `Store.in_line`."""
        return self._writer.in_line(losses)

    # Reading, for the library

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """The events of one stream, by version."""
        query = self._stored().where("stream_id = ?", str(originator_id))
        query.where("version > ?", gt).where("version <= ?", lte)
        query.ordered("version DESC" if desc else "version", limit)
        return [stored(row) for row in query.rows(self.database)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        """Events by position, from `start` up to and including `stop`."""
        query = self._stored().among("topic", topics)
        query.where("position >= ?" if inclusive_of_start else "position > ?", start)
        query.where("position <= ?", stop).ordered("position", limit)
        return [_notification(row) for row in query.rows(self.database)]

    def max_notification_id(self) -> int | None:
        """The last position; None when nothing was ever recorded."""
        (row,) = Query("SELECT max(position) FROM events").rows(self.database)
        position: int | None = row[0]
        return position

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        """Not offered: readers page by position and remember how far they came."""
        message = "page with select_notifications or records instead"
        raise NotImplementedError(message)

    # Reading, for the engine and the reviewers

    def outcome_of(self, command_id: str) -> Outcome | None:
        """The kept outcome of a command, or None if it was never handled.

        Nobody is told that a command is done before it is as safe as when it was sent.
        """
        query = Query(OUTCOME).where("command_id = ?", command_id)
        for row in query.rows(self.database):
            self.database.settle()
            command, by, payload, verdict, first, last, rule, message, told = row
            return Outcome(
                command_id=command_id,
                command=command,
                by=by,
                payload=payload,
                verdict=Verdict(verdict),
                first_position=first,
                last_position=last,
                rule=rule,
                message=message,
                details=object_in(told, f"kommando {command_id}") if told else {},
            )
        return None

    def cause_of(self, because: str) -> tuple[str, str | None] | None:
        """The command behind an event or a command, and what that came of in turn."""
        return cause_of(self.database, because)

    def select_streams(self, stream_ids: Sequence[str]) -> Iterator[StoredEvent]:
        """Every event of the given streams, grouped by stream, in version order."""
        wanted = list(dict.fromkeys(stream_ids))
        for start in range(0, len(wanted), STREAMS):
            query = self._stored().among("stream_id", wanted[start : start + STREAMS])
            query.ordered("stream_id, version")
            yield from map(stored, query.rows(self.database))

    def streams_of(self, kind: str) -> list[str]:
        """As `Store.streams_of`."""
        return streams_of(self.database, kind)

    def records(
        self,
        *,
        after: int = 0,
        limit: int | None = None,
        stream_id: str | None = None,
        topics: Iterable[str] = (),
    ) -> Iterator[Record]:
        """Rows of `events` with a position above `after`, in order.

        Raises `DamagedRow`.
        """
        # One stream by version, or a database may walk the whole log by position.
        by, above = ("position", after) if stream_id is None else ("version", -1)
        query = Query(events_recorded(self.database, by)).among("topic", tuple(topics))
        if stream_id is not None:
            query.where("stream_id = ?", stream_id)
            query.where("+position > ?", after or None)
        rows = query.pages(self.database, by, above, limit, PAGE)
        for row in rows:
            yield record(self.database, row)

    def refusals(
        self, *, after: int = 0, limit: int | None = None, told: str = ""
    ) -> Iterator[KeptRefusal]:
        """Kept refusals with a number above `after`, in order.

        With `told` only those whose payload has that text in it. Raises `DamagedRow`.
        """
        place_in = "instr" if self.database.dialect == "sqlite" else "strpos"
        query = Query(refusals_kept(self.database))
        query.where(f"{place_in}(payload, ?) > 0", told or None)
        for row in query.pages(self.database, "number", after, limit, PAGE):
            yield refusal(self.database, row)

    def visits(
        self,
        system: str,
        month: str,
        batches: Sequence[int],
        agreement: str | None = None,
    ) -> Iterator[KeptVisit]:
        """As `Store.visits`."""
        return kept(self.beside, system, month, batches, agreement)

    def planned(
        self,
        system: str,
        month: str,
        plans: Sequence[int],
        performed: Sequence[int],
        *,
        agreement: str | None = None,
    ) -> Iterator[PlannedVisit]:
        """As `Store.planned`."""
        return planned(
            self.beside, system, month, plans, performed, agreement=agreement
        )

    def _stored(self) -> Query:
        return Query(events_stored(self.database))


def streams_of(database: Database, kind: str) -> list[str]:
    """The ids of every stream of a kind of case, in order; read from the index alone."""
    query = Query("SELECT stream_id FROM events").where("version = ?", 1)
    query.where("stream_id > ?", f"{kind}:").where("stream_id < ?", f"{kind};")
    return [row[0] for row in query.ordered("stream_id").rows(database)]


def _notification(row: tuple[Any, ...]) -> Notification:
    event = stored(row)
    return Notification(
        event.originator_id, event.originator_version, event.topic, event.state, row[0]
    )


def writer_for(database: Database) -> LogWriter:
    """The hot path that suits the database."""
    if database.dialect == "sqlite":
        return SQLiteLogWriter(database)
    from upphandling.infrastructure.event_log.writing_postgresql import (  # noqa: PLC0415
        PostgresLogWriter,
    )

    return PostgresLogWriter(database)
