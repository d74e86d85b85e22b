"""While the log is broken nothing is put into the vault or the read models, by any verb."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.choosing_town import choose, town_of_choice
from tests.interfaces.test_importing import WHO
from tests.town import Town
from upphandling.infrastructure.ledger.broken_mark import BrokenMark

ADMINISTRATOR = ("--as", "care_administrator:handlaggare-9")
ARCHIVIST = ("--as", "archivist:arkivarie-1")
NUMBER = "19121212-1212"
ROWS = (
    "kund;beslut;område;insats;timmar per vecka;från;personnummer;namn\n"
    f"k-9;b-1;norr;personal_care;3;2026-02-01;{NUMBER};Siv Kanarie"
)
WRITTEN = (
    "events",
    "commands",
    "refusals",
    "vault_keys",
    "vault_items",
    "vault_index",
    "projections",
    "agreements",
)


@pytest.fixture
def town(store: str, tmp_path: Path, monkeypatch, capsys) -> Iterator[Town]:
    monkeypatch.setenv("UPPHANDLING_VAULT_DESTROYED", str(tmp_path / "gallrat"))
    monkeypatch.setenv("UPPHANDLING_LEDGER_DIR", str(tmp_path / "ledger"))
    for town in town_of_choice(store):
        town.house.projector.catch_up()
        capsys.readouterr()
        yield town


def rows(town: Town) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in the tables that could have been written."""
    with town.house.database.reading() as cursor:
        found = {}
        for table in WRITTEN:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
            found[table] = [tuple(row) for row in cursor.fetchall()]
        return found


def broken(folder: Path) -> None:
    BrokenMark(folder / "ledger").set(["händelse 2: ändrad"])


@pytest.mark.parametrize(
    "verb",
    [
        ("vault", "keep", "k-1", "--field", "name", *ADMINISTRATOR),
        ("vault", "protect", "k-1", *ADMINISTRATOR),
        ("vault", "rotate", "--to", "ny-nyckel"),
        ("vault", "forget", "gallring-1", *ARCHIVIST),
        ("import", "customers", "-", "--system", "staden", *WHO),
        ("projection", "rebuild", "agreements"),
    ],
)
def test_nothing_is_written_by_any_verb(cli, town, tmp_path, monkeypatch, verb):
    monkeypatch.chdir(tmp_path)
    before = rows(town)
    broken(tmp_path)

    said = cli(*verb, stdin=ROWS)

    assert (said.code, "LedgerBroken" in said.err) == (1, True)
    assert rows(town) == before
    assert not (tmp_path / "ny-nyckel").exists()
    assert not (tmp_path / "gallrat").exists()


def test_what_is_read_is_from_before_and_says_so(cli, town, tmp_path):
    choose(town, "person-1", "avtal-a")
    before = rows(town)
    broken(tmp_path)

    said = cli("case", "show", "person-1")

    assert (said.code, "LedgerBroken" in said.err) == (0, True)
    town.house.ledger.mark.set(["händelse 2: ändrad"])
    town.house.tick()
    assert rows(town) == before
