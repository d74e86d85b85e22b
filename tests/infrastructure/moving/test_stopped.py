"""Stopped on the way, by kill -9 or a full disk: no half file, no half database."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager

import pytest

from tests.infrastructure.moving.lived_in import (
    NOWHERE,
    backed_up,
    lived_in,
    restored,
    rows_in,
)
from tests.infrastructure.moving.stopped import (
    CREATE,
    RESTORE,
    RESTORE_JUST,
    run,
    with_little_room,
)
from upphandling.bootstrap import open_house, upgrade
from upphandling.infrastructure.moving.troubles import NoRoom
from upphandling.infrastructure.moving.verifying import verify
from upphandling.infrastructure.storage.troubles import DatabaseFull

KILLED = -9
ENOUGH = 60  # events, so that something is written before the end


@pytest.fixture
def town(database_url, tmp_path):
    with lived_in(database_url, tmp_path / "destroyed") as opened:
        opened.registered([f"n-{number}" for number in range(ENOUGH)], "avtal-a")
        yield opened


@pytest.fixture
def on_file(sqlite_url, tmp_path):
    """The same, only on SQLite."""
    with lived_in(sqlite_url, tmp_path / "destroyed") as opened:
        opened.registered([f"n-{number}" for number in range(ENOUGH)], "avtal-a")
        yield opened


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "kopior"
    made.mkdir()
    return made


def test_a_backup_that_is_killed_leaves_no_file_and_the_next_one_cleans_up(
    town, folder
):
    for after in (1, ENOUGH):
        assert run(CREATE, town.url, folder / "kopia", after)[0] == KILLED
        left = list(folder.iterdir())
        assert len(left) == 1
        assert left[0].name.startswith(".upphandling-begun-")

    assert run(CREATE, town.url, folder / "kopia") == (0, "")

    assert [one.name for one in folder.iterdir()] == ["kopia"]
    assert verify(folder / "kopia", NOWHERE).whole


def test_a_restore_that_is_killed_leaves_the_database_empty(
    town, folder, database_factory
):
    made = backed_up(town, folder / "kopia")
    url = database_factory.empty()
    upgrade(url)
    leaves = made.log.events + made.log.refusals
    for after in (30, leaves):
        assert run(RESTORE, url, folder / "kopia", after)[0] == KILLED
        assert sum(rows_in(url).values()) == 0

    assert run(RESTORE, url, folder / "kopia") == (0, "")

    assert rows_in(url) == rows_in(town.url)
    database_factory.drop(url)


def test_a_restore_that_is_killed_when_the_log_is_in_has_made_a_house(
    town, folder, database_factory
):
    backed_up(town, folder / "kopia")
    url = database_factory.empty()

    assert run(RESTORE_JUST, url, folder / "kopia")[0] == KILLED

    with open_house(url) as house:
        house.refresh()
    assert rows_in(url) == rows_in(town.url)
    database_factory.drop(url)


@pytest.mark.parametrize("room", [0, 1_000, 9_000])
def test_a_backup_on_a_full_disk_is_told_and_leaves_nothing(on_file, folder, room):
    told = with_little_room(CREATE, on_file.url, folder / "kopia", room)

    assert told == (0, "NoRoom")
    assert list(folder.iterdir()) == []


@contextmanager
def disk(folder, size):
    """A disk of so many bytes, where this machine lets us have one."""
    mounted = ["/bin/mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if (
        os.geteuid()
        or subprocess.run(mounted, check=False, capture_output=True).returncode
    ):
        pytest.skip("only root may mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["/bin/umount", str(folder)], check=True)


def test_a_backup_gets_its_room_again(on_file, folder):
    with disk(folder, 64 << 10):
        filler = folder / "annat"
        filler.write_bytes(b"\0" * (56 << 10))
        with pytest.raises(NoRoom):
            backed_up(on_file, folder / "kopia")
        assert list(folder.iterdir()) == [filler]
        filler.unlink()
        backed_up(on_file, folder / "kopia")
        assert verify(folder / "kopia", NOWHERE).whole


def test_a_restore_on_a_full_disk_is_told_and_leaves_nothing(on_file, folder, tmp_path):
    backed_up(on_file, tmp_path / "kopia")
    url = f"sqlite:///{folder}/ny.db"
    with disk(folder, 3 << 20):
        upgrade(url)
        filler = folder / "annat"
        room = os.statvfs(folder)
        filler.write_bytes(b"\0" * (room.f_bavail * room.f_frsize - (96 << 10)))
        with pytest.raises(DatabaseFull):
            restored(tmp_path / "kopia", url)
        assert sum(rows_in(url).values()) == 0
        filler.unlink()
        restored(tmp_path / "kopia", url)
        assert rows_in(url) == rows_in(on_file.url)
