"""How far the clock has come: the latest instant that the service has seen, kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.timekeeping.boot import Since

HOUSE = "house"
LOCK = "clock"


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant that was believed (aware, UTC), and the machine's own count then."""

    instant: datetime
    since: Since


def mark(database: Database) -> Mark | None:
    """The mark that is kept; None before a service has run here."""
    with database.reading() as cursor:
        cursor.execute(
            database.native(
                "SELECT mark, boot, since_boot FROM clock_marks WHERE name = ?"
            ),
            (HOUSE,),
        )
        row = cursor.fetchone()
    return row and Mark(database.moment(row[0]), Since(row[1], row[2]))


def last_recorded(database: Database) -> datetime | None:
    """When the log was last written; None while it is empty."""
    with database.reading() as cursor:
        cursor.execute("SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1")
        row = cursor.fetchone()
    return row and database.moment(row[0])


def raise_mark(database: Database, to: Mark) -> None:
    """Keep a later mark; an earlier one changes nothing."""
    with database.writing(LOCK) as cursor:
        cursor.execute(
            database.native("SELECT mark FROM clock_marks WHERE name = ?"), (HOUSE,)
        )
        row = cursor.fetchone()
        if row is None or database.moment(row[0]) < to.instant:
            put_mark(cursor, database, to)


def put_mark(cursor: Any, database: Database, to: Mark) -> None:
    """Keep the mark, wherever it was before."""
    cursor.execute(
        database.native(
            "INSERT INTO clock_marks (name, mark, boot, since_boot) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET mark = excluded.mark,"
            " boot = excluded.boot, since_boot = excluded.since_boot"
        ),
        (HOUSE, utc_text(to.instant), to.since.boot, to.since.seconds),
    )
