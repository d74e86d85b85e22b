"""Batches of visits on their way in: rows that count first when an event says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.visits.kept import marks
from upphandling.infrastructure.visits.tables import TABLES, Kept, Numbered

LOCK = "visits"
LEFT_BEHIND = timedelta(hours=1)  # nobody is still reading a file begun before that
LINES = 5_000  # named in one statement
AT_A_TIME = 50_000  # rows taken away while other writers wait

BEGUN = (
    'INSERT INTO visit_imports ("system", month, begun_at) VALUES (?, ?, ?)'
    " RETURNING batch"
)
OLD = (
    'SELECT batch FROM visit_imports WHERE "system" = ? AND month = ? AND begun_at < ?'
)
UNDER_WAY = (
    'SELECT batch, month FROM visit_imports WHERE "system" = ? AND month <> ?'
    " AND begun_at >= ? ORDER BY batch"
)
FORGOTTEN = "DELETE FROM visit_imports WHERE batch = ?"


def begin(database: Database, system: str, month: str) -> int:
    """The number of a new batch, which nobody else ever gets."""
    now = int(database.now().timestamp())
    with database.writing(LOCK) as cursor:
        cursor.execute(database.native(BEGUN), (system, month, now))
        batch: int = cursor.fetchone()[0]
        return batch


def write(database: Database, batch: int, visits: Sequence[Numbered]) -> None:
    """Put some more visits under the batch, all or none, each in the table of its kind."""
    with database.writing(LOCK) as cursor:
        for table in TABLES:
            if rows := table.rows(batch, visits):
                _put(database, cursor, table, rows)


def _put(
    database: Database, cursor: Any, table: Kept, rows: Sequence[tuple[Any, ...]]
) -> None:
    into = f"{table.name} (batch, line, {table.listed})"
    if database.dialect == "sqlite":
        sql = f"INSERT INTO {into} VALUES ({marks(rows[0])})"  # noqa: S608
        cursor.executemany(sql, rows)
        return
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def looked_at(database: Database) -> None:
    """Let PostgreSQL count what was written, or it reads by another way than the index."""
    if database.dialect == "postgresql":
        with database.writing(LOCK) as cursor:
            for table in TABLES:
                cursor.execute(f"ANALYZE {table.name}")


def without(database: Database, batch: int, lines: Iterable[int]) -> None:
    """Take some lines out of a batch that does not count yet."""
    gone = list(lines)
    for first in range(0, len(gone), LINES):
        part = gone[first : first + LINES]
        with database.writing(LOCK) as cursor:
            for table in TABLES:
                sql = (
                    f"DELETE FROM {table.name}"  # noqa: S608
                    f" WHERE batch = ? AND line IN ({marks(part)})"
                )
                cursor.execute(database.native(sql), (batch, *part))


def size(database: Database, table: Kept, batch: int) -> int:
    """How many visits the batch has in a table."""
    sql = f"SELECT count(*) FROM {table.name} WHERE batch = ?"  # noqa: S608
    with database.reading() as cursor:
        cursor.execute(database.native(sql), (batch,))
        rows: int = cursor.fetchone()[0]
        return rows


def drop(database: Database, batch: int) -> None:
    """Take away a batch that no event speaks of, and its number."""
    for table in TABLES:
        empty(database, table, batch)
    with database.writing(LOCK) as cursor:
        cursor.execute(database.native(FORGOTTEN), (batch,))


def empty(database: Database, table: Kept, batch: int) -> int:
    """Take away what the batch has in a table, a part at a time; answers how much."""
    sql = (
        f"DELETE FROM {table.name} WHERE batch = ? AND line IN"  # noqa: S608
        f" (SELECT line FROM {table.name} WHERE batch = ? ORDER BY line LIMIT ?)"
    )
    gone, total = AT_A_TIME, 0
    while gone == AT_A_TIME:
        with database.writing(LOCK) as cursor:
            cursor.execute(database.native(sql), (batch, batch, AT_A_TIME))
            gone = cursor.rowcount
        total += gone
    return total


def sweep(
    database: Database, system: str, month: str, known: Collection[int]
) -> list[int]:
    """Take away what imports that broke off have left of a month; answers their numbers.

    `known` are the batches that events speak of. What was begun within the hour may be
    somebody else's, who is still reading.
    """
    with database.reading() as cursor:
        cursor.execute(database.native(OLD), (system, month, _left_behind(database)))
        left = [row[0] for row in cursor.fetchall() if row[0] not in known]
    for batch in left:
        drop(database, batch)
    return left


def under_way(
    database: Database, system: str, month: str, known: Collection[int]
) -> dict[int, str]:
    """The batches of other months that are being read just now, with their months.

    `known` are those that events were known to speak of; what has come since is told
    too. Whoever asks after having written sees every row that another wrote before
    asking the same: of two at once, one sees the other.
    """
    asked = (system, month, _left_behind(database))
    with database.reading() as cursor:
        cursor.execute(database.native(UNDER_WAY), asked)
        return {batch: of for batch, of in cursor.fetchall() if batch not in known}


def _left_behind(database: Database) -> int:
    return int((database.now() - LEFT_BEHIND).timestamp())
