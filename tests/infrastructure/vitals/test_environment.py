"""What cannot carry the service is refused when it is opened, in one message."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from sqlalchemy import make_url

from upphandling.bootstrap import open_house, upgrade
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    DatabaseOnNetwork,
    DatabaseTooOld,
)
from upphandling.infrastructure.vitals import environment, filesystem, rights
from upphandling.infrastructure.vitals.check import Check, Status

WITHOUT_ZONES = (
    "import sys; sys.modules['tzdata'] = None;"
    "from upphandling.interfaces.cli import main; main()"
)


def test_a_database_on_a_shared_file_system_is_never_opened(
    sqlite_url, tmp_path, monkeypatch
):
    told = tmp_path / "mountinfo"
    told.write_text("22 1 0:40 / / rw - nfs4 server:/x rw\n")
    seen = filesystem.on_file_system
    monkeypatch.setattr(environment, "on_file_system", lambda path: seen(path, told))

    with pytest.raises(DatabaseOnNetwork, match="lokal disk"):
        open_house(sqlite_url)
    with pytest.raises(DatabaseOnNetwork):
        upgrade(sqlite_url)


def test_a_database_that_is_too_old_is_never_opened(database_url, monkeypatch):
    old = Check.fail("database_version", "PostgreSQL 9.6 är för gammal.", "Byt.")
    monkeypatch.setattr(environment, "version_of", lambda _: old)

    with pytest.raises(DatabaseTooOld, match=r"9\.6"):
        open_house(database_url)


def test_both_databases_tell_their_version_and_place(database_url):
    with Database(database_url) as database:
        found = {check.name: check for check in environment.under(database)}

    assert found["database_version"].status is not Status.FAIL
    assert ("file_system" in found) is database_url.startswith("sqlite")


def test_both_databases_may_be_written_by_us(database_url):
    with Database(database_url) as database:
        (found,) = rights.allowed(database)

    assert (found.name, found.status is Status.FAIL) == ("rights", False)


def test_a_file_that_may_only_be_read_is_told(sqlite_url, monkeypatch):
    monkeypatch.setattr(rights, "may", lambda _path, deed: deed != os.W_OK)
    with Database(sqlite_url) as database:
        (found,) = rights.allowed(database)

    assert found.status is Status.FAIL


def test_a_server_that_forgets_at_a_power_cut_is_told(postgresql_url):
    with Database(postgresql_url) as database:
        told = {check.said for check in rights.durable(database)}
        with database.reading() as cursor:
            cursor.execute("SHOW fsync")
            off = cursor.fetchone()[0] == "off"

    assert any("fsync = off" in said for said in told) is off


@pytest.mark.parametrize(
    "setting", ["statement_timeout", "idle_in_transaction_session_timeout"]
)
def test_a_server_that_breaks_off_what_takes_long_is_told(postgresql_url, setting):
    with Database(postgresql_url) as database:
        before = {check.name for check in rights.durable(database)}
    wish = {"options": f"-c {setting}=20s"}
    with Database(make_url(postgresql_url).update_query_dict(wish)) as database:
        told = list(rights.durable(database))

    assert "broken_off" not in before
    assert any(f"20s ({setting})" in check.said for check in told)


def test_an_account_that_lacks_a_right_is_told(postgresql_url):
    with Database(postgresql_url) as database, database.writing() as cursor:
        cursor.execute("CREATE ROLE uph_lame LOGIN PASSWORD 'lam'")
    url = make_url(postgresql_url).set(username="uph_lame", password="lam")  # noqa: S106
    try:
        with Database(url) as database:
            (found,) = rights.allowed(database)
    finally:
        with Database(postgresql_url) as database, database.writing() as cursor:
            cursor.execute("DROP OWNED BY uph_lame; DROP ROLE uph_lame")

    assert found.status is Status.FAIL
    assert "events" in found.said


@pytest.mark.parametrize("how", [[], ["--json"]], ids=["text", "json"])
def test_without_time_zones_every_verb_says_what_to_install(sqlite_url, how):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ZONES, "deadline", "list", *how],
        env={
            **os.environ,
            "UPPHANDLING_DATABASE": sqlite_url,
            "PYTHONTZPATH": "",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "tzdata" in (done.stdout if how else done.stderr)
    assert "Traceback" not in done.stderr


def test_the_swedish_time_zone_is_the_swedish_one(monkeypatch):
    assert environment.time_zone().status is Status.OK

    monkeypatch.setattr(
        environment, "ZoneInfo", lambda _: environment.UTC, raising=True
    )
    assert environment.time_zone().status is Status.FAIL
