"""At most one holds the lease, and whoever loses it knows before it acts again."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep

import psycopg
import pytest
from sqlalchemy import make_url

from upphandling.infrastructure.leadership import lease as leases
from upphandling.infrastructure.leadership.leader import Leader
from upphandling.infrastructure.leadership.lease import lease_on
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.memory import memory_url
from upphandling.infrastructure.storage.troubles import DatabaseTrouble, FolderMissing

HOLDS = (
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'upphandling: leder'"
    " AND datname = current_database()"
)


@pytest.fixture
def two(database_url):
    """Two processes on the same database."""
    with Database(database_url) as one, Database(database_url) as another:
        yield lease_on(one), lease_on(another)


def test_only_one_holds_it_and_again(two):
    one, another = two

    assert [one.hold(), another.hold(), one.hold(), another.hold()] == [
        *(True, False, True, False)
    ]
    one.release()
    assert [another.hold(), one.hold()] == [True, False]
    another.release()


def test_nobody_else_competes_for_a_database_in_memory():
    with Database(memory_url("lease"), create=True) as database:
        lease = lease_on(database)
        assert lease.hold()
        lease.release()


def test_a_removed_file_is_no_lock(sqlite_url):
    with Database(sqlite_url) as database:
        one, another = lease_on(database), lease_on(database)
        assert one.hold()
        one.file.unlink()

        assert another.hold()
        assert not one.hold()
        another.release()


def test_a_folder_that_somebody_removed_is_told_as_that(tmp_path):
    with pytest.raises(FolderMissing, match="Skapa mappen"):
        leases.FileLease(tmp_path / "borta" / "a.db.leader").hold()


def test_whoever_has_been_silent_for_too_long_has_lost_it(postgresql_url, monkeypatch):
    monkeypatch.setattr(leases, "DROPPED_AFTER", 1)
    with Database(postgresql_url) as one, Database(postgresql_url) as another:
        frozen, awake = lease_on(one), lease_on(another)
        assert frozen.hold()
        assert not awake.hold()

        wait_until(awake.hold)

        with pytest.raises(DatabaseTrouble):
            frozen.hold()
        assert not frozen.hold()
        awake.release()


def test_a_leader_whose_session_is_ended_leads_no_more_and_takes_it_again(
    postgresql_url,
):
    changes = []
    with Database(postgresql_url) as database, leading(database, changes.append) as one:
        wait_until(one.leads)
        with psycopg.connect(
            make_url(postgresql_url)
            .set(drivername="postgresql")
            .render_as_string(hide_password=False),
            autocommit=True,
        ) as server:
            (holder,) = server.execute(HOLDS).fetchone()
            server.execute("SELECT pg_terminate_backend(%s)", (holder,))
        wait_until(lambda: changes == [True, False, True])
        assert one.leads()


def test_another_takes_over_when_the_leader_stops(database_url):
    with Database(database_url) as first, Database(database_url) as second:
        one, another = Leader(lease_on(first)), Leader(lease_on(second))
        one.start(lambda: None)
        another.start(lambda: None)
        assert (one.leads(), another.leads()) == (True, False)

        one.stop()
        wait_until(another.leads)

        assert not one.leads()
        another.stop()


def test_whoever_cannot_prepare_does_not_lead(sqlite_url):
    ready = Event()

    def prepare() -> None:
        if not ready.is_set():
            raise DatabaseTrouble

    with Database(sqlite_url) as database:
        leader = Leader(lease_on(database), prepare)
        leader.start(lambda: None)
        assert not leader.leads()

        ready.set()
        wait_until(leader.leads)
        leader.stop()


def test_a_lease_that_cannot_be_confirmed_is_not_relied_on_for_long(monkeypatch):
    class Dead:
        """A link that is gone, with nobody to say so."""

        def __init__(self) -> None:
            self.asked = 0
            self.end = Event()

        def hold(self) -> bool:
            self.asked += 1
            if self.asked > 1:
                self.end.wait(60)
            return True

        def release(self) -> None:
            pass

    monkeypatch.setattr("upphandling.infrastructure.leadership.leader.TERM", 0.5)
    lease = Dead()
    leader = Leader(lease)
    leader.start(lambda: None)
    assert leader.leads()

    wait_until(lambda: not leader.leads())

    lease.end.set()
    leader.stop()


@contextmanager
def leading(database, changed):
    leader = Leader(lease_on(database))
    leader.start(lambda: changed(leader.leads()))
    try:
        yield leader
    finally:
        leader.stop()


def wait_until(holds, seconds: float = 30) -> None:
    limit = monotonic() + seconds
    while not holds():
        assert monotonic() < limit, "it never happened"
        sleep(0.05)
