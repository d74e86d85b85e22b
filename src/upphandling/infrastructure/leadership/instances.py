"""Which instances run on this database, and when each was last seen."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from socket import gethostname

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.storage.database import Database

LOCK = "last_done"
FORGOTTEN_AFTER = timedelta(hours=1)
COLUMNS = "instance, host, pid, version, started_at, seen_at, leads"


@dataclass(frozen=True, kw_only=True, slots=True)
class Instance:
    """One running service; instants aware, in UTC, by the database's clock."""

    instance: str
    host: str
    pid: int
    version: str
    started_at: datetime
    seen_at: datetime
    leads: bool


class Presence:
    """Tells the others that this instance runs, and whether it leads."""

    def __init__(self, database: Database, instance: str) -> None:
        self.database = database
        self.instance = instance
        self.started_at = utc_text(database.now())

    def tell(self, *, leads: bool) -> None:
        """It runs just now; whoever has not been seen for an hour is forgotten."""
        now = self.database.now()
        row = (
            *(self.instance, gethostname(), os.getpid(), version("upphandling")),
            *(self.started_at, utc_text(now), leads),
        )
        native = self.database.native
        with self.database.writing(LOCK) as cursor:
            cursor.execute(
                native(
                    f"INSERT INTO instances ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
                    " ON CONFLICT (instance) DO UPDATE"
                    " SET seen_at = excluded.seen_at, leads = excluded.leads"
                ),
                row,
            )
            cursor.execute(
                native("DELETE FROM instances WHERE seen_at < ?"),
                (utc_text(now - FORGOTTEN_AFTER),),
            )

    def leave(self) -> None:
        """It runs no more."""
        with self.database.writing(LOCK) as cursor:
            cursor.execute(
                self.database.native("DELETE FROM instances WHERE instance = ?"),
                (self.instance,),
            )


def newer_runs(database: Database) -> bool:
    """Whether an instance of a later version of the program has run within the hour."""
    return any(is_later(one.version) for one in listed(database))


def is_later(told: str) -> bool:
    """Whether a version of the program, as `0.12.1`, comes after this one."""
    return _order(told) > _order(version("upphandling"))


def _order(told: str) -> list[int]:
    """`0.12.1` comes after `0.9`."""
    return [int(part) for part in told.split(".") if part.isdigit()]


def listed(database: Database) -> list[Instance]:
    """All that were seen within the hour, whoever leads first."""
    with database.reading() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM instances ORDER BY leads DESC, started_at, instance"  # noqa: S608
        )
        rows = cursor.fetchall()
    return [
        Instance(
            instance=name,
            host=host,
            pid=pid,
            version=program,
            started_at=database.moment(started),
            seen_at=database.moment(seen),
            leads=bool(leads),
        )
        for name, host, pid, program, started, seen, leads in rows
    ]
