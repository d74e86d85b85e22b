"""The folder a backup is tried in: gone afterwards, also after somebody who was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from upphandling.infrastructure.moving.passing_folder import passing_folder

KILLED = """
import os, signal
from upphandling.infrastructure.moving.passing_folder import passing_folder
with passing_folder() as folder:
    (folder / "prov.db").write_text("loggen")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def within(tmp_path, monkeypatch):
    """Where temporary files lie."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_the_folder_goes_with_all_that_is_in_it(within):
    with passing_folder() as folder:
        (folder / "prov.db").touch()

    assert list(within.iterdir()) == []


def test_what_somebody_killed_left_behind_goes_with_the_next(within):
    ended = subprocess.run([sys.executable, "-c", KILLED], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert [path.name for left in within.iterdir() for path in left.iterdir()] == [
        "prov.db"
    ]

    with passing_folder() as folder:
        assert list(within.iterdir()) == [folder]


def test_the_folder_of_somebody_at_work_stays(within):
    with passing_folder() as first, passing_folder() as second:
        assert {first, second} == set(within.iterdir())


def test_what_only_has_the_name_stays(within, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("annans")
    (elsewhere / "fil").touch()
    (within / "upphandling-prov-lank").symlink_to(elsewhere)

    with passing_folder():
        assert os.listdir(elsewhere) == ["fil"]  # noqa: PTH208 -- names alone
