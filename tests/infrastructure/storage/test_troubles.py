"""What can be wrong with a database, and what is then said."""

from __future__ import annotations

import os
import pwd
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from sqlalchemy import make_url

from tests.databases import roomy
from upphandling.infrastructure.storage import postgresql, schema, sqlite
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    BadDatabaseUrl,
    DatabaseBroken,
    DatabaseCrowded,
    DatabaseDenied,
    DatabaseFailed,
    DatabaseFull,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseNotCreated,
    DatabaseNotUnicode,
    DatabaseReadOnly,
    DatabaseTrouble,
    DatabaseUnreachable,
    FileDenied,
    FolderMissing,
    LogInAnotherSchema,
    SearchPathEmpty,
)


def at(url: str, **query: str) -> str:
    """The same address with other wishes."""
    changed = make_url(url).update_query_dict(query)
    return changed.render_as_string(hide_password=False)


def file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


# What can be wrong with a file


def test_a_missing_file_is_not_made(tmp_path):
    with pytest.raises(DatabaseMissing, match="upphandling db upgrade"):
        Database(f"sqlite:///{tmp_path}/a.db")

    assert list(tmp_path.iterdir()) == []


def test_a_relative_address_is_a_file_where_we_stand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    Database("sqlite:///åäö 100%?#.db".replace("?", "%3F"), create=True).close()

    assert [path.suffix for path in tmp_path.iterdir()] == [".db"]


def test_a_link_that_leads_to_itself_is_no_address(tmp_path):
    (tmp_path / "a.db").symlink_to("a.db")

    with pytest.raises(BadDatabaseUrl):
        Database(f"sqlite:///{tmp_path}/a.db")


def test_a_missing_folder_is_not_made(tmp_path):
    with pytest.raises(FolderMissing, match="nowhere"):
        Database(f"sqlite:///{tmp_path}/nowhere/a.db", create=True)


@pytest.mark.parametrize("content", [b"Anbudsutv\xc3\xa4rdering;" * 100, None])
def test_a_file_that_is_no_database(tmp_path, content):
    path = tmp_path / "a.db"
    path.mkdir() if content is None else path.write_bytes(content)

    with pytest.raises(DatabaseTrouble) as trouble:
        Database(f"sqlite:///{path}")

    assert isinstance(trouble.value, DatabaseBroken)
    assert str(path) in str(trouble.value)


def test_a_damaged_file(sqlite_url):
    path = file_of(sqlite_url)
    path.write_bytes(path.read_bytes()[:4096] + os.urandom(40960))

    with (
        pytest.raises(DatabaseBroken),
        Database(sqlite_url) as database,
        database.reading() as cursor,
    ):
        cursor.execute("SELECT * FROM events")


def test_opened_for_reading_it_cannot_be_written(sqlite_url):
    with Database(at(sqlite_url, mode="ro")) as database:
        with database.reading() as cursor:
            cursor.execute("SELECT count(*) FROM events")
        with pytest.raises(DatabaseReadOnly), database.writing() as cursor:
            cursor.execute("DELETE FROM alembic_version")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Act as somebody who is not root, for root may write anything."""
    if os.geteuid() != 0:
        yield
        return
    entry = pwd.getpwnam("nobody")
    os.setegid(entry.pw_gid)
    os.seteuid(entry.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.mark.parametrize("folder_mode", [0o555, 0o777])
def test_a_file_that_we_do_not_own_is_told_as_read_only(sqlite_url, folder_mode):
    with tempfile.TemporaryDirectory(dir=roomy()) as folder:
        path = Path(folder, "a.db")
        path.write_bytes(file_of(sqlite_url).read_bytes())
        path.chmod(0o444)
        Path(folder).chmod(folder_mode)
        with (
            as_nobody(),
            pytest.raises(DatabaseReadOnly, match="skrivrätt"),
            Database(f"sqlite:///{path}") as database,
            database.writing() as cursor,
        ):
            cursor.execute("DELETE FROM alembic_version")
        Path(folder).chmod(0o700)


def test_a_file_that_somebody_else_is_writing(sqlite_url):
    other = sqlite3.connect(file_of(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with Database(at(sqlite_url, timeout="0.05")) as database:
        with pytest.raises(DatabaseLocked), database.writing():
            pass
        other.execute("ROLLBACK")
        with database.writing() as cursor:
            cursor.execute("SELECT 1")
    other.close()


def test_a_folder_that_we_may_not_enter_is_told_with_what_to_do(tmp_path):
    with tempfile.TemporaryDirectory(dir=roomy()) as folder:
        Path(folder).chmod(0o600)
        with as_nobody(), pytest.raises(FileDenied, match="Ge kontot rätt"):
            Database(f"sqlite:///{folder}/a.db")
        Path(folder).chmod(0o700)


def test_a_folder_where_we_may_make_nothing_is_told_with_what_to_do():
    with tempfile.TemporaryDirectory(dir=roomy()) as folder:
        Path(folder).chmod(0o555)
        with as_nobody(), pytest.raises(FileDenied, match="Ge kontot rätt"):
            Database(f"sqlite:///{folder}/a.db", create=True)
        Path(folder).chmod(0o700)


def test_what_fails_where_there_is_no_room_is_told_as_that(sqlite_url, monkeypatch):
    failed = sqlite3.OperationalError("disk I/O error")
    failed.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    with Database(sqlite_url) as database:
        assert isinstance(database.trouble(failed), DatabaseFailed)

        monkeypatch.setattr(sqlite, "ROOM", 2**80)

        assert isinstance(database.trouble(failed), DatabaseFull)


# What can be wrong with a server


def test_a_password_that_is_cut_by_its_own_sign_is_not_told():
    with pytest.raises(BadDatabaseUrl, match="%40") as trouble:
        Database("postgresql+psycopg://anna:lös@hemligt/x@127.0.0.1:1/kommunen")

    assert "hemligt" not in f"{trouble.value}{trouble.value.details}"


def test_a_server_that_does_not_answer():
    with pytest.raises(DatabaseUnreachable) as trouble:
        Database("postgresql+psycopg://anna:hemligt@127.0.0.1:1/kommunen")

    assert "127.0.0.1:1/kommunen" in str(trouble.value)
    assert "hemligt" not in str(trouble.value)


def test_a_wrong_password_is_not_repeated(postgresql_url):
    wrong = make_url(postgresql_url).set(username="anna", password="hemligt")  # noqa: S106

    with pytest.raises(DatabaseDenied) as trouble:
        Database(wrong)

    error: BaseException | None = trouble.value
    while error is not None:
        assert "hemligt" not in f"{error!s}{error!r}{getattr(error, 'details', '')}"
        error = error.__cause__ or error.__context__


def test_a_database_that_the_server_does_not_have(postgresql_url):
    with pytest.raises(DatabaseMissing, match="createdb"):
        Database(make_url(postgresql_url).set(database="uph_nowhere"))


NOT_LET_IN = 'connection to server at "10.0.0.1", port 5432 failed: '


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("FATAL:  sorry, too many clients already", DatabaseCrowded),
        ('FATAL:  too many connections for role "anna"', DatabaseCrowded),
        ("FATAL:  remaining connection slots are reserved", DatabaseCrowded),
        ("FATALT:  ledsen, för många klienter", DatabaseCrowded),
        ('FATALT:  för många uppkopplingar för roll "anna"', DatabaseCrowded),
        ('FATAL:  permission denied for database "k"', DatabaseDenied),
        ('FATALT:  rättighet saknas för databas "k"', DatabaseDenied),
        ('FATALT:  Lösenordsautentisering misslyckades för "anna"', DatabaseDenied),
        ('FATALT:  rollen "anna" finns inte', DatabaseDenied),
        ('FATALT:  databasen "k" existerar inte', DatabaseNotCreated),
        ("FATALT:  databassystemet startar upp", DatabaseUnreachable),
    ],
)
def test_a_server_says_in_its_own_words_why_nobody_is_let_in(told, kind):
    driver = postgresql.PostgresDriver(make_url("postgresql+psycopg://anna@db/k"))

    trouble = driver.trouble(psycopg.OperationalError(f"{NOT_LET_IN}{told}"))

    assert type(trouble) is kind


@pytest.fixture
def account(postgresql_databases, postgresql_url):
    """An account that owns the database, and a way to set things for it."""
    name = f"uph_{token_hex(4)}"
    tell, url = postgresql_databases.tell, make_url(postgresql_url)
    tell(f"CREATE ROLE {name} SUPERUSER LOGIN PASSWORD 'hemligt'")
    address = url.set(username=name, password="hemligt")  # noqa: S106
    yield address, lambda setting: tell(f"ALTER ROLE {name} {setting}")
    with Database(postgresql_url) as database, database.writing() as cursor:
        cursor.execute(f"DROP OWNED BY {name}")
    tell(f"DROP ROLE {name}")


def test_an_account_that_has_its_connections_is_told_so(account):
    url, alter = account
    alter("NOSUPERUSER CONNECTION LIMIT 0")

    with pytest.raises(DatabaseCrowded, match="max_connections") as trouble:
        Database(url)

    assert trouble.value.passing


@pytest.mark.parametrize(
    "setting",
    [
        "datestyle = 'SQL, DMY'",
        "client_encoding = 'LATIN1'",
        "timezone = 'Pacific/Auckland'",
        "default_transaction_isolation = 'serializable'",
        "default_transaction_read_only = on",
        "bytea_output = 'escape'",
        "lock_timeout = 1",
    ],
)
def test_what_is_set_for_the_account_changes_nothing(account, setting):
    url, alter = account
    alter(f"SET {setting}")

    with Database(url) as database:
        with database.writing() as cursor:
            cursor.execute("CREATE TABLE prov (sagt text)")
            cursor.execute("INSERT INTO prov VALUES ('Łódź €')")
        with database.reading() as cursor:
            cursor.execute("SELECT sagt FROM prov")
            assert cursor.fetchone() == ("Łódź €",)
        assert abs(database.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_account_that_is_pointed_away_from_the_tables(account):
    url, alter = account
    with Database(url) as database:
        before = schema.state(database)
        with database.writing() as cursor:
            cursor.execute("CREATE SCHEMA eget")
    alter("SET search_path = 'eget'")

    with Database(url) as database:
        with pytest.raises(LogInAnotherSchema, match="public"):
            schema.require_current(database)
        with pytest.raises(LogInAnotherSchema, match="public"):
            schema.upgrade(database)
    alter("RESET search_path")

    with Database(url) as database:
        assert schema.state(database) == before


def test_an_account_that_is_pointed_to_no_schema(account):
    url, alter = account
    alter("SET search_path = 'finns_inte'")

    with (
        pytest.raises(SearchPathEmpty),
        Database(url) as database,
        database.writing() as cursor,
    ):
        cursor.execute("CREATE TABLE prov (sagt text)")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_all_text_is_refused(
    postgresql_databases, encoding
):
    tell, name = postgresql_databases.tell, f"uph_{encoding.lower()}"
    url = make_url(postgresql_databases.server or "").set(database=name)
    locale = "LC_COLLATE 'C' LC_CTYPE 'C'"
    tell(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' {locale}")
    try:
        with pytest.raises(DatabaseNotUnicode, match=encoding):
            Database(url)
    finally:
        tell(f"DROP DATABASE {name}")


def test_a_server_where_somebody_else_is_writing(postgresql_url, monkeypatch):
    monkeypatch.setattr(postgresql, "PATIENCE", 0.05)
    with (
        Database(postgresql_url) as one,
        Database(postgresql_url) as other,
        other.writing(),
    ):
        with one.writing("another lock"):
            pass
        with pytest.raises(DatabaseLocked), one.writing():
            pass
