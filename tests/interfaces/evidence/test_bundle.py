"""A bundle is checked by outsiders, with tools that are not ours."""

from __future__ import annotations

import json
import re
import subprocess
from hashlib import sha256
from pathlib import Path

import pymerkle

from tests.evidence import as_zip, exported, note_of, program, unpacked, verified
from tests.interfaces.evidence.conftest import CASE, procured
from tests.town import Town
from upphandling.infrastructure.event_log.leaf import framed
from upphandling.infrastructure.ledger.reading import entries
from upphandling.infrastructure.storage.database import Database

TABLES = ("events", "commands", "refusals")


def rows_of(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for name in ("events.jsonl", "refusals.jsonl")
        for line in (folder / name).read_text("utf-8").splitlines()
    ]


def path_of(folder: Path, index: int) -> list[bytes]:
    """The inclusion proof of one leaf, out of nothing but the bundle."""
    said = verified(folder, "--bevis", str(index)).said
    return [bytes.fromhex(line) for line in said.split()]


def test_a_bundle_is_verified_by_its_own_program(internal, tmp_path):
    (tmp_path / "paket.zip").write_bytes(internal)

    folder = verified(unpacked(internal, tmp_path / "paket"))

    assert folder.code == 0
    assert folder.said.endswith("PAKETET STÄMMER.\n")
    assert "28 händelser och 1 avslag" in folder.said
    assert verified(tmp_path / "paket.zip") == folder


def test_the_program_is_the_same_in_every_bundle(internal, public, tmp_path):
    one = unpacked(internal, tmp_path / "a") / "verify.py"
    other = unpacked(public, tmp_path / "b") / "verify.py"

    assert one.read_bytes() == other.read_bytes() == program().read_bytes()


def test_the_same_log_gives_the_same_bytes(town, internal):
    assert as_zip(exported(town.house, CASE)) == internal


def test_both_databases_give_the_same_bytes(sqlite_url, postgresql_url):
    with procured(sqlite_url) as town:
        here = as_zip(exported(town.house, CASE))
    copied(sqlite_url, postgresql_url)
    with procured_already(postgresql_url) as town:
        there = as_zip(exported(town.house, CASE))

    assert here == there


def test_the_commands_of_the_readme_are_run_as_they_stand(internal, tmp_path):
    folder = unpacked(internal, tmp_path)
    text = (folder / "README.txt").read_text("utf-8")
    script = re.sub(r"^(?!    ).*\n?", "", text, flags=re.MULTILINE)

    done = subprocess.run(
        ["/bin/bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Signature Verified Successfully") == 2
    digests = dict(re.findall(r"^([0-9a-f]{64}) \*(\S+)$", done.stdout, re.MULTILINE))
    listed = json.loads((folder / "manifest.json").read_bytes())["files"]
    of_others = {one["sha256"]: one["path"] for one in listed}
    assert of_others.items() - digests.items() == {
        (sha256(text.encode()).hexdigest(), "README.txt")
    }


def test_openssl_refuses_a_checkpoint_that_was_changed(internal, tmp_path):
    folder = unpacked(internal, tmp_path)
    note = (folder / "checkpoint").read_text("utf-8")
    (folder / "checkpoint").write_text(note.replace("\n31\n", "\n32\n"), "utf-8")
    text = (folder / "README.txt").read_text("utf-8")
    section = text[text.index("\n3. ") : text.index("\n4. ")]
    script = re.sub(r"^(?!    ).*\n?", "", section, flags=re.MULTILINE)

    done = subprocess.run(
        ["/bin/bash", "-e", "-c", script], cwd=folder, capture_output=True, check=False
    )

    assert done.returncode != 0


def test_every_proof_holds_in_an_independent_tree(town, internal, tmp_path):
    folder = unpacked(internal, tmp_path)
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries(town.house.database):
        tree.append_entry(framed(entry.fields))
    note = note_of(town.house)
    assert tree.get_root() == note.checkpoint.root

    for row in rows_of(folder)[::4]:
        index, leaf = row["index"], bytes.fromhex(row["leaf"])
        theirs = tree.prove_inclusion(index + 1, note.checkpoint.size)
        assert theirs.path == [leaf, *path_of(folder, index)]
        pymerkle.verify_inclusion(leaf, note.checkpoint.root, theirs)


def test_public_and_internal_bundles_prove_against_the_same_checkpoint(
    internal, public, tmp_path
):
    one, other = unpacked(internal, tmp_path / "a"), unpacked(public, tmp_path / "b")

    for name in ("checkpoint", "cosignatures", "proofs.json"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    assert [row["leaf"] for row in rows_of(one)] == [
        row["leaf"] for row in rows_of(other)
    ]
    assert verified(other).code == 0
    assert "[undantaget] 4 av raderna" in verified(other).said


def copied(source: str, target: str) -> None:
    """The log of one database in another, row by row."""
    with Database(source) as one, Database(target) as other:
        for table in TABLES:
            with one.reading() as cursor:
                cursor.execute(f"SELECT * FROM {table}")
                columns = [f'"{told[0]}"' for told in cursor.description]
                rows = cursor.fetchall()
            marks = ", ".join("?" * len(columns))
            into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
            with other.writing() as cursor:
                cursor.executemany(other.native(into), rows)


def procured_already(url: str) -> Town:
    return Town(url, "2026-05-05T10:00")
