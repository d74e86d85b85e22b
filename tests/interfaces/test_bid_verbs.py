"""Sealed bids on the command line: two officers, after the opening, to files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.access.roster_town import grant, kept
from tests.town import Town
from upphandling.domain.base import Role
from upphandling.infrastructure.ledger.broken_mark import BrokenMark

CONTENT = b"Pris 412 kr. Kontakt: Siv Kanarie."
CANCEL = {"tender": "hemtjanst", "reason_code": "other", "reasons": "Prov"}
SEALER = ("--as", "registrar:registrator-1")
OPENER = ("--as", "opener:oppnare-1")


@pytest.fixture
def town(store: str, capsys) -> Iterator[Town]:
    with Town(store, "2026-03-02T09:00") as town:
        town.founded().announced("hemtjanst", "2026-04-01")
        town.do(
            "tender.receive_bid",
            {
                "tender": "hemtjanst",
                "bid": "anbud-kanarie",
                "bidder": "utforare-a",
                "name": "Utförare A",
                "lots": ["norr"],
                "content_hash": hashlib.sha256(CONTENT).hexdigest(),
            },
        )
        capsys.readouterr()
        yield town


@pytest.fixture
def keys(cli, town: Town, tmp_path: Path) -> list[str]:
    """The private keys of two officers, whose public halves are named in the log."""
    paths = [f"{tmp_path}/oppnare-{number}" for number in (1, 2)]
    made = [cli("vault", "officer-key", path, "--json").json["data"] for path in paths]
    for number, one in enumerate(made, start=1):
        town.do(
            "bid_safe.name_officer",
            {
                "bid_safe": "hemtjanst",
                "person": f"oppnare-{number}",
                "public_key": one["public_key"],
            },
        )
    return paths


def seal(cli: Any, folder: Path, content: bytes = CONTENT) -> Any:
    (folder / "anbud.pdf").write_bytes(content)
    return cli(
        "bid", "seal", "hemtjanst", "anbud-kanarie", f"{folder}/anbud.pdf", *SEALER
    )


def open_with(cli: Any, folder: Path, *keys: str, who: tuple[str, ...] = OPENER) -> Any:
    flags = [flag for key in keys for flag in ("--officer-key", key)]
    return cli("bid", "open", "hemtjanst", *flags, "--to", f"{folder}/ut", *who)


def test_two_officers_open_into_files_after_the_opening(cli, town, keys, tmp_path):
    assert seal(cli, tmp_path).code == 0
    early = open_with(cli, tmp_path, *keys)
    assert (early.code, "NotOpenedYet" in early.err) == (1, True)

    town.at("2026-04-02T09:00")
    town.do(
        "tender.open_bids",
        {"tender": "hemtjanst", "present": ["oppnare-1", "oppnare-2"]},
        by="oppnare-1",
    )
    said = open_with(cli, tmp_path, *keys)

    assert said.code == 0, said.err
    assert (tmp_path / "ut" / "anbud-kanarie").read_bytes() == CONTENT
    (reading,) = [data for topic, data in town.log() if topic == "reading.made"]
    assert (reading["view"], reading["subject"]) == ("bid.open", "tender:hemtjanst")
    assert (tmp_path / "ut" / "anbud-kanarie").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("tables", [["vault_items"], ["vault_items", "vault_keys"]])
def test_a_bid_whose_content_is_taken_away_is_told_when_they_are_opened(
    cli, town, keys, tmp_path, tables
):
    seal(cli, tmp_path)
    with town.house.vault.writing() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
    assert "kanarie" not in cli("vault", "verify").out  # nothing of bids before that
    town.at("2026-04-02T09:00")
    told = {"tender": "hemtjanst", "present": ["oppnare-1", "oppnare-2"]}
    town.do("tender.open_bids", told, by="oppnare-1")

    said = open_with(cli, tmp_path, *keys)

    assert said.code == 0, said.err
    assert "anbud-kanarie: inget innehåll i valvet" in said.out
    assert list((tmp_path / "ut").iterdir()) == []


def test_what_was_written_before_is_not_written_over(cli, town, keys, tmp_path):
    seal(cli, tmp_path)
    town.at("2026-04-02T09:00")
    told = {"tender": "hemtjanst", "present": ["oppnare-1", "oppnare-2"]}
    town.do("tender.open_bids", told, by="oppnare-1")
    (tmp_path / "ut").mkdir()
    (tmp_path / "ut" / "anbud-kanarie").write_bytes(b"mitt")

    said = open_with(cli, tmp_path, *keys)

    assert (said.code, "finns redan" in said.err) == (2, True)
    assert (tmp_path / "ut" / "anbud-kanarie").read_bytes() == b"mitt"
    assert [topic for topic, _ in town.log() if topic == "reading.made"] == []


def test_whoever_reads_the_bids_is_one_of_the_two_and_nobody_is_conflicted(
    cli, town, keys, tmp_path
):
    seal(cli, tmp_path)
    town.at("2026-04-02T09:00")
    told = {"tender": "hemtjanst", "present": ["oppnare-1", "oppnare-2"]}
    town.do("tender.open_bids", told, by="oppnare-1")

    other = open_with(cli, tmp_path, *keys, who=("--as", "opener:oppnare-3"))
    assert (other.code, "ReaderNotOfficer" in other.err) == (1, True)
    jav = {"person": "oppnare-2", "case": "tender:hemtjanst", "ground": "own_interest"}
    town.do("roster.declare_conflict", jav, by="oppnare-2", role=Role.OPENER)
    said = open_with(cli, tmp_path, *keys)
    assert (said.code, "OfficerConflicted" in said.err) == (1, True)
    assert not (tmp_path / "ut").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_two_keys_no_more_and_no_fewer(cli, town, keys, tmp_path, count):
    seal(cli, tmp_path)
    town.at("2026-04-02T09:00")
    told = {"tender": "hemtjanst", "present": ["oppnare-1", "oppnare-2"]}
    town.do("tender.open_bids", told, by="oppnare-1")

    said = open_with(cli, tmp_path, *[keys[0]] * count)

    assert (said.code, "TwoDifferentOfficers" in said.err) == (1, True)
    assert not (tmp_path / "ut").exists()


def test_who_may_not_and_who_says_nothing_neither_seal_nor_open(
    cli, town, keys, tmp_path
):
    (tmp_path / "anbud.pdf").write_bytes(CONTENT)
    for who in ((), ("--as", "auditor:revisor-1")):
        file = f"{tmp_path}/anbud.pdf"
        sealed = cli("bid", "seal", "hemtjanst", "anbud-kanarie", file, *who)
        assert (sealed.code, "NotAllowed" in sealed.err) == (1, True)
        opened = open_with(cli, tmp_path, *keys, who=who)
        assert (opened.code, "NotAllowed" in opened.err) == (1, True)


def test_a_denied_look_at_the_bids_is_told_only_when_they_are_opened(
    cli, town, keys, tmp_path
):
    kept(town)
    grant(town, "revisor-1", Role.AUDITOR)
    auditor = ("--as", "auditor:revisor-1")
    (tmp_path / "anbud.pdf").write_bytes(CONTENT)
    file = f"{tmp_path}/anbud.pdf"
    for who in ((), auditor):
        cli("bid", "seal", "hemtjanst", "anbud-kanarie", file, *who)
        open_with(cli, tmp_path, *keys, who=who)

    def told() -> list[int]:
        lists = (
            ("register", "refusals"),
            ("access", "denials"),
            ("case", "history", "tender:hemtjanst", "--refusals"),
        )
        said = [cli(*one, "--json", *auditor) for one in lists]
        assert [one.code for one in said] == [0, 0, 0]
        return [one.out.count('"view:bid.') for one in said]

    assert len(list(town.house.recorder.refusals())) == 4
    assert told() == [0, 0, 0]
    town.at("2026-04-02T09:00")
    grant(town, "oppnare-1", Role.OPENER)
    grant(town, "oppnare-2", Role.OPENER)
    opening = {"tender": "hemtjanst", "present": ["oppnare-1", "oppnare-2"]}
    town.do("tender.open_bids", opening, by="oppnare-1", role=Role.OPENER)
    grant(town, "handlaggare-1", Role.PROCUREMENT_OFFICER)
    town.do("tender.cancel", CANCEL)
    assert told() == [4, 4, 2]


def test_what_is_said_before_the_opening_tells_nothing_of_the_bids(
    cli, town, keys, tmp_path
):
    said = [
        seal(cli, tmp_path, b"ett annat anbud av kanarie"),
        seal(cli, tmp_path),
        open_with(cli, tmp_path, *keys),
        cli("vault", "list", "--as", "archivist:arkivarie-1", "--json"),
    ]

    told = "".join(one.out + one.err for one in said).lower()
    assert "kanarie" not in told
    assert "bids" not in told


def test_no_bid_is_sealed_while_the_log_is_broken(
    cli, town, keys, tmp_path, monkeypatch
):
    monkeypatch.setenv("UPPHANDLING_LEDGER_DIR", f"{tmp_path}/ledger")
    BrokenMark(tmp_path / "ledger").set(["händelse 2: ändrad"])

    said = seal(cli, tmp_path)

    assert (said.code, "LedgerBroken" in said.err) == (1, True)
    with town.house.database.reading() as cursor:
        cursor.execute("SELECT count(*) FROM vault_items")
        assert cursor.fetchone()[0] == 0


def test_a_key_that_is_none_is_told_as_such(cli, town, keys, tmp_path):
    (tmp_path / "skrap").write_text("{}")
    (tmp_path / "skrap").chmod(0o600)

    said = open_with(cli, tmp_path, keys[0], f"{tmp_path}/skrap")

    assert (said.code, "hel nyckelfil" in said.err) == (2, True)
