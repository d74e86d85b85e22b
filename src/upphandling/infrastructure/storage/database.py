"""The door to the database: opened by URL, one writer at a time, many readers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from threading import Lock, RLock
from typing import Any, ClassVar, Literal, Protocol, Self

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    QueuePool,
    create_engine,
    event,
)
from sqlalchemy.engine import ExceptionContext

from upphandling.extras import needing
from upphandling.infrastructure.clock import SystemClock, utc_moment
from upphandling.infrastructure.storage.address import parsed
from upphandling.infrastructure.storage.memory import IN_MEMORY, MemoryDriver
from upphandling.infrastructure.storage.sqlite import SQLiteDriver
from upphandling.infrastructure.storage.troubles import DatabaseTrouble

KEPT_READERS = 8  # idle connections; more are opened when needed and then closed


class Driver(Protocol):
    """What the two kinds of database do each in their own way."""

    dialect: ClassVar[Literal["sqlite", "postgresql"]]
    many_writers: ClassVar[bool]
    snapshot: ClassVar[str]

    def connect(self, *, reader: bool = False) -> Any: ...
    def usable(self, connection: Any) -> bool: ...
    def begin(self, cursor: Any, lock: str) -> None: ...
    def commit(self, connection: Any) -> None: ...
    def abandon(self, connection: Any) -> bool: ...
    def trouble(self, error: BaseException) -> DatabaseTrouble | None: ...
    def taken(self, error: BaseException) -> str | None: ...


class Writer:
    """The one connection that writes under one lock; reconnects when it was lost."""

    def __init__(self, driver: Driver, lock: str) -> None:
        self.driver = driver
        self.lock = lock
        self.turn = RLock()
        self.connection: Any = None
        self.opened = 0  # times

    def connected(self) -> Any:
        """The connection, opened anew if the server has hung up; hold `turn`."""
        if self.connection is None or not self.driver.usable(self.connection):
            self.connection = self.driver.connect()
            self.opened += 1
        return self.connection

    def abandon(self) -> None:
        """Undo what is open, and forget a connection that is beyond use."""
        if self.connection is not None and not self.driver.abandon(self.connection):
            self.connection = None


class Database:
    """An open database.

    Opening raises the `DatabaseTrouble` that stands in the way and never makes a
    file unless `create` is true. `url` hides its password when shown as text.
    Safe to share between threads.
    """

    def __init__(self, url: str | URL, *, create: bool = False) -> None:
        self.url = parsed(url)
        self._driver = driver_for(self.url, create=create)
        self.dialect = self._driver.dialect
        self._writers: dict[str, Writer] = {}
        self._writers_lock = Lock()
        self._readers: deque[Any] = deque()
        self._kept_readers = KEPT_READERS
        self._system_clock = SystemClock()
        with self._translated():
            self.writer().connected()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def now(self) -> datetime:
        """The time all instances agree on, in UTC: the server's, or this machine's."""
        if self.dialect == "sqlite":
            return self._system_clock()
        with self.reading() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
            return moment

    def session(self) -> Any:
        """A driver's connection of its own, for a lock that lasts as long as it does.

        Whoever asks for it closes it, and translates what it raises by `trouble`.
        """
        return self._driver.connect()

    @contextmanager
    def writing(self, lock: str = "events") -> Iterator[Any]:
        """A driver's cursor inside one write transaction, committed at the end.

        Those who write under the same lock take turns, over all processes; on
        SQLite everybody does. Any exception undoes everything; the driver's own
        are told as `DatabaseTrouble` unless they are bugs or broken constraints.
        """
        writer = self.writer(lock)
        with writer.turn, self._translated():
            connection = writer.connected()
            try:
                cursor = connection.cursor()
                self._driver.begin(cursor, lock)
                yield cursor
                self._driver.commit(connection)
                cursor.close()
            except BaseException:
                writer.abandon()
                raise

    @contextmanager
    def reading(self, *, snapshot: bool = False) -> Iterator[Any]:
        """A driver's cursor that can only read.

        Every statement sees the latest commit; with `snapshot` all of them see
        the same one.
        """
        with self._translated():
            connection = self._idle_reader() or self._driver.connect(reader=True)
            try:
                cursor = connection.cursor()
                if snapshot:
                    cursor.execute(self._driver.snapshot)
                yield cursor
                cursor.close()
            finally:
                if self._driver.abandon(connection):
                    self._keep(connection)

    def footing(self) -> int:
        """A number that is another when the server we write to may be another.

        What was read from a server that is gone may not be on the one that follows it.
        """
        if self.dialect == "sqlite":
            return 0  # nobody takes over a file
        writer = self.writer()
        with writer.turn, self._translated():
            writer.connected()
            return writer.opened

    def settle(self) -> None:
        """Wait until all that can be read is as safe as a commit that was waited for.

        A server that crashed shows, once it is up, also what its standbys have not got.
        A commit goes last to them, so where it has come all before it has.
        """
        if self.dialect == "postgresql":
            with self.writing() as cursor:
                cursor.execute(
                    "SELECT pg_logical_emit_message(true, 'upphandling', '')"
                )

    def native(self, sql: str) -> str:
        """SQL written with `?` for every parameter, in the driver's own style."""
        return sql if self.dialect == "sqlite" else sql.replace("?", "%s")

    def writer(self, lock: str = "events") -> Writer:
        """The writer for that lock, for those in more of a hurry than `writing()`."""
        name = lock if self._driver.many_writers else "events"
        with self._writers_lock:
            if name not in self._writers:
                self._writers[name] = Writer(self._driver, name)
            return self._writers[name]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Tell the driver's errors in our own words."""
        try:
            yield
        except Exception as error:
            if trouble := self._driver.trouble(error):
                raise trouble from error
            raise

    def moment(self, column: str | datetime) -> datetime:
        """A column that holds a moment, as an aware datetime in UTC."""
        return utc_moment(column) if isinstance(column, str) else column

    def trouble(self, error: BaseException) -> DatabaseTrouble | None:
        """What the driver's error means to operations; None when it is a bug."""
        return self._driver.trouble(error)

    def taken(self, error: BaseException) -> str | None:
        """The table in which the driver found a key taken, if that is the error."""
        return self._driver.taken(error)

    @cached_property
    def engine(self) -> Engine:
        """SQLAlchemy's engine on the same database, for what need not be fastest."""
        if self.dialect == "sqlite":
            engine = create_engine(
                "sqlite://", creator=self._driver.connect, poolclass=QueuePool
            )
            event.listen(engine, "begin", _begin)
        else:
            engine = create_engine(
                "postgresql+psycopg://",
                creator=self._connect_transactional,
                pool_pre_ping=True,
            )
        event.listen(engine, "handle_error", self._handle_error)
        return engine

    def close(self) -> None:
        """Close every connection; the database object is done with."""
        for writer in self._writers.values():
            with writer.turn:
                if writer.connection is not None:
                    writer.connection.close()
                    writer.connection = None
        self._kept_readers = 0
        self._close_idle()
        if "engine" in self.__dict__:
            self.engine.dispose()

    def _idle_reader(self) -> Any:
        while self._readers:
            try:
                connection = self._readers.pop()
            except IndexError:  # another thread took the last one
                break
            if self._driver.usable(connection):
                return connection
        return None

    def _keep(self, connection: Any) -> None:
        if len(self._readers) >= self._kept_readers:
            connection.close()
            return
        self._readers.append(connection)
        if not self._kept_readers:  # closed in this very moment
            self._close_idle()

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._readers.pop().close()

    def _connect_transactional(self) -> Any:
        connection = self._driver.connect()
        connection.autocommit = False
        return connection

    def _handle_error(self, context: ExceptionContext) -> None:
        if trouble := self._driver.trouble(context.original_exception):
            raise trouble from context.original_exception


def driver_for(url: URL, *, create: bool = False) -> Driver:
    """The driver that the address asks for."""
    if url.drivername == "sqlite":
        if url.query.get("mode") == IN_MEMORY:
            return MemoryDriver(url)
        return SQLiteDriver(url, create=create)
    with needing("postgresql"):
        from upphandling.infrastructure.storage.postgresql import (  # noqa: PLC0415 -- slow
            PostgresDriver,
        )

    return PostgresDriver(url)


def _begin(connection: Connection) -> None:
    """SQLAlchemy's transactions on SQLite; whoever means to write says so."""
    start: Callable[[str], object] = connection.exec_driver_sql
    start(connection.get_execution_options().get("begin", "BEGIN"))
