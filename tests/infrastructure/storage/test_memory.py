"""A database in memory: shared by its name, and gone when nobody holds it open."""

from __future__ import annotations

import pytest

from upphandling.bootstrap import open_house, upgrade
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.memory import memory_url
from upphandling.infrastructure.storage.troubles import BadDatabaseUrl, SchemaMissing


def test_it_is_shared_by_its_name_and_no_file_is_made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    url = memory_url("minne")
    with Database(url) as one:
        upgrade(url)
        with open_house(url) as house:
            assert house.recorder.max_notification_id() is None
        with one.reading() as cursor:
            cursor.execute("SELECT count(*) FROM events")
            assert cursor.fetchone() == (0,)
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_when_nobody_holds_it_open():
    url = memory_url("minne")
    with Database(url):
        upgrade(url)

    with (
        Database(url) as again,
        pytest.raises(SchemaMissing),
        again.reading() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM events")


def test_two_names_are_two_databases():
    with Database(memory_url("ett")), Database(memory_url("annat")) as other:
        upgrade(memory_url("ett"))

        with pytest.raises(SchemaMissing), other.reading() as cursor:
            cursor.execute("SELECT count(*) FROM events")


@pytest.mark.parametrize("name", ["", "../fil", "fil.db", "a b"])
def test_a_name_that_could_be_a_path_is_refused(name):
    with pytest.raises(BadDatabaseUrl):
        Database(memory_url(name))
