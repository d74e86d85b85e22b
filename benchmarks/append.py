"""Appending: the store, the library's own recorder, and a raw loop, side by side.

Run with `python -m benchmarks.append`. All three write events of about 300 bytes
of JSON; the store and the raw loop also write the outcome of the command that
they belong to, in the same transaction. The raw loop knows its positions and
hashes beforehand and checks nothing.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.postgres import PostgresFactory
from eventsourcing.sqlite import SQLiteFactory
from eventsourcing.utils import Environment
from sqlalchemy import make_url

from benchmarks.side_by_side import Contender, rates, table
from tests.databases import Factory, postgresql
from upphandling.application.identity import new_command_id
from upphandling.application.store import Receipt
from upphandling.infrastructure.clock import SystemClock
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.event_log.writing import INSERT_COMMAND, INSERT_EVENT
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.sqlite import SETTINGS

LIMIT, OURS, LIBRARY = "raw loop", "event store", "library default"
FEW = 100  # rows in one INSERT; COPY is quicker for more
SIZES = {1: 1500, 10: 300, 1000: 10}  # events in a transaction: transactions a round
DATA = b'{"provider":"provider:7f3a","text":"' + b"x" * 262 + b'"}'
MOMENT = "2019-10-01T10:00:00.000000Z"
WHEN = datetime(2019, 10, 1, 10, tzinfo=UTC)
LEAF = b"l" * 32
PAYLOAD = '{"tender_id":"tender:orebro-2019"}'

Row = tuple[Any, ...]


def store(recorder: EventRecorder, batch: int) -> Contender:
    """Our own way: events with the receipt of their command."""

    def prepare(transactions: int) -> Callable[[], None]:
        prepared = [
            (events(f"tender:{uuid4()}", batch), receipt()) for _ in range(transactions)
        ]

        def append() -> None:
            for written, kept in prepared:
                recorder.insert_events(written, receipt=kept)

        return append

    return prepare


def library(recorder: ApplicationRecorder, batch: int) -> Contender:
    """The library's way: events only."""

    def prepare(transactions: int) -> Callable[[], None]:
        prepared = [events(uuid4(), batch) for _ in range(transactions)]

        def append() -> None:
            for written in prepared:
                recorder.insert_events(written)

        return append

    return prepare


def events(stream: Any, batch: int) -> list[StoredEvent]:
    return [StoredEvent(stream, n, "tender.closed", DATA) for n in range(1, batch + 1)]


def receipt() -> Receipt:
    return Receipt(
        command_id=new_command_id(SystemClock()()),
        command="CloseTender",
        recorded_at=WHEN,
        effective_at=WHEN,
        by="anna",
        role="upphandlare",
        mandate="4.2",
        because=None,
        payload=PAYLOAD,
    )


def rows(first: int, batch: int) -> tuple[Row, list[Row]]:
    """A row of `commands` and its rows of `events`."""
    name, stream, data = (
        new_command_id(SystemClock()()),
        f"tender:{uuid4()}",
        DATA.decode(),
    )
    told = (name, "CloseTender", MOMENT, MOMENT, "anna", "upphandlare", "4.2", None)
    command = (*told, PAYLOAD, None, "done", first, first + batch - 1)
    return command, [
        (first + n, stream, n, "tender.closed", MOMENT, name, data, LEAF)
        for n in range(batch)
    ]


def raw_sqlite(url: str, batch: int) -> Contender:
    """The same rows by the bare driver, with the same settings."""
    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    for setting in ("PRAGMA journal_mode = WAL", *SETTINGS):
        connection.execute(setting)
    first = count(1, batch)

    def prepare(transactions: int) -> Callable[[], None]:
        prepared = [rows(next(first), batch) for _ in range(transactions)]

        def append() -> None:
            for command, written in prepared:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(INSERT_COMMAND, command)
                connection.executemany(INSERT_EVENT, written)
                connection.execute("COMMIT")

        return append

    return prepare


def raw_postgresql(url: str, batch: int) -> Contender:
    """The same rows by the bare driver: one statement, or COPY when they are many."""
    connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    first = count(1, batch)
    insert_command = INSERT_COMMAND.replace("?", "%s").encode()
    marks = ", ".join(f"({', '.join(['%s'] * 7)}, %b)" for _ in range(batch))
    many = f"WITH written AS (INSERT INTO events VALUES {marks}) ".encode()  # noqa: S608 -- marks only
    insert = many + insert_command

    def prepare(transactions: int) -> Callable[[], None]:
        prepared = [rows(next(first), batch) for _ in range(transactions)]
        flat = [
            [*(value for row in written for value in row), *command]
            for command, written in prepared
        ]

        def append() -> None:
            for values in flat:
                connection.execute(insert, values, prepare=True)

        def copy() -> None:
            for command, written in prepared:
                with connection.transaction(), connection.cursor() as cursor:
                    with cursor.copy("COPY events FROM STDIN") as stream:
                        for row in written:
                            stream.write_row(row)
                    cursor.execute(insert_command, command)

        return append if batch <= FEW else copy

    return prepare


def library_sqlite(url: str) -> ApplicationRecorder:
    name = make_url(url).database or ""
    return SQLiteFactory(
        Environment(env={"SQLITE_DBNAME": name})
    ).application_recorder()


def library_postgresql(url: str) -> ApplicationRecorder:
    address = make_url(url)
    parts = {
        "POSTGRES_DBNAME": address.database or "",
        "POSTGRES_HOST": address.host or str(address.query.get("host", "")),
        "POSTGRES_PORT": str(address.port or 5432),
        "POSTGRES_USER": address.username or "",
        "POSTGRES_PASSWORD": address.password or "",
    }
    return PostgresFactory(Environment(env=parts)).application_recorder()


def measure(
    factory: Factory,
    raw: Callable[[str, int], Contender],
    standard: Callable[[str], ApplicationRecorder],
    batch: int,
) -> dict[str, float]:
    """Events a second of each, every one on a database of its own."""
    with Database(factory.migrated()) as database:
        contenders = {
            LIMIT: raw(factory.migrated(), batch),
            OURS: store(EventRecorder(database), batch),
            LIBRARY: library(standard(factory.empty()), batch),
        }
        measured = rates(contenders, SIZES[batch])
    return {name: rate * batch for name, rate in measured.items()}


def main() -> None:
    """Print one table for each database and size of transaction."""
    with tempfile.TemporaryDirectory() as folder, postgresql(durable=True) as server:
        kinds = (
            ("SQLite", Factory(Path(folder)), raw_sqlite, library_sqlite),
            (
                "PostgreSQL",
                Factory(Path(folder), server),
                raw_postgresql,
                library_postgresql,
            ),
        )
        for name, factory, raw, standard in kinds:
            for batch in SIZES:
                measured = measure(factory, raw, standard, batch)
                title = f"{name}, {batch} events a transaction (events a second)"
                print(table(title, measured, LIMIT), end="\n\n")


if __name__ == "__main__":
    main()
