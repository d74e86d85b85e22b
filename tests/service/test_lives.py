"""A service survives what its surroundings do, and says how it is."""

from __future__ import annotations

import signal
import socket
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import make_url

from tests.interfaces.test_service import announce
from tests.service.instances import TOMORROWS, instances, wait_until
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.leadership.instances import listed
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vitals.last_done import SWEEP, noted

CLOSED = "SELECT count(*) FROM events WHERE topic = 'tender.closed'"
NEWER = "UPDATE alembic_version SET version_num = '9999'"


def test_two_on_one_database_have_one_leader_and_leave_no_trace(database_url, tmp_path):
    with (
        Database(database_url) as database,
        instances(database_url, tmp_path) as some,
    ):
        some.start()
        first = wait_until(lambda: some.leader(database))
        second = some.start()
        wait_until(lambda: len(some.up(database)) == 2)
        assert "leadership_taken" not in second.events()

        assert first.ended() == 0
        wait_until(lambda: some.leader(database) is second)

        assert first.events()[-1] == "service_stopped"
        assert second.ended() == 0
        assert some.up(database) == []


def test_the_service_waits_for_a_database_that_went_away(postgresql_url, tmp_path):
    """Nobody may connect, and whoever is connected is thrown out."""
    with (
        Database(postgresql_url) as database,
        instances(postgresql_url, tmp_path) as some,
    ):
        one = some.start()
        wait_until(lambda: some.leader(database))
        with closed_to_all(postgresql_url):
            wait_until(lambda: "service_hindered" in one.events())
            assert one.process.is_alive()
        wait_until(lambda: "service_recovered" in one.events())
        announce(postgresql_url, [datetime.now(UTC) - timedelta(days=1)])

        wait_until(lambda: asked(database, CLOSED) == 1)

        assert one.ended() == 0


def test_old_code_ends_where_newer_has_upgraded_the_database(sqlite_url, tmp_path):
    with (
        Database(sqlite_url) as database,
        instances(sqlite_url, tmp_path) as some,
    ):
        one = some.start()
        wait_until(lambda: some.leader(database))
        with database.writing() as cursor:
            cursor.execute(NEWER)
        announced = asked(database, CLOSED)

        one.process.join(60)

        assert one.process.exitcode == 2
        assert "Databasens tabeller är nyare än programmet" in one.log.read_text()
        again = some.start()
        again.process.join(60)
        assert (again.process.exitcode, schema.HEAD < "9999") == (2, True)
        assert asked(database, CLOSED) == announced


def test_old_instances_end_when_newer_code_has_built_its_read_models(
    database_url, tmp_path
):
    with (
        Database(database_url) as database,
        instances(database_url, tmp_path) as some,
    ):
        leader = some.start()
        wait_until(lambda: some.leader(database))
        stands_by = some.start()
        wait_until(lambda: len(some.up(database)) == 2)
        with database.writing() as cursor:
            cursor.execute("UPDATE projections SET shape = 'x' WHERE name = 'cases'")

        for one in (leader, stands_by):
            one.process.join(60)
            assert one.process.exitcode == 2
            assert "Databasens tabeller är nyare än programmet" in one.log.read_text()
        assert listed(database) == []


def test_old_code_leaves_alone_the_case_of_which_newer_has_written(
    sqlite_url, tmp_path
):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    announce(sqlite_url, [yesterday, yesterday])
    with (
        Database(sqlite_url) as database,
        instances(sqlite_url, tmp_path) as some,
    ):
        recorder = EventRecorder(database)
        version = len(recorder.select_events("tender:prov-0"))
        recorder.insert_events(
            [StoredEvent("tender:prov-0", version + 1, "tender.of_tomorrow", b"{}")]
        )
        with database.writing() as cursor:
            cursor.execute(TOMORROWS)
        one = some.start()

        wait_until(lambda: asked(database, CLOSED) == 1)
        wait_until(lambda: SWEEP in noted(database))

        assert one.ended() == 0
        assert asked(database, CLOSED) == 1
        assert len(recorder.select_events("tender:prov-0")) == version + 1


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_is_told_when_it_is_ready_alive_and_about_to_stop(
    sqlite_url, tmp_path, abstract
):
    address = f"@uph-{tmp_path.name}" if abstract else f"{tmp_path}/notify"
    with (
        listening(address) as heard,
        instances(sqlite_url, tmp_path, **{"!NOTIFY_SOCKET": address}) as some,
    ):
        one = some.start()
        told = [heard()]
        while "STATUS=leder" not in told or "WATCHDOG=1" not in told:
            told.append(heard())
        assert told[0] == "READY=1"
        one.signalled(signal.SIGTERM)
        while told[-1] != "STOPPING=1":
            told.append(heard())
        assert one.ended() == 0


def test_a_service_whose_beats_hang_lets_the_watchdog_bark(sqlite_url, tmp_path):
    address = f"{tmp_path}/notify"
    with listening(address) as heard:
        given = {"!NOTIFY_SOCKET": address, "!HANG": "1", "watchdog_seconds": "2"}
        with instances(sqlite_url, tmp_path, **given) as some:
            one = some.start()
            one.process.join(60)
            assert one.process.exitcode == 2
            assert "service_stalled" in one.events()
        told = all_heard(heard)
    assert told.count("WATCHDOG=1") < 10  # no longer than the watchdog's patience


def all_heard(heard) -> list[str]:
    """What lies in the mailbox."""
    told = []
    with suppress(TimeoutError):
        while True:
            told.append(heard(0.2))
    return told


def asked(database: Database, question: str) -> int:
    with database.reading() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@contextmanager
def listening(address: str):
    """What is told at an address of systemd's kind, one line a datagram."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mailbox:
        mailbox.bind("\0" + address[1:] if address.startswith("@") else address)

        def heard(seconds: float = 60) -> str:
            mailbox.settimeout(seconds)
            return mailbox.recv(4096).decode()

        yield heard


@contextmanager
def closed_to_all(url: str):
    told = make_url(url).set(drivername="postgresql", database="postgres")
    name = make_url(url).database
    with psycopg.connect(
        told.render_as_string(hide_password=False), autocommit=True
    ) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (name,),
        )
        try:
            yield
        finally:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
