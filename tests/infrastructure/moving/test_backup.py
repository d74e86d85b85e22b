"""A backup holds all of the house, and gives it back in either database."""

from __future__ import annotations

import gzip
import json
import stat
import tarfile
import threading
from datetime import timedelta
from hashlib import sha256

import pytest

from tests.infrastructure.moving.lived_in import (
    NAME,
    NOWHERE,
    backed_up,
    lived_in,
    restored,
    rows_in,
)
from tests.infrastructure.vault.test_destruction import NUMBER
from tests.town import Town
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.moving.keeping import name_of, rotate
from upphandling.infrastructure.moving.troubles import (
    FileTaken,
    NoFolder,
    StoreNotEmpty,
)
from upphandling.infrastructure.moving.verifying import verify
from upphandling.infrastructure.vault.facts import FactField, Facts
from upphandling.infrastructure.visits import pending


@pytest.fixture
def town(database_url, tmp_path):
    with lived_in(database_url, tmp_path / "destroyed") as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def another(request):
    """An empty database of each kind, whichever the backup was made of."""
    factory = request.getfixturevalue(f"{request.param}_databases")
    url = factory.empty()
    yield url
    factory.drop(url)


def test_what_is_restored_in_another_database_is_all_there_was(town, another, tmp_path):
    made = backed_up(town, tmp_path / "kopia")
    before = rows_in(town.url)

    restored(tmp_path / "kopia", another)

    assert rows_in(another) == before
    assert min(before.values()) > 0  # something of everything
    with Town(another, "2026-03-02T10:00") as other:
        assert recount(other.house.database).root.hex() == made.log.root
        assert not recount(other.house.database).faults
        assert other.log() == town.log()
        facts = Facts(other.house.vault)
        assert facts.show("k-1")[FactField.NAME] == NAME
        assert facts.find(NUMBER)[0] == ["k-1"]
        again = backed_up(other, tmp_path / "igen")
    assert (again.content, again.log) == (made.content, made.log)


def test_work_goes_on_where_it_was_restored(town, another, tmp_path):
    town.do("customer_choice.choose", CHOICE, command_id="val-1")
    backed_up(town, tmp_path / "kopia")
    restored(tmp_path / "kopia", another)

    with Town(another, "2026-03-02T10:00") as other:
        before = len(other.log())
        other.do("customer_choice.choose", CHOICE, command_id="val-1")
        assert len(other.log()) == before  # what was done is not done twice
        other.with_agreement("avtal-b", starts_on="2026-01-01")
        assert len(other.log()) == before + 1
        batch = pending.begin(other.house.database, "staden", "2026-02")
    assert batch == pending.begin(town.house.database, "staden", "2026-02")


CHOICE = {"customer": "k-1", "bundle": "omvardnad", "wishes": ["avtal-a"]}


def test_a_backup_is_found_whole_and_everything_computed_is_computed_again(
    town, tmp_path
):
    made = backed_up(town, tmp_path / "kopia")

    tried = verify(tmp_path / "kopia", NOWHERE, full=True)

    assert tried.whole
    assert (tried.manifest, tried.faults, tried.held) == (made, (), 0)
    assert tried.replayed is not None
    assert tried.replayed.events == made.log.events > 0


def test_an_auditor_reads_it_with_what_every_machine_has(town, tmp_path):
    made = backed_up(town, tmp_path / "kopia")

    with tarfile.open(tmp_path / "kopia") as tar:
        tar.extractall(tmp_path / "uppackad", filter="data")

    folder = tmp_path / "uppackad"
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    assert len(sums) > 5
    for line in sums:
        digest, name = line.split("  ")
        assert sha256((folder / name).read_bytes()).hexdigest() == digest
    told = json.loads((folder / "manifest.json").read_text())
    assert told["log"]["root"] == made.log.root


def test_no_key_and_nothing_in_clear_of_the_vault_is_in_it(town, tmp_path):
    backed_up(town, tmp_path / "kopia")

    with tarfile.open(tmp_path / "kopia") as tar:
        tar.extractall(tmp_path / "uppackad", filter="data")

    for file in (tmp_path / "uppackad").rglob("*"):
        if file.is_file():
            raw = file.read_bytes()
            text = gzip.decompress(raw) if file.suffix == ".gz" else raw
            assert b"Anna Prov" not in text, file
            assert NUMBER.encode() not in text, file
            assert b"upphandling vault key" not in text, file


def test_only_its_owner_reads_it_and_nothing_is_written_over(town, tmp_path):
    backed_up(town, tmp_path / "kopia")

    assert stat.S_IMODE((tmp_path / "kopia").stat().st_mode) == 0o600
    before = (tmp_path / "kopia").read_bytes()
    with pytest.raises(FileTaken):
        backed_up(town, tmp_path / "kopia")
    with pytest.raises(NoFolder):
        backed_up(town, tmp_path / "finns-inte" / "kopia")
    assert (tmp_path / "kopia").read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["kopia"]


def test_a_database_with_anything_in_it_is_not_touched(town, tmp_path):
    backed_up(town, tmp_path / "kopia")
    before = rows_in(town.url)

    with pytest.raises(StoreNotEmpty):
        restored(tmp_path / "kopia", town.url)

    assert rows_in(town.url) == before


def test_what_others_write_meanwhile_is_in_it_whole_or_not_at_all(town, tmp_path):
    done = threading.Event()

    def work() -> None:
        number = 0
        while not done.is_set():
            number += 1
            town.registered([f"n-{number}-{n}" for n in range(20)], "avtal-a")

    worker = threading.Thread(target=work)
    worker.start()
    try:
        made = [backed_up(town, tmp_path / f"kopia-{n}") for n in range(4)]
    finally:
        done.set()
        worker.join()

    sizes = [one.log.events for one in made]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]
    for number in range(4):
        assert verify(tmp_path / f"kopia-{number}", NOWHERE).whole


def test_the_oldest_go_and_other_files_are_left(town, tmp_path):
    folder = tmp_path / "kopior"
    folder.mkdir()
    now = town.clock.now
    names = [name_of(now + timedelta(days=day)) for day in range(4)]
    for name in (*names, "annat.backup", f"{names[0]}.sparad"):
        (folder / name).touch()

    gone = rotate(folder, 2)

    assert [one.name for one in gone] == names[:2]
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        [*names[2:], "annat.backup", f"{names[0]}.sparad"]
    )
