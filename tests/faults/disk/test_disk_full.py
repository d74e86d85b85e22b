"""The disk runs full under a house, and there is room again: SQLite and PostgreSQL."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import pytest

from tests.databases import PASSWORD, installed, roomy, started
from tests.faults.disk.life import MANDATE, PLAN, STEPS, WHEN, take
from tests.given import local
from tests.town import command, role_for, sender_for
from tests.vault_key import the_keys
from upphandling.bootstrap import House, open_house, upgrade
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.ledger.auditing import audit
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.storage.troubles import (
    DatabaseFull,
    DatabaseTrouble,
    DatabaseUnreachable,
)

MOST = 3_000  # commands; by then the room has long been used up
PATIENCE = 60.0  # seconds for a server to be there again
TITLE = "En milstolpe med ett långt namn. " * 5


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own with so much room; skips where nobody may make one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:  # noqa: PLW1510
        pytest.skip("a disk that can be filled needs the right to mount (root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607


@contextmanager
def nearly_full(disk: Path, left: int) -> Iterator[None]:
    """Nothing but so many bytes is left while the block lasts."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        room = os.statvfs(disk)
        os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - left)
    try:
        yield
    finally:
        filler.unlink()


def house_on(url: str) -> House:
    upgrade(url)
    house = open_house(url, clock=ManualClock(local(STEPS[0][1])), keys=the_keys())
    for name, _, verb, told in STEPS[:2]:
        take(house, name, verb, told)
    return house


def plan(house: House, number: int) -> str:
    """One more milestone; answers the id of its command."""
    verb, name = "plan.add_milestone", f"m-{number}"
    told = {**PLAN, "milestone": name, "title": TITLE, "when": WHEN}
    role = role_for(verb)
    house.engine.handle(
        command(verb, told),
        by=sender_for(verb, role),
        role=role,
        mandate=MANDATE,
        command_id=name,
    )
    return name


def planned_until_trouble(house: House) -> tuple[list[str], DatabaseTrouble]:
    """What was acknowledged, and what the database said when it could take no more."""
    acknowledged: list[str] = []
    for number in count(1):
        assert number < MOST, "the disk never ran full"
        try:
            acknowledged.append(plan(house, number))
        except DatabaseTrouble as trouble:
            return acknowledged, trouble
    raise AssertionError


def must_be_whole(house: House, acknowledged: list[str]) -> None:
    """Everything acknowledged is there once, all of it can be asked for again, and more."""
    for number in range(1, len(acknowledged) + 3):
        plan(house, number)
    told = [row.command_id for row in house.recorder.records(stream_id="plan:tidplan")]
    assert told == ["c-02", *acknowledged, *told[len(acknowledged) + 1 :]]
    assert len(told) == len(set(told)) == len(acknowledged) + 3
    assert audit(house.database, Seals()).faults == ()
    house.tick()


def test_sqlite_says_that_the_disk_is_full_and_goes_on_when_there_is_room(tmp_path):
    with (
        small_disk(tmp_path / "disk", 16) as disk,
        house_on(f"sqlite:///{disk / 'house.db'}") as house,
    ):
        with nearly_full(disk, 256 << 10):
            acknowledged, trouble = planned_until_trouble(house)
            assert isinstance(trouble, DatabaseFull)
            assert acknowledged
        must_be_whole(house, acknowledged)


def test_postgresql_says_so_too_and_nothing_acknowledged_is_lost(server_on_small_disk):
    url, disk = server_on_small_disk
    with house_on(url) as house:
        with nearly_full(disk, 64 << 10):
            acknowledged, trouble = planned_until_trouble(house)
            assert isinstance(trouble, (DatabaseFull, DatabaseUnreachable))
            assert acknowledged
        until_it_answers(house)
        must_be_whole(house, acknowledged)


@pytest.fixture
def server_on_small_disk() -> Iterator[tuple[str, Path]]:
    """The address of a PostgreSQL whose files have a disk of their own, and that disk."""
    with (
        TemporaryDirectory(prefix="uph-", dir=roomy()) as home,
        small_disk(Path(home, "disk"), 160) as disk,
    ):
        folder, store = Path(home), disk / "store"
        store.mkdir()
        store.chmod(0o700)
        server = started(next(installed()), folder, store, durable=True)
        try:
            yield (
                f"postgresql+psycopg://postgres:{PASSWORD}@/postgres?host={home}",
                disk,
            )
        finally:
            server.terminate()
            with suppress(TimeoutExpired):
                server.wait(10)
            server.kill()
            server.wait()


def until_it_answers(house: House) -> None:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        try:
            house.database.now()
        except DatabaseTrouble:
            sleep(0.2)
        else:
            return
