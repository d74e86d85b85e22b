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

from upphandling.infrastructure.storage.certain import CertainConnection
from upphandling.infrastructure.storage.troubles import (
    AppendOnly,
    BadDatabaseUrl,
    DatabaseDenied,
    DatabaseFailed,
    DatabaseFull,
    DatabaseLocked,
    DatabaseNotUnicode,
    DatabaseStandby,
    DatabaseTrouble,
    DatabaseUnreachable,
    SchemaMissing,
    SearchPathEmpty,
)
from upphandling.infrastructure.storage.unconnected import BAD_WISH, meant

PATIENCE = 5  # seconds to wait for the server to answer, and for a lock

# What is told to libpq where the URL does not. A server that vanishes, with its machine
# or its network, sends no farewell: these seconds later the connection is given up.
LINK = {
    "connect_timeout": PATIENCE,
    "application_name": "upphandling",
    "client_encoding": "utf8",
    "keepalives_idle": PATIENCE,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 2 * PATIENCE * 1000,
}

APPEND = "append_event"  # the function of the migration that writes a command

TROUBLES: dict[type[psycopg.Error], type[DatabaseTrouble]] = {
    errors.RestrictViolation: AppendOnly,
    errors.UndefinedTable: SchemaMissing,
    errors.InvalidSchemaName: SearchPathEmpty,
    errors.InsufficientPrivilege: DatabaseDenied,
    errors.ReadOnlySqlTransaction: DatabaseStandby,
    errors.LockNotAvailable: DatabaseLocked,
    errors.DeadlockDetected: DatabaseLocked,
    errors.DiskFull: DatabaseFull,
    errors.AdminShutdown: DatabaseUnreachable,
    errors.CrashShutdown: DatabaseUnreachable,
    errors.CannotConnectNow: DatabaseUnreachable,
    errors.ConnectionException: DatabaseUnreachable,
    errors.ConnectionFailure: DatabaseUnreachable,
    errors.InternalError: DatabaseFailed,
}

ASKED_TO_WRITE = "call_bool_check_hook"
"""Where in a standby a transaction is refused that says it will write."""


class PostgresDriver:
    """Opens connections to one database and understands what goes wrong with it.

    The query part of the URL goes to libpq (`sslmode=verify-full` and the like).
    Where it names several hosts, the one that takes writes is sought out.
    """

    dialect: ClassVar[Literal["sqlite", "postgresql"]] = "postgresql"
    many_writers: ClassVar[bool] = True
    snapshot: ClassVar[str] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def __init__(self, url: URL) -> None:
        dialect: Any = PGDialect_psycopg  # SQLAlchemy leaves it untyped
        told: dict[str, Any] = dialect().create_connect_args(url)[1]
        hosts = told.get("host") or "localhost"
        self.address = f"{hosts}:{told.get('port') or 5432}/{url.database or ''}"
        self.arguments: dict[str, Any] = LINK | told
        if "," in hosts:
            self.arguments.setdefault("target_session_attrs", "read-write")

    def connect(self, *, reader: bool = False) -> psycopg.Connection[Any]:
        """A connection in autocommit mode that speaks UTC and waits in moderation.

        Whatever else is set for the account or the database.
        """
        connection = CertainConnection.opened(**self.arguments)
        try:
            self._must_hold_all_text(connection.info)
            connection.execute(
                "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO';"
                f" SET lock_timeout = '{PATIENCE}s';"
                f" SET default_transaction_read_only = {'on' if reader else 'off'}"
            )
        except BaseException:
            connection.close()
            raise
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
        """Undo what is open; true when the connection can be used again.

        A standby is not held on to: the next connection may be to who leads.
        """
        info = connection.info
        with suppress(psycopg.Error):
            if info.transaction_status is not TransactionStatus.IDLE:
                connection.rollback()
        if info.transaction_status is TransactionStatus.IDLE and not standby(info):
            return True
        connection.close()
        return False

    def trouble(self, error: BaseException) -> DatabaseTrouble | None:
        """What the driver's error means to operations; None when it is a bug."""
        if not isinstance(error, psycopg.Error):
            return None
        for meaning, kind in TROUBLES.items():
            if isinstance(error, meaning):
                return kind(server=self.address)
        if not isinstance(error, psycopg.OperationalError):
            return self._unforeseen(error)
        if error.sqlstate is None:
            return meant(str(error))(server=self.address)
        return DatabaseFailed(server=self.address, reason=error.diag.message_primary)

    def taken(self, error: BaseException) -> str | None:
        """The table where the key was already taken, if that is what it says."""
        if isinstance(error, errors.UniqueViolation):
            return error.diag.table_name
        return None

    def _must_hold_all_text(self, info: psycopg.ConnectionInfo) -> None:
        encoding = info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise DatabaseNotUnicode(server=self.address, encoding=encoding)

    def _unforeseen(self, error: psycopg.Error) -> DatabaseTrouble | None:
        """What a program of another version meets, or one that came to a standby.

        A standby begins no transaction that may write; its words may be Swedish.
        """
        if isinstance(error, errors.UndefinedFunction) and APPEND in str(error):
            return SchemaMissing(server=self.address)
        if isinstance(error, errors.FeatureNotSupported) and (
            error.diag.source_function == ASKED_TO_WRITE
        ):
            return DatabaseStandby(server=self.address)
        if error.sqlstate is None and any(words in str(error) for words in BAD_WISH):
            return BadDatabaseUrl(server=self.address)
        return None


def standby(info: psycopg.ConnectionInfo) -> bool:
    """Whether the server at the other end follows another; it tells unasked."""
    return info.parameter_status("in_hot_standby") == "on"


def lock_key(name: str) -> int:
    """The number by which PostgreSQL knows the advisory lock of that name."""
    digest = sha256(f"upphandling:{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
