"""A broken log tells nobody how many bids there are while their tender is sealed.

Two towns differ in nothing but the number of bids. Whatever is broken in both, everybody
gets the same answer from both.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.infrastructure.ledger.growing import KEY
from tests.infrastructure.ledger.tampering import tamper
from tests.town import Town
from upphandling.domain.errors import Refused
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.note import Checkpoint, read, signed
from upphandling.infrastructure.ledger.reading import leaves
from upphandling.infrastructure.ledger.tree import Levels
from upphandling.infrastructure.storage.database import Database

BIDS = {"one": 1, "other": 4}
LAST = "(SELECT max(position) FROM events)"
BY_CHANCE = re.compile(r"[A-Za-z0-9+/]{40,}=*")  # roots, leaves and signatures

ROWS = {
    "a changed bid": (f"UPDATE events SET data = '{{}}' WHERE position = {LAST}",),
    "all rows changed": ("UPDATE events SET data = data || ' '",),
    "a lost bid": (f"DELETE FROM events WHERE position = {LAST} - 1",),
    "a bid before its time": (
        f"UPDATE events SET position = -1 WHERE position = {LAST}",
    ),
    "the end cut off": (
        "DELETE FROM commands WHERE last_position > 6",
        "DELETE FROM events WHERE position > 6",
    ),
    "an unknown topic": (
        f"UPDATE events SET topic = 'tender.nonsens' WHERE position = {LAST}",
    ),
    "another version": (f"UPDATE events SET version = 99 WHERE position = {LAST}",),
    "a lost refusal": ("DELETE FROM refusals",),
    "a moved refusal": ("UPDATE refusals SET after_position = 5",),
    "no hash": (f"UPDATE events SET leaf_hash = x'00' WHERE position = {LAST}",),
}


def cut(history: Path, size: int) -> None:
    """The last checkpoint lacks its end."""
    file = history / str(size)
    file.write_bytes(file.read_bytes()[:-20])


def misnamed(history: Path, size: int) -> None:
    """The last checkpoint is under the name of another size."""
    (history / str(size)).rename(history / str(size + 1))


def unreadable(history: Path, size: int) -> None:
    """What should be the last checkpoint is no file, and nothing can take its place."""
    (history / str(size)).unlink()
    (history / str(size)).mkdir()


FILES = {change.__name__: change for change in (cut, misnamed, unreadable)}
EXPORT = ("audit", "export", "choice_system:staden", "--role", "auditor")
CALLS = (
    ("audit", "checkpoint"),
    ("audit", "request"),
    ("audit", "verify"),
    ("audit", "verify", "--json"),
    ("audit", "proof", "choice_system:staden@1"),
    ("case", "list"),
)
READERS = (
    "system_administrator:drift-1",
    "auditor:revisor-1",
    "provider:anbudsgivare-1",
)


def bid(number: int) -> dict[str, object]:
    return {
        "tender": "hemtjanst",
        "bid": f"anbud-{number}",
        "bidder": f"utforare-{number}",
        "name": "Utförare A",
        "lots": ["norr"],
        "content_hash": "0" * 64,
    }


def keep_checkpoint(url: str, folder: Path) -> None:
    with Database(url) as database:
        tree = Levels(leaves(database))
    now = Checkpoint(KEY.name, tree.size, tree.root())
    CheckpointFiles(folder).keep(read(signed(now, KEY)))


@pytest.fixture(scope="module")
def as_built(tmp_path_factory):
    """Both towns, sealed before the announcement and after the last bid."""
    built = tmp_path_factory.mktemp("towns")
    for name, bids in BIDS.items():
        (built / name).mkdir()
        url = f"sqlite:///{built / name}/upphandling.db"
        with Town(url, "2026-02-02T09:00") as town:
            town.founded()
            keep_checkpoint(url, built / name / "ledger")
            town.announced("hemtjanst", "2026-03-16")
            for number in range(bids):
                town.do("tender.receive_bid", bid(number))
            with pytest.raises(Refused):
                town.do("tender.receive_bid", bid(0) | {"lots": ["soder"]})
            town.house.refresh()
        keep_checkpoint(url, built / name / "ledger")
    return built


@pytest.fixture
def towns(as_built, tmp_path, monkeypatch, capsys):
    """The towns, to be spoiled."""
    shutil.copytree(as_built, tmp_path / "towns")
    monkeypatch.setenv("UPPHANDLING_LOG_KEY", str(KEY.verifier))
    monkeypatch.setenv("UPPHANDLING_VAULT_DESTROYED", str(tmp_path / "destroyed"))
    capsys.readouterr()  # what the towns' own logs said
    return tmp_path / "towns"


def answers(cli, monkeypatch, folder: Path) -> list[object]:
    """What everybody is told of one town, without what differs by chance."""
    monkeypatch.setenv("UPPHANDLING_DATABASE", f"sqlite:///{folder}/upphandling.db")
    monkeypatch.setenv("UPPHANDLING_LEDGER_DIR", f"{folder}/ledger")
    monkeypatch.setenv("UPPHANDLING_SIGNER_SOCKET", f"{folder}/s")
    early = min(
        (folder / "ledger" / "history").iterdir(), key=lambda one: int(one.name)
    )
    export = (*EXPORT, "--to", f"{folder}/b.zip", "--checkpoint", str(early))
    told = []
    for reader in READERS:
        monkeypatch.setenv("UPPHANDLING_READER", reader)
        for call in (*CALLS, export):
            said = cli(*call)
            text = BY_CHANCE.sub("", said.out + said.err).replace(str(folder), "")
            told.append((reader, call[:2], said.code, text))
    return told


def compared(cli, monkeypatch, towns: Path) -> list[object]:
    """What everybody is told of the one town, which is what is told of the other."""
    one, other = (answers(cli, monkeypatch, towns / name) for name in BIDS)
    for here, there in zip(one, other, strict=True):
        assert here == there
    return one


@pytest.mark.parametrize("change", ROWS)
def test_a_broken_row_tells_nobody_how_many_bids_there_are(
    cli, monkeypatch, towns, change
):
    for name in BIDS:
        with Database(f"sqlite:///{towns / name}/upphandling.db") as database:
            tamper(database, *ROWS[change])

    told = compared(cli, monkeypatch, towns)

    assert any("var visas inte medan anbud är hemliga" in line[-1] for line in told)


@pytest.mark.parametrize("change", FILES)
def test_a_broken_checkpoint_tells_nobody_how_many_bids_there_are(
    cli, monkeypatch, towns, change
):
    for name in BIDS:
        history = towns / name / "ledger" / "history"
        FILES[change](history, max(int(file.name) for file in history.iterdir()))

    told = compared(cli, monkeypatch, towns)

    assert any("var visas inte medan anbud är hemliga" in line[-1] for line in told)


def test_a_whole_log_tells_nobody_how_often_it_was_sealed(
    cli, monkeypatch, towns, capsys
):
    more = towns / "other"
    with Town(f"sqlite:///{more}/upphandling.db", "2026-02-03T09:00") as town:
        town.do("tender.receive_bid", bid(9))
    keep_checkpoint(town.url, more / "ledger")
    capsys.readouterr()

    told = compared(cli, monkeypatch, towns)

    auditor = [line[-1] for line in told if line[:2] == (READERS[1], CALLS[2][:2])]
    assert auditor[0].endswith("Loggen stämmer: jämförd med egna kontrollpunkter.\n")
