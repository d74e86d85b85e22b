"""Batches of visits on their way in: rows that count first when an event says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from upphandling.application.visits import KeptVisit
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.visits.kept import COLUMNS, marks

LOCK = "visits"
LEFT_BEHIND = timedelta(hours=1)  # nobody is still reading a file begun before that
LINES = 5_000  # named in one statement
AT_A_TIME = 50_000  # rows taken away while other writers wait

BEGUN = (
    'INSERT INTO visit_imports ("system", month, begun_at) VALUES (?, ?, ?)'
    " RETURNING batch"
)
WRITTEN = (
    f"INSERT INTO visits (batch, line, {COLUMNS})"  # noqa: S608
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
COPIED = f"COPY visits (batch, line, {COLUMNS}) FROM STDIN"
OLD = (
    'SELECT batch FROM visit_imports WHERE "system" = ? AND month = ? AND begun_at < ?'
)
GONE = (
    "DELETE FROM visits WHERE batch = ? AND line IN"
    " (SELECT line FROM visits WHERE batch = ? ORDER BY line LIMIT ?)"
)
FORGOTTEN = "DELETE FROM visit_imports WHERE batch = ?"
COUNTED = "SELECT count(*) FROM visits WHERE batch = ?"

Numbered = tuple[int, KeptVisit]
"""A visit and the line of the file that it stands on."""


def begin(database: Database, system: str, month: str) -> int:
    """The number of a new batch, which nobody else ever gets."""
    now = int(database.now().timestamp())
    with database.writing(LOCK) as cursor:
        cursor.execute(database.native(BEGUN), (system, month, now))
        batch: int = cursor.fetchone()[0]
        return batch


def write(database: Database, batch: int, visits: Sequence[Numbered]) -> None:
    """Put some more visits under the batch, all or none."""
    rows = ((batch, line, *visit) for line, visit in visits)
    with database.writing(LOCK) as cursor:
        if database.dialect == "sqlite":
            cursor.executemany(WRITTEN, rows)
            return
        with cursor.copy(COPIED) as copy:
            for row in rows:
                copy.write_row(row)


def looked_at(database: Database) -> None:
    """Let PostgreSQL count what was written, or it reads by another way than the index."""
    if database.dialect == "postgresql":
        with database.writing(LOCK) as cursor:
            cursor.execute("ANALYZE visits")


def without(database: Database, batch: int, lines: Iterable[int]) -> None:
    """Take some lines out of a batch that does not count yet."""
    gone = list(lines)
    for first in range(0, len(gone), LINES):
        part = gone[first : first + LINES]
        sql = f"DELETE FROM visits WHERE batch = ? AND line IN ({marks(part)})"  # noqa: S608
        with database.writing(LOCK) as cursor:
            cursor.execute(database.native(sql), (batch, *part))


def size(database: Database, batch: int) -> int:
    """How many visits the batch has."""
    with database.reading() as cursor:
        cursor.execute(database.native(COUNTED), (batch,))
        rows: int = cursor.fetchone()[0]
        return rows


def drop(database: Database, batch: int) -> None:
    """Take away a batch that no event speaks of, and its number."""
    gone = AT_A_TIME
    while gone == AT_A_TIME:
        with database.writing(LOCK) as cursor:
            cursor.execute(database.native(GONE), (batch, batch, AT_A_TIME))
            gone = cursor.rowcount
    with database.writing(LOCK) as cursor:
        cursor.execute(database.native(FORGOTTEN), (batch,))


def sweep(
    database: Database, system: str, month: str, known: Collection[int]
) -> list[int]:
    """Take away what imports that broke off have left of a month; answers their numbers.

    `known` are the batches that events speak of. What was begun within the hour may be
    somebody else's, who is still reading.
    """
    before = int((database.now() - LEFT_BEHIND).timestamp())
    with database.reading() as cursor:
        cursor.execute(database.native(OLD), (system, month, before))
        left = [row[0] for row in cursor.fetchall() if row[0] not in known]
    for batch in left:
        drop(database, batch)
    return left
