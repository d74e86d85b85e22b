"""The first start: an empty database gets its tables, unless something says it had a log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from upphandling.settings import Settings

TABLES: Final = {
    "sqlite": "SELECT count(*) FROM sqlite_master",
    "postgresql": "SELECT count(*) FROM pg_class JOIN pg_namespace"
    " ON pg_namespace.oid = relnamespace WHERE nspname = current_schema()",
}


def made_if_new(settings: Settings) -> bool:
    """Make the tables of the operator's database where it is empty; whether it did.

    A database with anything in it is never touched, and one that nobody has named is
    not made. Two at once are safe. Raises `DatabaseTrouble`: `LogMissing` where there
    are checkpoints or destroyed keys of a log that is not there.
    """
    if settings.database is None or not _is_empty(settings.database):
        return False
    import structlog

    from upphandling.bootstrap import upgrade
    from upphandling.infrastructure.storage.address import parsed, shown
    from upphandling.infrastructure.storage.troubles import LogMissing

    address = shown(parsed(settings.database))
    if trace := _trace_of_a_log(settings):
        raise LogMissing(database=address, trace=trace)
    steps, _ = upgrade(settings.database)
    if steps:
        structlog.get_logger().warning("database_made", database=address)
    return bool(steps)


def _is_empty(url: str) -> bool:
    """Whether there is no file yet, or nothing in it."""
    from upphandling.infrastructure.storage.database import Database
    from upphandling.infrastructure.storage.troubles import DatabaseMissing

    try:
        with Database(url) as database, database.reading() as cursor:
            cursor.execute(TABLES[database.dialect])
            (tables,) = cursor.fetchone()
    except DatabaseMissing as missing:
        if type(missing) is not DatabaseMissing:
            raise  # the folder or the server's database is for a person to make
        return True
    return not tables


def _trace_of_a_log(settings: Settings) -> Path | None:
    """A file outside the database that only a house with a log leaves."""
    folder, listed = settings.ledger_dir, settings.vault_destroyed_file
    left = [
        *([folder / "checkpoint", folder / "broken"] if folder else []),
        *([listed] if listed else []),
    ]
    return next((file for file in left if file.exists() and file.stat().st_size), None)
