"""A log and what lies beside it put into an empty store, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from upphandling.infrastructure.event_log.writing import (
    INSERT_COMMAND,
    INSERT_EVENT,
    INSERT_REFUSAL,
)
from upphandling.infrastructure.moving.lines import Kind
from upphandling.infrastructure.moving.tables import CARRIED, Carried, Row
from upphandling.infrastructure.moving.troubles import Damaged, StoreNotEmpty
from upphandling.infrastructure.storage.database import Database

AT_A_TIME = 5000  # rows that wait to be written
LOG = ("commands", "events", "refusals")
LOCKS = ("vault", "visits")  # of those who write beside the log
COLUMNS = {
    "commands": INSERT_COMMAND.partition("(")[2].partition(")")[0],
    "events": "position, stream_id, version, topic, recorded_at, command_id, data,"
    " leaf_hash",
    "refusals": "number, command_id, rule, message, details, leaf_hash, after_position",
}
INSERTS = {
    "commands": INSERT_COMMAND,
    "events": INSERT_EVENT,
    "refusals": INSERT_REFUSAL,
}
TABLE_OF: dict[Kind, str] = {
    "command": "commands",
    "event": "events",
    "refusal": "refusals",
}


class Loading:
    """Rows on their way into the database of the cursor; `flush` writes what waits."""

    def __init__(self, database: Database, cursor: Any) -> None:
        self.database = database
        self.cursor = cursor
        self._waiting: dict[str, list[Row]] = {name: [] for name in LOG}
        self._count = 0

    def must_be_empty(self) -> None:
        """Raise `StoreNotEmpty` where anything is kept already."""
        for name in (*LOG, *(table.name for table in CARRIED)):
            self.cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608
            if self.cursor.fetchone() is not None:
                raise StoreNotEmpty(self.database.url)

    def put(self, kind: Kind, row: Row) -> None:
        """A row of the log, as `lines.row_of` gives it."""
        if kind == "refusal":
            number, after, *told = row
            row = (number, *told, after)
        self._waiting[TABLE_OF[kind]].append(row)
        self._count += 1
        if self._count == AT_A_TIME:
            self.flush()

    def flush(self) -> None:
        """Write what waits: commands first, for refusals point at them."""
        for name, rows in self._waiting.items():
            if rows:
                self._write(name, COLUMNS[name], INSERTS[name], rows)
                rows.clear()
        self._count = 0

    def put_rows(self, table: Carried, rows: Iterable[Row]) -> None:
        """Rows of a table beside the log."""
        marks = ", ".join("?" * len(table.columns))
        insert = f"INSERT INTO {table.name} ({table.listed}) VALUES ({marks})"  # noqa: S608
        held: list[Row] = []
        for row in rows:
            held.append(row)
            if len(held) == AT_A_TIME:
                self._write(table.name, table.listed, insert, held)
                held.clear()
        if held:
            self._write(table.name, table.listed, insert, held)

    def number_from(self, table: Carried, highest: int) -> None:
        """Let the numbers of a table go on after the highest that was ever given."""
        if table.numbered is None or highest < 1:
            return
        if self.database.dialect == "sqlite":
            name = (table.name,)
            self.cursor.execute("DELETE FROM sqlite_sequence WHERE name = ?", name)
            told = (table.name, highest)
            self.cursor.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", told)
        else:
            asked = (table.name, table.numbered, highest)
            self.cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", asked
            )

    def _write(
        self, table: str, columns: str, insert: str, rows: Collection[Row]
    ) -> None:
        if self.database.dialect == "sqlite":
            self.cursor.executemany(insert, rows)
            return
        with self.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def loading(database: Database) -> Iterator[Loading]:
    """A transaction in which nobody else writes; committed at the end of the block.

    Raises `StoreNotEmpty`, `Damaged` for what is there twice, and `DatabaseTrouble`.
    """
    try:
        with database.writing() as cursor:
            if database.dialect == "postgresql":
                _lock(cursor)
            begun = Loading(database, cursor)
            begun.must_be_empty()
            yield begun
            begun.flush()
    except Exception as error:
        if table := database.taken(error):
            told = f"en rad står två gånger ({table})"
            raise Damaged(told) from error
        raise


def _lock(cursor: Any) -> None:
    """On PostgreSQL those who write beside the log have locks of their own."""
    from upphandling.infrastructure.storage.postgresql import (  # noqa: PLC0415 -- slow to load
        lock_key,
    )

    for name in LOCKS:
        cursor.execute(f"SELECT pg_advisory_xact_lock({lock_key(name)})")
