"""The outbox in a real service: killed between the sending and the note, it sends again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.infrastructure.outbox.post_office import webhook, written
from tests.interfaces.test_service import wait_until
from tests.town import Town
from upphandling.bootstrap import open_house
from upphandling.infrastructure.outbox.letters import Letters, State
from upphandling.infrastructure.outbox.standing import standing
from upphandling.infrastructure.vitals.last_done import OUTBOX, noted

ONE = 'topics = ["choice_system.established"]\nfrom = "start"'
START = "from upphandling.interfaces.cli import main; main()"
DIES = (
    "import os, signal;"
    "from upphandling.infrastructure.outbox.letters import Letters;"
    "Letters.sent = lambda *_: os.kill(os.getpid(), signal.SIGKILL);" + START
)


@contextmanager
def service(url: str, file: Path, log: Path, start: str = START):
    """`serve` until the block ends, then SIGTERM unless it is dead by then."""
    with log.open("ab") as told:
        process = subprocess.Popen(
            [sys.executable, "-c", start, "serve"],
            env={
                **os.environ,
                "UPPHANDLING_DATABASE": url,
                "UPPHANDLING_OUTBOX": str(file),
                "UPPHANDLING_HTTP_LISTEN": "none",
                "UPPHANDLING_HEARTBEAT_SECONDS": "0.2",
                "UPPHANDLING_WATCHDOG_SECONDS": "20",
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            stdout=subprocess.DEVNULL,
            stderr=told,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture
def url(database_url):
    with Town(database_url, "2026-03-02T09:00") as town:
        town.founded()
        return town.url


def letters(url: str, *states: State) -> list[str]:
    with open_house(url) as house:
        return [x.message_id for x in Letters(house.database).in_state(states)]


def test_killed_between_sending_and_noting_it_sends_again_with_the_same_id(
    url, tmp_path, listener
):
    file, log = written(tmp_path, webhook(listener.url, ONE)), tmp_path / "log"
    with service(url, file, log, DIES) as process:
        wait_until(lambda: process.poll() is not None)
    assert process.returncode == -signal.SIGKILL, log.read_text()
    (waiting,) = letters(url, State.WAITING)

    with service(url, file, log) as process:
        wait_until(lambda: letters(url, State.SENT))

    assert process.returncode == 0, log.read_text()
    assert [got.id for got in listener.got] == [waiting, waiting]
    with open_house(url) as house:
        (post,) = standing(house.database)
        assert (post.waiting, post.dead) == (0, 0)
        assert OUTBOX in noted(house.database)


def test_two_instances_send_each_letter_once(url, tmp_path, listener):
    file = written(
        tmp_path, webhook(listener.url, 'kinds = ["choice_system"]\nfrom = "start"')
    )
    with (
        service(url, file, tmp_path / "en") as one,
        service(url, file, tmp_path / "annan") as other,
    ):
        wait_until(lambda: len(letters(url, State.SENT)) == 3)
        assert one.poll() is other.poll() is None

    assert len(listener.got) == len({got.id for got in listener.got}) == 3


def test_a_file_that_cannot_be_used_stops_the_start_with_what_is_wrong(
    sqlite_url, tmp_path
):
    file = written(tmp_path, webhook("http://x.example", ONE))
    log = tmp_path / "log"

    with service(sqlite_url, file, log) as process:
        wait_until(lambda: process.poll() is not None)

    assert process.returncode == 2
    assert log.read_text().splitlines()[-1].startswith(f"{file}: ")
