"""The power is cut at every call to the disk, with luck and without."""

from __future__ import annotations

from random import Random

from tests.faults.disk.power import Deed, Disk, done_to
from tests.faults.disk.shim import run

FEWEST = 200  # cuts
EVERY_TENTH = "10"


def test_nothing_acknowledged_is_lost_when_the_power_is_cut(tmp_path):
    *wrongs, cuts = run("tests.faults.disk.power", tmp_path).splitlines()

    assert wrongs == []
    assert int(cuts) > FEWEST
    print(f"{cuts} power cuts, 0 violations")


def test_a_store_that_syncs_less_is_found_out(tmp_path):
    *wrongs, _ = run(
        "tests.faults.disk.power", tmp_path, EVERY_TENTH, "NORMAL"
    ).splitlines()

    assert any("was acknowledged and is lost" in wrong for wrong in wrongs)


def test_what_was_synced_is_there_and_the_rest_may_be(tmp_path):
    (tmp_path / "house.db").write_bytes(b"....")
    disk = Disk(tmp_path, tmp_path)
    path = str(tmp_path / "house.db")
    disk.take(Deed("w", path, 0, b"AA"))
    disk.take(Deed("s", path, 0, b""))
    disk.take(Deed("w", path, 2, b"BB"))

    assert disk.after_a_cut(None) == {"house.db": b"AA.."}
    lucky = {disk.after_a_cut(Random(seed))["house.db"] for seed in range(20)}
    assert lucky == {b"AA..", b"AABB"}


def test_a_file_that_is_removed_is_gone_once_its_folder_is_synced(tmp_path):
    (tmp_path / "house.db-wal").write_bytes(b"....")
    disk = Disk(tmp_path, tmp_path)
    disk.take(Deed("r", str(tmp_path / "house.db-wal"), 0, b""))

    assert disk.after_a_cut(None) == {"house.db-wal": b"...."}
    disk.take(Deed("s", str(tmp_path), 0, b""))
    assert disk.after_a_cut(None) == {}


def test_a_file_can_be_cut_and_written_beyond_its_end():
    assert done_to(b"abcd", Deed("c", "", 2, b"")) == b"ab"
    assert done_to(b"ab", Deed("w", "", 4, b"x")) == b"ab\0\0x"
