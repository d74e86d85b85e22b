"""What can be wrong with a database, and what is then said."""

from __future__ import annotations

import os
import pwd
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.databases import roomy
from upphandling.infrastructure.storage import postgresql
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    BadDatabaseUrl,
    DatabaseBroken,
    DatabaseDenied,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseNotUnicode,
    DatabaseReadOnly,
    DatabaseTrouble,
    DatabaseUnreachable,
    FolderMissing,
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


# What can be wrong with a server


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
