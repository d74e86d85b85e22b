"""Several PostgreSQL servers: who follows another, and what only one of them holds."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest
from sqlalchemy import make_url

from tests.databases import (
    PASSWORD,
    SOON,
    answering,
    installed,
    quick,
    roomy,
    somebody,
    started,
    with_store,
)
from tests.infrastructure.event_log.receipts import a_receipt, an_event
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.postgresql import PostgresDriver
from upphandling.infrastructure.storage.troubles import (
    DatabaseReadOnly,
    DatabaseStandby,
    DatabaseUnreachable,
    NotReplicated,
)

Server = subprocess.Popen[bytes]


class Own:
    """A server of the test's own, whose settings it may change."""

    def __init__(self, folder: Path, store: Path) -> None:
        self.folder, self.store = folder, store
        self.process = started(next(installed()), folder, store, durable=True)
        self.url = f"postgresql+psycopg://postgres:{PASSWORD}@/postgres?host={folder}"

    def tell(self, sql: str) -> list[tuple[object, ...]]:
        address = f"host={self.folder} user=postgres password={PASSWORD}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(SOON)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.process.args,
            cwd=self.folder,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **somebody(),
        )
        answering(self.process, self.folder)


@contextmanager
def own_server() -> Iterator[Own]:
    place = quick() or roomy()
    with (
        tempfile.TemporaryDirectory(prefix="uph-", dir=roomy()) as folder,
        tempfile.TemporaryDirectory(prefix="uph-", dir=place) as store,
    ):
        server = Own(Path(folder), Path(store))
        try:
            yield server
        finally:
            server.process.kill()
            server.process.wait()


@pytest.fixture(scope="module")
def server() -> Iterator[Own]:
    with own_server() as own:
        with_store(own.url)
        yield own


@pytest.fixture
def lonely(server: Own) -> Iterator[Own]:
    """Its commits wait for a standby that there is not."""
    demand(server, "nobody")
    yield server
    demand(server, "")


def demand(server: Own, standby: str) -> None:
    server.tell(f"ALTER SYSTEM SET synchronous_standby_names = '{standby}'")
    server.tell("SELECT pg_reload_conf()")
    until(lambda: server.tell("SHOW synchronous_standby_names") == [(standby,)])


def until(true: Callable[[], object]) -> None:
    deadline = monotonic() + SOON
    while not true():
        assert monotonic() < deadline
        sleep(0.02)


def broken_off(server: Own, wait: Callable[[], object]) -> BaseException | None:
    """What is said to who waits for the standby, when somebody cancels the wait."""
    waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(wait)
        until(lambda: server.tell(f"SELECT 1 {waiting}") or told.done())
        server.tell(f"SELECT pg_cancel_backend(pid) {waiting}")
        return told.exception(SOON)


def test_a_commit_that_nobody_waited_out_is_not_called_written(lonely):
    with Database(lonely.url) as database:
        store = EventRecorder(database)
        receipt = a_receipt("c-1")
        assert store.outcome_of("c-1") is None

        written = broken_off(
            lonely, lambda: store.insert_events([an_event()], receipt=receipt)
        )
        again = broken_off(lonely, lambda: store.outcome_of("c-1"))
        demand(lonely, "")

        assert isinstance(written, NotReplicated), written
        assert isinstance(again, NotReplicated), again  # it is there, on one server
        assert store.outcome_of("c-1").last_position == 1  # now all have it
        assert "samma id" in str(written)


def test_so_it_is_for_every_way_to_write(lonely):
    def by_cursor() -> None:
        with database.writing() as cursor:
            cursor.execute("CREATE TABLE by_cursor (number integer)")

    def by_engine() -> None:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE by_engine (number integer)")

    with Database(lonely.url) as database:
        assert isinstance(broken_off(lonely, by_cursor), NotReplicated)
        assert isinstance(broken_off(lonely, by_engine), NotReplicated)


def test_a_standby_is_read_and_not_written_to():
    with own_server() as server:
        with_store(server.url)
        server.stop()
        (server.store / "standby.signal").touch()
        server.start()

        with Database(server.url) as database:
            store = EventRecorder(database)
            assert store.max_notification_id() is None
            with pytest.raises(DatabaseStandby), database.writing():
                pass
            with pytest.raises(DatabaseStandby) as trouble:
                store.insert_events([an_event()], receipt=a_receipt())
            assert isinstance(trouble.value, DatabaseUnreachable | DatabaseReadOnly)
            assert trouble.value.passing

            server.tell("SELECT pg_promote()")
            until(lambda: server.tell("SELECT pg_is_in_recovery()") == [(False,)])
            assert store.insert_events([an_event()], receipt=a_receipt()) == [1]


def test_of_several_hosts_the_one_that_takes_writes_is_sought_out(server):
    with own_server() as other:
        other.stop()
        (other.store / "standby.signal").touch()
        other.start()
        hosts = f"host={other.folder}:5432&host={server.folder}:5432"
        url = f"postgresql+psycopg://postgres:{PASSWORD}@/postgres?{hosts}"

        with Database(url) as database, database.reading() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            assert cursor.fetchone() == (False,)

        other.process.kill()
        other.process.wait()
        with Database(url) as database:
            database.settle()


def test_what_the_address_says_of_the_link_goes_before_our_own():
    address = "postgresql+psycopg://anna@server/db?connect_timeout=2&keepalives_idle=60"
    driver = PostgresDriver(make_url(address))

    assert int(driver.arguments["connect_timeout"]) == 2
    assert int(driver.arguments["keepalives_idle"]) == 60
    assert driver.arguments["tcp_user_timeout"] > 0


def test_all_hosts_are_named_when_none_answers():
    with pytest.raises(DatabaseUnreachable, match=r"127\.0\.0\.1,127\.0\.0\.1:1,2"):
        Database("postgresql+psycopg://anna@/db?host=127.0.0.1:1&host=127.0.0.1:2")
