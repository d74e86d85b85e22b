"""The door to the database: who may pass, and what is said to those who may not."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import make_url, text

from upphandling.infrastructure.clock import SystemClock
from upphandling.infrastructure.storage.address import parsed, shown
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    BadDatabaseUrl,
    DatabaseReadOnly,
    DatabaseTrouble,
)

# Addresses


@pytest.mark.parametrize(
    "url",
    [
        "",
        "upphandling.db",
        "mysql://anna:hemligt@server/db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?timeout=hemligt",
        "sqlite:///a.db?timeout=-1",
        "sqlite:///a.db?timeout=nan",
        "sqlite:///a.db?tiemout=1",
        "sqlite:///a.db?mode=rw",
        "postgresql://anna:hemligt@server:fem/db",
    ],
)
def test_an_address_that_cannot_be_read(url):
    with pytest.raises(BadDatabaseUrl) as trouble:
        Database(url)

    assert "sqlite:///fil.db" in str(trouble.value)
    assert ":hemligt" not in str(trouble.value)


@pytest.mark.parametrize(
    "wish", ["sslmode=bogus", "nosuch=1", "connect_timeout=x", "port=99999"]
)
def test_a_wish_that_libpq_does_not_know_is_the_fault_of_the_address(wish):
    with pytest.raises(BadDatabaseUrl):
        Database(f"postgresql+psycopg://anna@127.0.0.1/db?{wish}")


def test_an_address_hides_its_password(postgresql_url):
    with Database(postgresql_url) as database:
        password = make_url(postgresql_url).password

        assert database.dialect == "postgresql"
        assert password not in str(database.url)
        assert password not in repr(database.url)
        assert password not in repr(database.engine)


def test_an_address_is_shown_without_a_password_wherever_it_stands():
    told = "postgresql+psycopg://a:hemligt@s/d?password=hemligt&sslmode=verify-full"

    assert shown(parsed(told)) == (
        "postgresql+psycopg://a:***@s/d?password=***&sslmode=verify-full"
    )


def test_postgresql_may_be_written_short(postgresql_url):
    short = postgresql_url.replace("postgresql+psycopg:", "postgresql:")
    with Database(short) as database:
        assert database.url.drivername == "postgresql+psycopg"


# Reading and writing


def test_what_is_written_is_seen_when_it_is_all_written(database):
    with database.writing() as cursor:
        cursor.execute("CREATE TABLE notes (number INTEGER)")
    with database.writing() as cursor:
        cursor.execute("INSERT INTO notes VALUES (1)")
        with database.reading() as reader:
            reader.execute("SELECT count(*) FROM notes")
            assert reader.fetchone() == (0,)

    with database.reading() as reader:
        reader.execute("SELECT count(*) FROM notes")
        assert reader.fetchone() == (1,)


def test_an_exception_undoes_everything(database):
    def stumble() -> None:
        with database.writing() as cursor:
            cursor.execute("CREATE TABLE notes (number INTEGER)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stumble()

    with database.writing() as cursor:
        cursor.execute("CREATE TABLE notes (number INTEGER)")


def test_a_reader_cannot_write(database):
    with pytest.raises(DatabaseReadOnly), database.reading() as cursor:
        cursor.execute("DELETE FROM alembic_version")


def test_a_snapshot_stands_still(database):
    with database.reading(snapshot=True) as reader:
        reader.execute("SELECT count(*) FROM alembic_version")
        with database.writing() as cursor:
            cursor.execute("DELETE FROM alembic_version")
        reader.execute("SELECT count(*) FROM alembic_version")
        assert reader.fetchone() == (1,)
    with database.reading() as reader:
        reader.execute("SELECT count(*) FROM alembic_version")
        assert reader.fetchone() == (0,)


def test_writers_in_one_process_take_turns(database):
    with database.writing() as cursor:
        cursor.execute("CREATE TABLE counter (number INTEGER)")
        cursor.execute("INSERT INTO counter VALUES (0)")

    def count() -> None:
        for _ in range(25):
            with database.writing() as cursor:
                cursor.execute("SELECT number FROM counter")
                (number,) = cursor.fetchone()
                cursor.execute(f"UPDATE counter SET number = {number + 1}")

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as cursor:
        cursor.execute("SELECT number FROM counter")
        assert cursor.fetchone() == (100,)


def test_sqlalchemy_uses_the_same_database(database):
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (number INTEGER)"))
        connection.execute(text("INSERT INTO notes VALUES (7)"))
    with database.reading() as cursor:
        cursor.execute("SELECT number FROM notes")
        assert cursor.fetchone() == (7,)

    with pytest.raises(DatabaseTrouble), database.engine.begin() as connection:
        connection.execute(text("SELECT * FROM nowhere"))


def test_the_time_is_aware_and_in_utc(database):
    now = database.now()

    assert now.utcoffset() == timedelta(0)
    assert abs(now - SystemClock()()) < timedelta(seconds=10)


def test_sqlite_is_opened_so_that_nothing_acknowledged_is_lost(sqlite_url):
    settings = {}
    with Database(sqlite_url) as database, database.writing() as cursor:
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            settings[name] = cursor.fetchone()[0]

    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }
