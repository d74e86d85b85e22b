"""Where the database's file lies: over the network, behind FUSE, or on a disk of ours."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from upphandling.infrastructure.vitals import environment, filesystem
from upphandling.infrastructure.vitals.check import Status

MOUNTED = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
30 22 0:40 / /mnt/delad rw,relatime shared:1 - nfs4 server:/x rw
31 22 0:41 / /mnt/med\\040blank rw - cifs //server/y rw
32 22 0:42 / /mnt/fuse rw - fuse.sshfs z rw
33 22 0:43 / /mnt/usb rw - fuseblk /dev/sdb1 rw
34 30 8:2 / /mnt/delad/lokal rw - xfs /dev/sdc1 rw
35 22 0:44 / /mnt/dold rw - ext4 /dev/sdd1 rw
36 35 0:45 / /mnt/dold rw - nfs server:/w rw
"""


@pytest.fixture
def mounts(tmp_path) -> Path:
    told = tmp_path / "mountinfo"
    told.write_text(MOUNTED, encoding="utf-8")
    return told


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/var/lib/x.db", "ext4", Status.OK),
        ("/mnt/delad/x.db", "nfs4", Status.FAIL),
        ("/mnt/delad-inte/x.db", "ext4", Status.OK),
        ("/mnt/delad/lokal/x.db", "xfs", Status.OK),
        ("/mnt/med blank/x.db", "cifs", Status.FAIL),
        ("/mnt/fuse/x.db", "fuse.sshfs", Status.WARN),
        ("/mnt/usb/x.db", "fuseblk", Status.OK),
        ("/mnt/dold/x.db", "nfs", Status.FAIL),
    ],
)
def test_the_kind_is_that_of_the_innermost_mount(mounts, path, kind, status):
    assert filesystem.kind_of(Path(path), mounts) == kind
    found = filesystem.on_file_system(Path(path), mounts)
    assert found.status is status
    assert kind in found.said


def test_a_machine_that_does_not_tell_is_believed(tmp_path):
    found = filesystem.on_file_system(Path("/x.db"), tmp_path / "finns-inte")

    assert found.status is Status.OK


def test_this_machine_tells_the_kind_of_its_root():
    assert filesystem.kind_of(Path("/"))


@pytest.mark.parametrize(
    ("free", "status"),
    [(10 << 30, Status.OK), (1 << 29, Status.WARN), (1 << 20, Status.FAIL)],
)
def test_little_room_is_told_before_there_is_none(tmp_path, monkeypatch, free, status):
    told = SimpleNamespace(free=free)
    monkeypatch.setattr(filesystem.shutil, "disk_usage", lambda _: told)

    assert filesystem.room_at(tmp_path).status is status


def test_a_folder_that_is_not_there_has_no_room_that_can_be_seen(tmp_path):
    assert filesystem.room_at(tmp_path / "finns-inte").status is Status.WARN


@pytest.mark.parametrize(("kilobytes", "status"), [(9 << 20, "ok"), (1000, "warn")])
def test_little_memory_is_told(tmp_path, kilobytes, status):
    told = tmp_path / "meminfo"
    told.write_text(f"MemTotal: 9 kB\nMemAvailable: {kilobytes} kB\n")

    assert environment.memory(told).status == status
    assert environment.memory(tmp_path / "finns-inte").status is Status.OK
