"""Whoever makes a bundle anew, manifest and all: what is found, and what is told."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests import evidence
from tests.evidence import OWN, WITNESS, program, unpacked
from upphandling.infrastructure.ledger.keys import Signer
from upphandling.interop.evidence.bundle import sorted_json

Manifest = dict[str, Any]
STRANGER = Signer("logg.staden.example", 1, bytes(range(64, 96)))


@pytest.fixture(scope="module")
def whole(internal, tmp_path_factory) -> Path:
    return unpacked(internal, tmp_path_factory.mktemp("helt") / "paket")


@pytest.fixture
def folder(whole, tmp_path) -> Path:
    return shutil.copytree(whole, tmp_path / "paket")


def remade(folder: Path, change: Callable[[Manifest], object] = lambda _: None) -> None:
    """A manifest of the files that are there now, with a seal of its own."""
    told = json.loads((folder / "manifest.json").read_bytes())
    files = sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*.*"))
    files += ["checkpoint", "cosignatures"]
    told["files"] = [
        {
            "path": name,
            "size": len(raw := (folder / name).read_bytes()),
            "sha256": sha256(raw).hexdigest(),
        }
        for name in sorted(files)
        if name != "manifest.json" and (folder / name).is_file()
    ]
    change(told)
    told.pop("sha256", None)
    seal = sha256(sorted_json(told)).hexdigest()
    (folder / "manifest.json").write_bytes(sorted_json({**told, "sha256": seal}))


def run(*arguments: object) -> tuple[int, str]:
    """The exit code and all that was said, of the program alone."""
    verdict = evidence.run(program(), *arguments)
    return verdict.code, verdict.said


def test_the_verdict_says_what_is_proven_and_what_is_not(folder):
    code, said = run(folder)

    assert code == 0
    assert "Bevisat mot kontrollpunkten: 28 händelser och 1 avslag, orörda.\n" in said
    assert "Inte bevisat: att inget är utelämnat" in said
    assert "orden i dossiern" in said
    assert "Inte bevisat: att nycklarna i keys/ är de rätta" in said
    assert "Inte bevisat är:" in (folder / "README.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(case="tender:annat"), "paketets ärende finns inte helt"),
        (lambda m: m["streams"][-1].update(whole=False), "finns inte helt"),
        (lambda m: m.update(anmärkning="godkänd"), "andra fält"),
        (lambda m: m["files"].append(m["files"][0]), "en fil står två gånger"),
        (
            lambda m: m["streams"].append(
                {"stream_id": "award:x", "last": 0, "whole": True}
            ),
            "sista versionen saknas: award:x",
        ),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(folder, change, said):
    remade(folder, change)

    assert run(folder)[0] == 1
    assert said in run(folder)[1]


@pytest.mark.parametrize("name", ["bilaga.pdf", "keys/las-mig.txt", "keys/a/b.pem"])
def test_a_file_more_is_refused_though_the_manifest_lists_it(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    remade(folder)

    assert f"filen är tillagd: {name}" in run(folder)[1]


@pytest.mark.parametrize("name", ["dossier.pdf", "dossier.html", "README.txt"])
def test_a_file_less_is_refused_though_the_manifest_does_not_list_it(folder, name):
    (folder / name).unlink()
    remade(folder)

    assert f"filen saknas: {name}" in run(folder)[1]


@pytest.mark.parametrize("name", ["dossier.pdf", "dossier.html"])
def test_a_dossier_of_other_rows_is_refused(folder, public, tmp_path, name):
    other = unpacked(public, tmp_path / "annat") / name
    (folder / name).write_bytes(other.read_bytes())
    remade(folder)

    code, said = run(folder)

    assert code == 1
    assert name in said


def test_a_second_file_inside_the_dossier_is_refused(folder):
    pdf = folder / "dossier.pdf"
    pdf.write_bytes(pdf.read_bytes() + b"<</Type/EmbeddedFile/Length 1>>stream\nx")
    remade(folder)

    assert "dossier.pdf ska ha en enda bilaga" in run(folder)[1]


def test_a_field_that_no_leaf_covers_is_refused(folder):
    file = folder / "refusals.jsonl"
    row = json.loads(file.read_text("utf-8").splitlines()[0])
    line = json.dumps(
        {**row, "ändrat": "bifallet"},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    rest = file.read_text("utf-8").splitlines()[1:]
    file.write_text("\n".join([line, *rest]) + "\n", "utf-8")
    remade(folder)

    assert "har andra fält än det ska" in run(folder)[1]


def test_a_reader_that_may_see_everything_has_nothing_hidden(public, tmp_path):
    folder = unpacked(public, tmp_path / "paket")
    remade(folder, lambda told: told.update(role="auditor"))

    assert "rader döljs utan skäl" in run(folder)[1]


def test_demanded_keys_are_the_only_ones_that_count(folder):
    own, witness = str(OWN.verifier), str(WITNESS.verifier)

    both = run(folder, "--nyckel", own, "--nyckel", witness)
    one = run(folder, "--nyckel", own)

    assert both[0] == one[0] == 0
    assert "[räknas inte]" not in both[1]
    assert "[räknas inte] Undertecknad av vittnet" in one[1]
    assert "keys/" not in both[1]


def test_a_demanded_key_that_has_not_signed_fails_the_bundle(folder):
    for file in (folder / "keys").glob("vittne*"):
        file.unlink()
    (folder / "cosignatures").write_bytes(b"")
    remade(folder)

    assert run(folder)[0] == 0
    code, said = run(folder, "--nyckel", OWN.verifier, "--nyckel", WITNESS.verifier)
    assert code == 1
    assert "underskrift saknas av vittne.example/w1" in said


def test_a_key_of_the_logs_name_that_is_not_the_logs_fails_the_bundle(folder):
    assert run(folder, "--nyckel", STRANGER.verifier)[0] == 1
    code, said = run(folder, "--nyckel", WITNESS.verifier)
    assert code == 1
    assert "ingen nyckel som räknas är loggens" in said


# -- What is asked ---------------------------------------------------------------------


def test_each_of_several_bundles_is_checked(folder, internal, tmp_path):
    (tmp_path / "helt.zip").write_bytes(internal)
    (tmp_path / "trasigt.zip").write_bytes(internal[:-1])

    fine = run(folder, tmp_path / "helt.zip")
    broken = run(tmp_path / "trasigt.zip", tmp_path / "helt.zip")

    assert (fine[0], broken[0]) == (0, 1)
    assert fine[1].count("PAKETET STÄMMER.\n") == 2
    assert re.findall("PAKETET STÄMMER.*", broken[1]) == [
        "PAKETET STÄMMER INTE.",
        "PAKETET STÄMMER.",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--bevis"], "--bevis ska följas av ett lövs nummer"),
        (["--bevis", "x"], "--bevis ska följas av ett lövs nummer"),
        (["--bevis", "-1"], "--bevis ska följas av ett lövs nummer"),
        (["--bevis", "999"], "löv 999 finns inte bland raderna i paketet"),
        (["--bevis", "1", "annat.zip"], "--bevis gäller ett paket i taget"),
        (["--nyckel"], "nyckeln går inte att läsa"),
        (["--nyckel", "a+b"], "nyckeln går inte att läsa"),
        (["--nyckel", "a+00000000+AAAA"], "nyckeln har fel kännetecken: a"),
        (["--allt"], "okänd flagga: --allt"),
    ],
)
def test_arguments_that_cannot_be_followed_are_explained(folder, arguments, said):
    code, told = run(folder, *arguments)

    assert code == 2
    assert told.startswith(f"[fel] {said}\n")


def test_help_is_in_swedish():
    code, said = run("--help")

    assert code == 0
    assert said.startswith("Kontrollera bevispaket: python3 verify.py")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    code, said = run(tmp_path / "ingen.zip")

    assert code == 1
    assert said.startswith("[fel] filen finns inte: ")


@pytest.mark.parametrize(
    "manifest", ["null", "[]", "3", '{"files": 3}', "[" * 100_000, '{"a": NaN', "\0"]
)
def test_a_manifest_of_any_shape_gives_no_traceback(folder, manifest):
    (folder / "manifest.json").write_text(manifest)

    code, said = run(folder)

    assert code == 1
    assert said.endswith("PAKETET STÄMMER INTE.\n")


def test_a_zip_that_ends_in_the_middle_of_a_head_gives_no_traceback(tmp_path):
    (tmp_path / "paket.zip").write_bytes(b"PK\3\4" + bytes(5))

    assert run(tmp_path / "paket.zip")[0] == 1


def test_a_bundle_cannot_write_over_its_own_verdict(folder):
    remade(folder, lambda told: told.update(role="public\n\x1b[2K[stämmer]"))

    assert "\x1b" not in run(folder)[1]
