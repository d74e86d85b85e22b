"""Rebuilding a read model: the projector, the library's way, and a raw loop.

Run with `python -m benchmarks.rebuild`. The read model is `cases`: one table, one
row a case, changed by every event. All three read the same history and leave the
same rows behind.

The library's way is what its `ProjectionRunner` does, without its threads and with
one transaction for a page of events instead of one for each event (which it cannot
do, and which is quicker): `select_notifications` in pages, the library's `Mapper`
with its `JSONTranscoder` for every event, and one statement for each event.

The raw loop reads the rows of `events` by the driver's cursor, takes the JSON apart,
keeps the final rows in one dictionary of any size, and writes each of them once into
an empty table without a question: executemany on SQLite, COPY on PostgreSQL.

The last part rebuilds all read models at once in a process of its own and tells
how much memory that took.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import (
    ApplicationRecorder,
    DatetimeAsISO,
    JSONTranscoder,
    Mapper,
    StoredEvent,
    UUIDAsHex,
)
from eventsourcing.utils import get_topic
from pydantic_core import from_json, to_json

from benchmarks.append import library_postgresql, library_sqlite
from benchmarks.log import epochs, fill
from benchmarks.side_by_side import Contender, rates, table
from tests.databases import Factory, postgresql
from upphandling.domain.award import Award
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.cases import CASES, cases
from upphandling.projections.catalogue import PROJECTIONS

LIMIT, OURS, LIBRARY = "raw loop", "projector", "library's way"
PAGE = 5_000
FEW = 500
MEMORY = 300  # megabytes that a rebuild of everything may take
LATE = Award.Decided.TOPIC  # opens a case, though not its first event
COLUMNS = [column.name for column in cases.columns]
FETCH = (
    "SELECT position, stream_id, version, topic, data FROM events"
    " WHERE position > ? AND position <= ? ORDER BY position"
)
INSERT = f"INSERT INTO cases ({', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
UPSERT = (
    f"{INSERT} ON CONFLICT (case_id) DO UPDATE SET kind = excluded.kind,"
    " opened_at = excluded.opened_at, opened = excluded.opened,"
    " changed_at = excluded.changed_at, last_event = excluded.last_event"
)
UPDATE = "UPDATE cases SET changed_at = ?, last_event = ? WHERE case_id = ?"

Work = Callable[[int], None]


class Happened(DomainEvent):
    """An event as the library keeps it: its class by path, the rest as JSON."""

    case: str
    topic: str


def projector(database: Database) -> Work:
    """Our own way; it always reads the whole log."""

    def rebuild(_: int) -> None:
        Projector(database, [CASES]).rebuild(CASES)

    return rebuild


def library(recorder: ApplicationRecorder, database: Database) -> Work:
    """The library's way, into the same table of another database."""
    mapper = library_mapper()
    insert, change = database.native(UPSERT), database.native(UPDATE)

    def rebuild(size: int) -> None:
        emptied(database)
        for start in range(1, size + 1, PAGE):
            told = recorder.select_notifications(start, PAGE, min(size, start + PAGE))
            with database.writing("projector") as cursor:
                for notification in told:
                    event: Any = mapper.to_domain_event(notification)
                    case, at = event.case, utc_text(event.timestamp)
                    if event.topic not in CASES.reactions:
                        continue
                    if event.originator_version == 1 or event.topic == LATE:
                        kind = case.partition(":")[0]
                        row = (case, kind, at, notification.id, at, event.topic)
                        cursor.execute(insert, row)
                    else:
                        cursor.execute(change, (at, event.topic, case))

    return rebuild


def raw(database: Database) -> Work:
    """The same rows by the bare driver."""
    fetch, insert = database.native(FETCH), database.native(INSERT)
    copies = database.dialect == "postgresql"

    def rebuild(size: int) -> None:
        emptied(database)
        with database.writing("projector") as cursor:
            rows: dict[str, list[Any]] = {}
            for start in range(0, size, PAGE):
                cursor.execute(fetch, (start, min(size, start + PAGE)))
                for position, case, version, topic, text in cursor.fetchall():
                    if topic not in CASES.reactions:
                        continue
                    at = from_json(text)["effective_at"]
                    if version == 1 or topic == LATE:
                        kind = case.partition(":")[0]
                        rows[case] = [case, kind, at, position, at, topic]
                    else:
                        row = rows[case]
                        row[4], row[5] = at, topic
            if not copies:
                cursor.executemany(insert, rows.values())
                return
            with cursor.copy("COPY cases FROM STDIN") as stream:
                for row in rows.values():
                    stream.write_row(row)

    return rebuild


def emptied(database: Database) -> None:
    with database.writing("projector") as cursor:
        cursor.execute("DELETE FROM cases")


def library_mapper() -> Mapper[UUID]:
    transcoder = JSONTranscoder()
    transcoder.register(DatetimeAsISO())
    transcoder.register(UUIDAsHex())
    return Mapper(transcoder=transcoder)


def library_log(size: int) -> Iterator[list[StoredEvent]]:
    """The same history in the library's form: UUIDs, and the class's path as topic.

    Few at a time: the library's PostgreSQL recorder waits for ever when it is given
    twenty thousand at once.
    """
    told = islice(chain.from_iterable(epochs()), size)
    while chosen := list(islice(told, FEW)):
        yield [
            StoredEvent(
                uuid5(NAMESPACE_OID, str(event.originator_id)),
                event.originator_version,
                get_topic(Happened),
                to_json(_in_library_form(event)),
            )
            for event in chosen
        ]


def _in_library_form(event: StoredEvent) -> dict[str, Any]:
    """As the transcoder writes it: the instant is the event's own `timestamp`."""
    data = from_json(event.state)
    at = {"_type_": "datetime_iso", "_data_": data.pop("effective_at")}
    return {"timestamp": at, "case": event.originator_id, "topic": event.topic, **data}


def utc_text(instant: datetime) -> str:
    """As the other two have it in the event."""
    return instant.isoformat().replace("+00:00", "Z")


def prepared(url: str, size: int) -> Database:
    """A database with empty read models and a log of that many events."""
    database = Database(url)
    fill(EventRecorder(database), size)
    read_tables.sync(database, PROJECTIONS.values())
    return database


def measure(
    factory: Factory, standard: Callable[[str], ApplicationRecorder], size: int
) -> dict[str, float]:
    """Events a second of each, every one on a database of its own."""
    ours, limit = prepared(factory.migrated(), size), prepared(factory.migrated(), size)
    with ours, limit, prepared(factory.migrated(), 0) as theirs:
        recorder = standard(factory.empty())
        for events in library_log(size):
            recorder.insert_events(events)
        works = {
            LIMIT: raw(limit),
            OURS: projector(ours),
            LIBRARY: library(recorder, theirs),
        }
        # A rebuild is always of the whole log, also to warm up.
        contenders = {
            name: _prepared(partial(work, size)) for name, work in works.items()
        }
        measured = rates(contenders, size)
        assert rows(limit) == rows(ours) == rows(theirs), "not the same rows"
    return measured


def _prepared(work: Callable[[], None]) -> Contender:
    return lambda _: work


def rows(database: Database) -> list[tuple[Any, ...]]:
    with database.reading() as cursor:
        cursor.execute("SELECT * FROM cases ORDER BY opened")
        answer: list[tuple[Any, ...]] = cursor.fetchall()
        return answer


def rebuild_all(url: str) -> None:
    """Rebuild everything and print what it took; run in a process of its own."""
    with Database(url) as database:
        projector = Projector(database, PROJECTIONS.values())
        projector.empty(projector.projections)
        before = peak_memory()
        started = perf_counter()

        def progress(position: int, end: int) -> None:
            if sys.stderr.isatty():
                print(f"\r  {position:10,} of {end:,}", end="", file=sys.stderr)

        read = projector.catch_up(progress=progress)
        took = perf_counter() - started
    peak = peak_memory()
    print(
        f"  {read:,} events in {took:.1f} s ({read / took:,.0f} a second),"
        f" peak memory {peak} MB ({before} MB before), at most {MEMORY} MB allowed"
    )
    assert peak < MEMORY, "a rebuild of everything takes too much memory"


def peak_memory() -> int:
    """The most memory this program has had, in megabytes.

    On Linux `ru_maxrss` begins with that of the process which started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return getrusage(RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: list[str] | None = None) -> None:
    """Print one table for each database, then what a rebuild of everything takes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rebuild")
    parser.add_argument("--events", type=int, default=100_000, help="events in the log")
    parser.add_argument(
        "--memory-events", type=int, help="events in the last part (default: --events)"
    )
    parser.add_argument("--rebuild-all", metavar="URL", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.rebuild_all:
        rebuild_all(chosen.rebuild_all)
        return
    with tempfile.TemporaryDirectory() as folder, postgresql(durable=True) as server:
        kinds = (
            ("SQLite", Factory(Path(folder)), library_sqlite),
            ("PostgreSQL", Factory(Path(folder), server), library_postgresql),
        )
        for name, factory, standard in kinds:
            measured = measure(factory, standard, chosen.events)
            title = f"{name}, rebuild of one read model (events a second)"
            print(table(title, measured, LIMIT), flush=True)
            print(
                f"  {measured[OURS] / measured[LIBRARY]:.1f} times the library's way\n"
            )
            size = chosen.memory_events or chosen.events
            url = factory.migrated()
            prepared(url, size).close()
            print(f"{name}, rebuild of all read models", flush=True)
            itself = [sys.executable, "-m", "benchmarks.rebuild", "--rebuild-all", url]
            subprocess.run(itself, check=True)  # noqa: S603 -- our own words
            print()


if __name__ == "__main__":
    main()
