"""How the store speaks to SQLite: one file, opened safely, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from math import inf
from pathlib import Path
from shutil import disk_usage
from typing import ClassVar, Literal

from sqlalchemy import URL

from upphandling.infrastructure.storage.troubles import (
    AppendOnly,
    BadDatabaseUrl,
    DatabaseBroken,
    DatabaseDenied,
    DatabaseFailed,
    DatabaseFull,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseTrouble,
    FileDenied,
    FolderMissing,
    SchemaMissing,
)

PATIENCE = 5.0  # seconds to wait for another process that is writing

# FULL: with NORMAL a power cut can take back what was already acknowledged.
# secure_delete: what the vault destroys must not stay behind in free pages.
SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -65536",
    "PRAGMA mmap_size = 268435456",
)

ROOM = 65536  # bytes; with less SQLite cannot even make the files beside its own

TAKEN = "UNIQUE constraint failed: "

TROUBLES: dict[int, type[DatabaseTrouble]] = {
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_PERM: DatabaseDenied,
    sqlite3.SQLITE_AUTH: DatabaseDenied,
    sqlite3.SQLITE_NOTADB: DatabaseBroken,
    sqlite3.SQLITE_CORRUPT: DatabaseBroken,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_IOERR: DatabaseFailed,
    sqlite3.SQLITE_PROTOCOL: DatabaseFailed,
}


class SQLiteDriver:
    """Opens connections to one file and understands what goes wrong with it.

    The query part of the URL may say `mode=ro` (only read) and `timeout=1.5`
    (seconds to wait for a lock).
    """

    dialect: ClassVar[Literal["sqlite", "postgresql"]] = "sqlite"
    many_writers: ClassVar[bool] = False
    snapshot: ClassVar[str] = "BEGIN"

    def __init__(self, url: URL, *, create: bool = False) -> None:
        if not url.database or url.database == ":memory:" or url.host:
            raise BadDatabaseUrl(url=str(url))
        try:
            self.timeout = float(str(url.query.get("timeout", PATIENCE)))
            self.path = Path(url.database).resolve()
        except (ValueError, RuntimeError):  # no number, or a link to itself
            raise BadDatabaseUrl(url=str(url)) from None
        self.read_only = url.query.get("mode") == "ro"
        wishes = set(url.query) <= {"timeout", "mode"} and 0 <= self.timeout < inf
        if not wishes or url.query.get("mode", "ro") != "ro":
            raise BadDatabaseUrl(url=str(url))
        self.create = create
        try:
            if not self.path.parent.is_dir():
                raise FolderMissing(folder=self.path.parent)
            if not create and not self.path.exists():
                raise DatabaseMissing(file=self.path)
        except PermissionError:
            raise FileDenied(file=self.path) from None

    def connect(self, *, reader: bool = False) -> sqlite3.Connection:
        """A connection in the driver's autocommit mode, usable from any thread."""
        mode = "ro" if self.read_only else "rwc" if self.create else "rw"
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={mode}",
            uri=True,
            timeout=self.timeout,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            if not reader:
                self._ensure_wal(connection)
            for setting in SETTINGS:
                connection.execute(setting)
            if reader:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def usable(self, connection: sqlite3.Connection) -> bool:  # noqa: ARG002
        """A file does not hang up."""
        return True

    def begin(self, cursor: sqlite3.Cursor, lock: str) -> None:  # noqa: ARG002
        """Start the one write transaction: all locks are the same lock."""
        cursor.execute("BEGIN IMMEDIATE")

    def commit(self, connection: sqlite3.Connection) -> None:
        connection.execute("COMMIT")

    def abandon(self, connection: sqlite3.Connection) -> bool:
        """Undo what is open; true when the connection can be used again."""
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return True

    def trouble(self, error: BaseException) -> DatabaseTrouble | None:
        """What the driver's error means to operations; None when it is a bug."""
        if not isinstance(error, sqlite3.Error):
            return None
        code = getattr(error, "sqlite_errorcode", 0)
        if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER and not self.taken(error):
            return AppendOnly(reason=error)
        if "no such table" in str(error):
            return SchemaMissing(file=self.path)
        primary = code & 0xFF
        if primary == sqlite3.SQLITE_CANTOPEN:
            return self._unopened()
        if primary == sqlite3.SQLITE_IOERR and self._is_full():
            return DatabaseFull(file=self.path)
        kind = TROUBLES.get(primary)
        return kind(file=self.path) if kind else None

    def taken(self, error: BaseException) -> str | None:
        """The table where the key was already taken, if that is what it says."""
        told = str(error)
        if isinstance(error, sqlite3.IntegrityError) and told.startswith(TAKEN):
            return told.removeprefix(TAKEN).split(".")[0]
        return None

    def _ensure_wal(self, connection: sqlite3.Connection) -> None:
        """Readers and the writer do not wait for one another; kept in the file."""
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal" and not self.read_only and may(self.path, os.W_OK):
            connection.execute("PRAGMA journal_mode = WAL")

    def _unopened(self) -> DatabaseTrouble:
        if not self.path.exists():
            shut = self.create and not may(self.path.parent, os.W_OK)
            return (FileDenied if shut else DatabaseMissing)(file=self.path)
        if not self.path.is_file():
            return DatabaseBroken(file=self.path)
        if not may(self.path, os.R_OK):
            return FileDenied(file=self.path)
        if not may(self.path.parent, os.W_OK):
            return DatabaseReadOnly(file=self.path)
        full = self._is_full()
        return (DatabaseFull if full else DatabaseFailed)(file=self.path)

    def _is_full(self) -> bool:
        """Whether there is no room beside the file: SQLite calls much of that I/O."""
        with suppress(OSError):
            return disk_usage(self.path.parent).free < ROOM
        return False


def may(path: Path, deed: int) -> bool:
    """Whether this process may do so (`os.R_OK`, `os.W_OK`), as the one it acts as."""
    return os.access(path, deed, effective_ids=os.access in os.supports_effective_ids)
