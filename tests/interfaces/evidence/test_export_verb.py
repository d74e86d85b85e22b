"""`upphandling audit export`: what it writes, and what it says when it cannot."""

from __future__ import annotations

import pytest

from tests.evidence import OWN, WITNESS, note_of, verified
from tests.interfaces.evidence.conftest import CASE, keep_secret, procured
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.keys import Signer

EXPORT = ("audit", "export")


@pytest.fixture
def files(sqlite_url, monkeypatch, tmp_path, capsys):
    """A procurement whose log is sealed by files, as the settings say."""
    folder = tmp_path / "forsegling"
    folder.mkdir()
    monkeypatch.setenv("UPPHANDLING_DATABASE", sqlite_url)
    monkeypatch.setenv("UPPHANDLING_LEDGER_DIR", str(folder))
    monkeypatch.setenv("UPPHANDLING_LOG_KEY", str(OWN.verifier))
    monkeypatch.setenv("UPPHANDLING_WITNESS_KEYS", str(WITNESS.verifier))
    files = CheckpointFiles(folder)
    with procured(sqlite_url) as town:
        files.keep(note_of(town.house, 25))
        keep_secret(town, "price")
        files.keep(note_of(town.house))
    capsys.readouterr()  # what the engine logged is no part of any answer
    return files


def test_the_bundle_is_written_and_can_be_checked(cli, files, tmp_path):
    to = tmp_path / "paket.zip"

    said = cli(*EXPORT, CASE, "--role", "public", "--to", str(to), "--json")
    assert said.code == 0, said.out
    assert said.json["data"]["withheld"] == 3
    assert said.json["data"]["events"] == 28
    assert verified(to).code == 0
    text = cli(*EXPORT, CASE, "--role", "auditor", "--to", str(to))
    assert "28 händelser och 1 avslag" in text.out


def test_another_checkpoint_may_be_asked_for(cli, files, tmp_path):
    to, older = tmp_path / "paket.zip", str(files.of_size(25))
    call = (*EXPORT, CASE, "--role", "auditor", "--to", str(to), "--checkpoint", older)

    said = cli(*call, "--json")

    assert said.code == 0, said.out
    assert said.json["data"]["checkpoint"]["size"] == 25
    assert verified(to).code == 0


def test_a_forged_checkpoint_writes_no_file(cli, files, tmp_path):
    forged = tmp_path / "forfalskad"
    text = files.latest.read_text("utf-8")
    stranger = Signer(OWN.name, 1, bytes(32))
    body = text.partition("\n\n")[0] + "\n"
    forged.write_text(f"{body}\n{stranger.sign(body).line}", "utf-8")
    to = tmp_path / "paket.zip"

    said = cli(
        *EXPORT, CASE, "--role", "auditor", "--to", str(to), "--checkpoint", str(forged)
    )

    assert said.code == 2
    assert "Kontrollpunkten går inte att lita på" in said.err
    assert not to.exists()


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("tender:finns-inte", "--role", "auditor"), 1, "NoSuchCase"),
        ((CASE, "--role", "grannen"), 2, "okänd mottagare ”grannen”"),
        (
            (CASE, "--role", "auditor", "--checkpoint", "/finns/inte"),
            2,
            "Filen kan inte",
        ),
    ],
)
def test_what_stands_in_the_way_is_said_in_one_line(
    cli, files, tmp_path, change, code, said
):
    answer = cli(*EXPORT, *change, "--to", str(tmp_path / "paket.zip"))

    assert answer.code == code
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_folder_that_is_not_there_is_said(cli, files, tmp_path):
    to = str(tmp_path / "ingen" / "paket.zip")

    answer = cli(*EXPORT, CASE, "--role", "auditor", "--to", to)

    assert answer.code == 2
    assert "Filen kan inte läsas eller skrivas" in answer.err


def test_without_seals_there_is_nothing_to_prove_against(
    cli, files, tmp_path, monkeypatch
):
    monkeypatch.delenv("UPPHANDLING_LEDGER_DIR")
    monkeypatch.delenv("UPPHANDLING_LOG_KEY")

    answer = cli(*EXPORT, CASE, "--role", "auditor", "--to", str(tmp_path / "p.zip"))

    assert answer.code == 2
    assert "Förseglingen är inte inställd" in answer.err


def test_a_timestamp_goes_with_its_checkpoint(cli, files, tmp_path):
    size = max(files.sizes())
    files.stamp_of(size).write_bytes(b"0\x03\x02\x01\x00")
    to = tmp_path / "paket.zip"

    cli(*EXPORT, CASE, "--role", "auditor", "--to", str(to))

    assert b"timestamps/%d.tsr" % size in to.read_bytes()
    assert verified(to).code == 0


def test_only_its_owner_may_read_the_bundle(cli, files, tmp_path):
    to = tmp_path / "paket.zip"

    cli(*EXPORT, CASE, "--role", "auditor", "--to", str(to))

    assert to.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_named_as_it_was_asked_for(
    cli, files, tmp_path
):
    to = tmp_path / "ingen" / "paket.zip"

    said = cli(*EXPORT, CASE, "--role", "auditor", "--to", str(to), "--json")

    assert said.code == 2
    assert said.json["diagnostics"][0]["file"] == str(to)
