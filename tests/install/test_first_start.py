"""The first start makes what it can decide itself, and nothing where a log has been."""

from __future__ import annotations

import sqlite3

import pytest

from upphandling.bootstrap import open_house
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    DatabaseOfAnother,
    FolderMissing,
    LogMissing,
)
from upphandling.interfaces.cli.first_start import made_if_new
from upphandling.settings import Settings


def settings(tmp_path, **more) -> Settings:
    return Settings(database=f"sqlite:///{tmp_path}/hus.db", **more)


def test_an_empty_database_gets_its_tables_once(empty_database_url):
    told = Settings(database=empty_database_url)

    assert made_if_new(told)
    assert not made_if_new(told)
    with open_house(empty_database_url) as house:
        assert house.recorder.max_notification_id() is None


def test_an_empty_file_gets_its_tables(tmp_path):
    (tmp_path / "hus.db").touch()

    assert made_if_new(settings(tmp_path))


def test_a_database_that_nobody_has_named_is_not_made(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("UPPHANDLING_DATABASE", raising=False)

    assert not made_if_new(Settings())
    assert not list(tmp_path.iterdir())


def test_a_database_with_something_else_in_it_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "hus.db") as other:
        other.execute("CREATE TABLE nagot_annat (a)")
    other.close()

    assert not made_if_new(settings(tmp_path))
    with pytest.raises(DatabaseOfAnother):
        open_house(f"sqlite:///{tmp_path}/hus.db")


def test_an_older_database_is_not_brought_up_to_date_by_itself(tmp_path):
    made_if_new(settings(tmp_path))
    with sqlite3.connect(tmp_path / "hus.db") as old:
        old.execute("UPDATE alembic_version SET version_num = '0005'")
    old.close()

    assert not made_if_new(settings(tmp_path))
    with (
        Database(f"sqlite:///{tmp_path}/hus.db") as database,
        database.reading() as cursor,
    ):
        cursor.execute("SELECT version_num FROM alembic_version")
        assert cursor.fetchone() == ("0005",)


def test_the_folder_is_for_a_person_to_make(tmp_path):
    with pytest.raises(FolderMissing):
        made_if_new(Settings(database=f"sqlite:///{tmp_path}/borta/hus.db"))


@pytest.mark.parametrize("trace", ["ledger/checkpoint", "ledger/broken", "destroyed"])
def test_where_there_has_been_a_log_no_new_one_is_begun(tmp_path, trace):
    (tmp_path / "ledger").mkdir()
    told = settings(
        tmp_path,
        ledger_dir=tmp_path / "ledger",
        vault_destroyed=tmp_path / "destroyed",
    )
    (tmp_path / trace).write_text("något\n")

    with pytest.raises(LogMissing) as caught:
        made_if_new(told)

    assert str(tmp_path / trace) in str(caught.value)
    assert not (tmp_path / "hus.db").exists()
    (tmp_path / trace).unlink()
    assert made_if_new(told)
