"""The one lock that whoever leads holds, taken and confirmed again and again."""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.memory import IN_MEMORY
from upphandling.infrastructure.storage.troubles import (
    DatabaseFailed,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseTrouble,
    FileDenied,
    FolderMissing,
)

if TYPE_CHECKING:
    import psycopg

TERM = 3.0  # seconds that a confirmed lease may be relied on
DROPPED_AFTER = 5.0  # seconds of silence until the server gives the lease to others


class Lease(Protocol):
    """A lock that at most one process holds, and loses when it ends."""

    def hold(self) -> bool:
        """Take the lock, or make sure that it is still ours; never waits for others.

        Raises the `DatabaseTrouble` that stands in the way; then it is not ours.
        """
        ...

    def release(self) -> None:
        """Let somebody else have it."""
        ...


class SessionLease:
    """A lock of a session of its own on PostgreSQL.

    The server ends a session that has been silent for longer than anybody relies on a
    confirmed lease: so an instance that is frozen, or cut off, holds up nobody.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._session: psycopg.Connection[Any] | None = None

    def hold(self) -> bool:
        """As `Lease.hold`."""
        try:
            if self._session is not None:
                return _leads(self._session, "SELECT true")
            self._session = self._opened()
            held = _leads(self._session, f"SELECT pg_try_advisory_lock({_key()})")
        except BaseException as error:
            self.release()
            if trouble := self.database.trouble(error):
                raise trouble from error
            raise
        if not held:
            self.release()
        return held

    def release(self) -> None:
        """As `Lease.release`; the lock goes with the session."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _opened(self) -> psycopg.Connection[Any]:
        session: psycopg.Connection[Any] = self.database.session()
        session.execute(
            "SET application_name = 'upphandling: leder';"
            f" SET idle_session_timeout = '{DROPPED_AFTER:.0f}s';"
            f" SET statement_timeout = '{TERM:.0f}s'"
        )
        return session


def _leads(session: psycopg.Connection[Any], question: str) -> bool:
    """A standby grants locks of its own, that say nothing."""
    row = session.execute(f"SELECT NOT pg_is_in_recovery() AND ({question})").fetchone()
    return row is not None and bool(row[0])


def _key() -> int:
    from upphandling.infrastructure.storage.postgresql import (  # noqa: PLC0415
        lock_key,
    )

    return lock_key("leader")


class FileLease:
    """A lock on a file beside the SQLite database, let go by the kernel at our end."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._held: int | None = None

    def hold(self) -> bool:
        """As `Lease.hold`; a file that somebody removed is no lock."""
        if self._held is not None:
            if self._is_file(self._held):
                return True
            self.release()
        try:
            opened = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _in_the_way(error, self.file) from None
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            return False
        self._held = opened
        return self._is_file(opened)

    def release(self) -> None:
        """As `Lease.release`; the file stays, for whoever comes next."""
        held, self._held = self._held, None
        if held is not None:
            os.close(held)

    def _is_file(self, opened: int) -> bool:
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(opened), self.file.stat())
        return False


def _in_the_way(error: OSError, file: Path) -> DatabaseTrouble:
    """What it means to operations that the lock's file cannot be had."""
    match error.errno:
        case errno.ENOENT:
            return FolderMissing(folder=file.parent)
        case errno.EACCES | errno.EPERM:
            return FileDenied(file=file)
        case errno.EROFS:
            return DatabaseReadOnly(file=file)
        case errno.ENOSPC | errno.EDQUOT:
            return DatabaseFull(file=file)
        case _:
            return DatabaseFailed(file=file)


class OwnLease:
    """Of a database in memory, which no other process can open."""

    def hold(self) -> bool:
        """As `Lease.hold`."""
        return True

    def release(self) -> None:
        """As `Lease.release`."""


def lease_on(database: Database) -> Lease:
    """The lease that those who share the database compete for."""
    if database.dialect == "postgresql":
        return SessionLease(database)
    if database.url.query.get("mode") == IN_MEMORY:
        return OwnLease()
    file = Path(str(database.url.database)).resolve()
    return FileLease(file.with_name(file.name + ".leader"))
