"""What is flipped, forged, cut or foreign is found, located and told in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.attacks.attackers import ATTACKERS
from tests.attacks.attacks import middle
from tests.attacks.audited import audited
from tests.attacks.rows import Rows
from upphandling.infrastructure.ledger.auditing import audit
from upphandling.infrastructure.ledger.keys import COSIGNATURE, Signer
from upphandling.infrastructure.ledger.note import Checkpoint, read, signed
from upphandling.infrastructure.ledger.troubles import NoWitnessKeys
from upphandling.infrastructure.ledger.witness import Witness
from upphandling.infrastructure.storage.database import Database

ROOT = bytes(32)


def spoil(scene, change) -> None:
    with Database(scene.url) as database:
        rows = Rows.read(database)
        change(rows)
        rows.write(database)


@pytest.mark.parametrize("table", ["commands", "events", "refusals"])
def test_one_flipped_bit_in_any_text_of_any_row_is_found(scene, table):
    texts = {"commands": "payload", "events": "data", "refusals": "message"}

    def flip(rows: Rows) -> None:
        row = next(r for r in getattr(rows, table) if r["command_id"] == victim(rows))
        text = row[texts[table]]
        row[texts[table]] = text[:-2] + chr(ord(text[-2]) ^ 1) + text[-1]

    def victim(rows: Rows) -> str:
        of = rows.refusals[0] if table == "refusals" else middle(rows)
        return of["command_id"]

    spoil(scene, flip)

    with audited(scene) as findings:
        fault, *_ = findings.faults
        kinds = [fault.kind for fault in findings.faults]
    assert kinds == ["leaf", "own_checkpoint", "signer"]
    assert "stämmer inte med sin lövhash" in findings.lines[0]
    assert fault.where.startswith("avslag 1" if table == "refusals" else "händelse 2 (")


def test_an_event_of_a_form_that_is_not_there_yet_is_found(scene):
    def from_the_future(rows: Rows) -> None:
        middle(rows)["topic"] = "choice_system.requirement_set.9"

    spoil(scene, from_the_future)

    with audited(scene) as findings:
        kinds = {fault.kind for fault in findings.faults}
        (line,) = [one for one in findings.lines if "okänd händelsetyp" in one]
    assert kinds == {"leaf", "topic", "own_checkpoint", "signer"}
    assert line.startswith("händelse 2 (choice_system:staden): ")
    assert "choice_system.requirement_set.9" in line


# -- The own checkpoints --------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[: len(text) // 2], "inte en hel kontrollpunkt"),
        (lambda _: "", "inte en hel kontrollpunkt"),
        (lambda text: text.replace("\n5\n", "\n4\n"), "en underskrift är fel"),
        (lambda text: text.replace("staden", "byn", 1), "en annan logg"),
    ],
)
def test_a_cut_or_forged_own_checkpoint_is_found(scene, change, said):
    file = scene.own / "history" / "5"
    file.write_text(change(file.read_text("utf-8")), "utf-8")

    with audited(scene, with_witness=True) as findings:
        (line,) = findings.lines
    assert line.startswith(f"{file}: ")
    assert said in line


def test_an_own_checkpoint_by_another_key_of_the_same_name_is_found(scene):
    other = Signer.make(scene.key.name)
    forged = signed(Checkpoint(other.name, 5, ROOT), other)
    (scene.own / "checkpoint").write_text(forged, encoding="utf-8")

    with audited(scene) as findings:
        (line,) = findings.lines
    assert "loggens egen nyckel har inte signerat den" in line


def test_a_checkpoint_under_another_size_s_name_is_found(scene):
    history = scene.own / "history"
    (history / "5").rename(history / "4")

    with audited(scene) as findings:
        assert findings.lines == [
            f"{history / '4'}: innehåller kontrollpunkten för 5 poster."
        ]


# -- What somebody hands in -----------------------------------------------------


def test_a_forged_witness_file_proves_nothing_and_is_told(scene, tmp_path):
    stranger = Signer.make("vittne.example", COSIGNATURE)
    note = read(signed(Checkpoint(scene.key.name, 5, ROOT), scene.key))
    file = tmp_path / "given"
    forged = note.adding([stranger.sign(note.text, seen_at=1)])
    file.write_text(str(forged), encoding="utf-8")

    with audited(scene, with_witness=True, given=[file]) as findings:
        assert findings.faults == ()
        assert findings.lines == [f"{file}: ingen känd nyckel har signerat den."]


def test_a_witness_file_of_another_log_is_told(scene, tmp_path):
    other = Signer.make("upphandling.byn.example")
    file = tmp_path / "given"
    file.write_text(signed(Checkpoint(other.name, 1, ROOT), other), encoding="utf-8")

    with audited(scene, with_witness=True, given=[file]) as findings:
        assert findings.faults == ()
        assert findings.lines == [
            f"{file}: hör till en annan logg, upphandling.byn.example."
        ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nonsens\n", None])
def test_a_witness_file_that_is_none_is_told(scene, tmp_path, content):
    file = tmp_path / "given"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)

    with audited(scene, with_witness=True, given=[file]) as findings:
        (line,) = findings.lines
        assert findings.faults == ()
    assert line.startswith(f"{file}: ")


def test_a_witness_file_whose_cosignature_is_spoiled_is_told(scene, tmp_path):
    original = next(scene.witness.glob("logs/*/checkpoint")).read_text("utf-8")
    head, _, last = original.rstrip("\n").rpartition(" ")
    flipped = "B" if last[20] != "B" else "C"
    file = tmp_path / "given"
    file.write_text(f"{head} {last[:20]}{flipped}{last[21:]}\n", encoding="utf-8")

    with audited(scene, with_witness=True, given=[file]) as findings:
        assert findings.lines == [f"{file}: en underskrift är fel, vittne.example."]


def test_one_cosigned_checkpoint_alone_is_enough(scene, tmp_path):
    original = next(scene.witness.glob("logs/*/checkpoint"))
    file = tmp_path / "given"
    file.write_bytes(original.read_bytes())

    with audited(scene, with_witness=True, given=[file]) as findings:
        assert findings.lines == []


def test_a_witness_cannot_tell_of_a_log_that_never_signed(scene, tmp_path):
    lying = Witness(scene.witness, lambda: 1)
    other = Checkpoint(scene.key.name, 5, ROOT)
    file = tmp_path / "given"
    line = lying.key.sign(other.text, seen_at=1).line
    file.write_text(f"{other.text}\n{line}", encoding="utf-8")

    with audited(scene, with_witness=True, given=[file]) as findings:
        assert findings.faults == ()
        assert findings.lines == [f"{file}: loggens egen nyckel har inte signerat den."]


def test_a_witness_on_the_network_is_compared_with_too(scene):
    ATTACKERS["also owns the signing key"](scene, "change data")

    with scene.sealing() as seals, Database(scene.url) as database:
        findings = audit(database, seals)
    (fault,) = findings.faults
    assert fault.kind == "witness"
    assert fault.where.startswith("vittnet http://127.0.0.1:")


def test_a_witness_that_says_what_nobody_signed_is_told_and_stops_nothing(scene):
    stranger = Signer.make("vittne.example", COSIGNATURE).verifier
    with scene.sealing() as seals, Database(scene.url) as database:
        (witness,) = seals.witnesses
        strange = replace(witness, keys=(stranger,))
        findings = audit(
            database, replace(seals, witnesses=(strange,), witness_keys=(stranger,))
        )

    assert findings.faults == ()
    (line,) = findings.unheard
    assert line.endswith(": ingen känd nyckel har signerat den.")


def test_a_witness_file_without_keys_to_try_it_is_a_fault_of_the_set_up(scene):
    with (
        scene.sealing() as seals,
        Database(scene.url) as database,
        pytest.raises(NoWitnessKeys),
    ):
        audit(database, replace(seals, witness_keys=()), [scene.witness])
