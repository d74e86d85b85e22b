"""What the service stands on: Python, time zones, the database's version, disk, memory."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    DatabaseOnNetwork,
    DatabaseTooOld,
    DatabaseTrouble,
)
from upphandling.infrastructure.vitals import versions
from upphandling.infrastructure.vitals.check import Check, Status
from upphandling.infrastructure.vitals.filesystem import on_file_system, room_at

OLDEST_PYTHON = (3, 11)
SUMMER, WINTER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
MEMORY = Path("/proc/meminfo")
LITTLE_MEMORY_KB = 256 * 1024


def must_suit(database: Database) -> None:
    """Refuse a database that would come to harm, or that cannot do what is asked.

    Raises `DatabaseTooOld` or `DatabaseOnNetwork`; cheap enough for every start.
    """
    found = version_of(database)
    if found.status is Status.FAIL:
        raise DatabaseTooOld(found=found.said)
    lies = file_of(database)
    if lies is not None and on_file_system(lies).status is Status.FAIL:
        raise DatabaseOnNetwork(file=lies)


def version_of(database: Database) -> Check:
    """The database's version against what is known of it."""
    if database.dialect == "sqlite":
        return versions.sqlite(sqlite3.sqlite_version_info)
    with database.reading() as cursor:
        cursor.execute("SHOW server_version_num")
        number = int(cursor.fetchone()[0])
    return versions.postgresql(number, database.now().date())


def under(database: Database) -> Iterator[Check]:
    """What is to be said of the database's version and, where it is a file, its place."""
    yield version_of(database)
    lies = file_of(database)
    if lies is not None:
        yield on_file_system(lies)
        yield room_at(lies.parent)


def around() -> Iterator[Check]:
    """What is to be said of this machine; asks no database."""
    yield python()
    yield time_zone()
    yield memory()


def file_of(database: Database) -> Path | None:
    """The file of an SQLite database; None on a server, or in memory."""
    url = database.url
    if (
        database.dialect != "sqlite"
        or not url.database
        or url.query.get("mode") == "memory"
    ):
        return None
    return Path(url.database).resolve()


def python() -> Check:
    """Whether the interpreter is one that we are tested with."""
    told = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    if sys.version_info < OLDEST_PYTHON:
        return Check.fail(
            "python", f"{told} är för gammal.", "Installera Python 3.11 eller nyare."
        )
    return Check.ok("python", f"{told} används.")


def time_zone() -> Check:
    """Whether Swedish summer and winter time are what the law counts by."""
    name, todo = "time_zone", "Installera paketet tzdata i programmets miljö."
    try:
        swedish = ZoneInfo("Europe/Stockholm")
    except ZoneInfoNotFoundError:
        return Check.fail(name, "Tidszonen Europe/Stockholm finns inte.", todo)
    offsets = [moment.astimezone(swedish).utcoffset() for moment in (SUMMER, WINTER)]
    if offsets != [timedelta(hours=2), timedelta(hours=1)]:
        return Check.fail(name, "Tidszonen Europe/Stockholm är inte den svenska.", todo)
    return Check.ok(name, "Svensk sommar- och normaltid är känd.")


def memory(told: Path = MEMORY) -> Check:
    """Whether the machine has memory left; a machine that does not say has."""
    name = "memory"
    try:
        lines = dict(
            line.split(":", 1) for line in told.read_text(encoding="ascii").splitlines()
        )
        free = int(lines["MemAvailable"].split()[0])
    except (OSError, ValueError, KeyError):
        return Check.ok(name, "Hur mycket minne som är ledigt går inte att se.")
    said = f"{free // 1024} MB minne är ledigt."
    if free < LITTLE_MEMORY_KB:
        todo = "Ge maskinen mer minne eller flytta något annat från den."
        return Check.warn(name, said, todo)
    return Check.ok(name, said)


def unreachable(trouble: DatabaseTrouble) -> Check:
    """The check of a database that cannot be used."""
    said = str(trouble).removesuffix(trouble.hint).strip()
    return Check.fail("database", said, trouble.hint or "Se databasens egen logg.")
