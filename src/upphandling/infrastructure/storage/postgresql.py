"""How the store speaks to PostgreSQL: connections, the write lock, what goes wrong."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import Any, ClassVar, Literal

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from sqlalchemy import URL
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from upphandling.infrastructure.storage.troubles import (
    AppendOnly,
    DatabaseDenied,
    DatabaseFailed,
    DatabaseFull,
    DatabaseLocked,
    DatabaseNotCreated,
    DatabaseReadOnly,
    DatabaseTrouble,
    DatabaseUnreachable,
    SchemaMissing,
)

PATIENCE = 5  # seconds to wait for the server to answer, and for a lock

APPEND = "append_event"  # the function of the migration that writes a command

TROUBLES: dict[type[psycopg.Error], type[DatabaseTrouble]] = {
    errors.RestrictViolation: AppendOnly,
    errors.UndefinedTable: SchemaMissing,
    errors.InsufficientPrivilege: DatabaseDenied,
    errors.ReadOnlySqlTransaction: DatabaseReadOnly,
    errors.LockNotAvailable: DatabaseLocked,
    errors.DeadlockDetected: DatabaseLocked,
    errors.DiskFull: DatabaseFull,
    errors.AdminShutdown: DatabaseUnreachable,
    errors.InternalError: DatabaseFailed,
}

# libpq tells a failed login only in the words of the server, which may be Swedish.
NOT_CREATED = ("does not exist", "existerar inte", "finns inte")
NOT_ADMITTED = ("password", "lösenord", "authentication", "role ", "pg_hba.conf")


class PostgresDriver:
    """Opens connections to one database and understands what goes wrong with it.

    The query part of the URL goes to libpq (`sslmode=verify-full` and the like).
    """

    dialect: ClassVar[Literal["sqlite", "postgresql"]] = "postgresql"
    many_writers: ClassVar[bool] = True
    snapshot: ClassVar[str] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def __init__(self, url: URL) -> None:
        self.address = f"{url.host or 'localhost'}:{url.port or 5432}/{url.database}"
        dialect: Any = PGDialect_psycopg  # SQLAlchemy leaves it untyped
        self.arguments: dict[str, Any] = dialect().create_connect_args(url)[1]
        self.arguments.setdefault("connect_timeout", PATIENCE)
        self.arguments.setdefault("application_name", "upphandling")

    def connect(self, *, reader: bool = False) -> psycopg.Connection[Any]:
        """A connection in autocommit mode that speaks UTC and waits in moderation."""
        connection = psycopg.connect(**self.arguments, autocommit=True)
        connection.execute(
            f"SET TIME ZONE 'UTC'; SET lock_timeout = '{PATIENCE}s';"
            f" SET default_transaction_read_only = {'on' if reader else 'off'}"
        )
        return connection

    def usable(self, connection: psycopg.Connection[Any]) -> bool:
        """Whether the server is still there, as far as can be told unasked."""
        try:
            # The first call may read a farewell, the second then meets the end.
            connection.pgconn.consume_input()
            connection.pgconn.consume_input()
        except psycopg.Error:
            connection.close()
        return not connection.closed

    def begin(self, cursor: psycopg.Cursor[Any], lock: str) -> None:
        """Start a write transaction and wait for the lock of that name.

        READ COMMITTED, so that every statement after the lock sees what the one
        before it in the queue has committed.
        """
        cursor.execute(
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"
            f" SELECT pg_advisory_xact_lock({lock_key(lock)})"
        )

    def commit(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute("COMMIT")

    def abandon(self, connection: psycopg.Connection[Any]) -> bool:
        """Undo what is open; true when the connection can be used again."""
        with suppress(psycopg.Error):
            if connection.info.transaction_status is not TransactionStatus.IDLE:
                connection.rollback()
        if connection.info.transaction_status is TransactionStatus.IDLE:
            return True
        connection.close()
        return False

    def trouble(self, error: BaseException) -> DatabaseTrouble | None:
        """What the driver's error means to operations; None when it is a bug."""
        if not isinstance(error, psycopg.Error):
            return None
        if isinstance(error, errors.UndefinedFunction) and APPEND in str(error):
            return SchemaMissing(server=self.address)
        for meaning, kind in TROUBLES.items():
            if isinstance(error, meaning):
                return kind(server=self.address)
        if not isinstance(error, psycopg.OperationalError):
            return None
        if error.sqlstate is None:
            return self._unconnected(str(error))
        return DatabaseFailed(server=self.address, reason=error.diag.message_primary)

    def taken(self, error: BaseException) -> str | None:
        """The table where the key was already taken, if that is what it says."""
        if isinstance(error, errors.UniqueViolation):
            return error.diag.table_name
        return None

    def _unconnected(self, told: str) -> DatabaseTrouble:
        if any(words in told for words in NOT_ADMITTED):
            return DatabaseDenied(server=self.address)
        if any(words in told for words in NOT_CREATED):
            return DatabaseNotCreated(server=self.address)
        return DatabaseUnreachable(server=self.address)


def lock_key(name: str) -> int:
    """The number by which PostgreSQL knows the advisory lock of that name."""
    digest = sha256(f"upphandling:{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
