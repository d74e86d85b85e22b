"""One changed byte, one file more or less, one row out of place: the bundle fails."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evidence import checker, unpacked, verified
from upphandling.interop.evidence.bundle import UNDATED, lines, member, sorted_json

FAILED = "PAKETET STÄMMER INTE.\n"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def whole(internal, tmp_path_factory) -> Path:
    return unpacked(internal, tmp_path_factory.mktemp("helt") / "paket")


@pytest.fixture
def folder(whole, tmp_path) -> Path:
    return shutil.copytree(whole, tmp_path / "paket")


def fails(path: Path) -> str:
    """What the program says of a bundle that it must not accept (in this process)."""
    try:
        bundle = checker().Folder(path) if path.is_dir() else checker().Zip(path)
        checker().verified(bundle)
    except (checker().Fault, *checker().BEYOND) as fault:
        return str(fault)
    pytest.fail("the bundle was accepted")


def flipped(raw: bytes, offset: int, bit: int = 0) -> bytes:
    return raw[:offset] + bytes([raw[offset] ^ 1 << bit]) + raw[offset + 1 :]


def test_a_changed_byte_in_any_file_is_told_with_the_file(folder):
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        raw = file.read_bytes()
        for offset in sorted({0, len(raw) // 3, len(raw) // 2, len(raw) - 1}):
            file.write_bytes(flipped(raw, offset))
            said = fails(folder)
            assert file.name in said or file.name == "manifest.json"
        file.write_bytes(raw)
    assert verified(folder).code == 0


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_byte_anywhere_in_the_zip_fails(internal, tmp_path, place, bit):
    altered = tmp_path / "paket.zip"
    altered.write_bytes(flipped(internal, int(place * len(internal)), bit))

    fails(altered)


def test_every_byte_of_the_zips_own_heads_is_checked(internal, tmp_path):
    altered = tmp_path / "paket.zip"
    first = internal.index(b"PK\x01\x02")
    for offset in (*range(40), *range(first, first + 60), *range(-22, 0)):
        altered.write_bytes(flipped(internal, offset % len(internal)))
        fails(altered)


@pytest.mark.parametrize("tail", [b"\0", b"PK\x05\x06" + bytes(18)])
def test_nothing_may_follow_the_zip_or_be_cut_off(internal, tmp_path, tail):
    altered = tmp_path / "paket.zip"
    altered.write_bytes(internal + tail)
    fails(altered)
    altered.write_bytes(internal[: -len(tail)])
    fails(altered)


def test_a_missing_file_and_an_added_one_are_both_named(folder):
    (folder / "dossier.pdf").unlink()
    (folder / "keys" / "till.txt").write_text("x")

    verdict = verified(folder)

    assert verdict.code == 1
    assert "filen saknas: dossier.pdf" in verdict.said
    assert "filen är tillagd: keys/till.txt" in verdict.said
    assert verdict.said.endswith(FAILED)


def with_a_file_twice(zipped: bytes, to: Path) -> None:
    with ZipFile(to, "w") as twice, ZipFile(BytesIO(zipped)) as once:
        for name in [*once.namelist(), "checkpoint"]:
            twice.writestr(member(name), once.read(name))


def test_a_file_that_is_twice_in_the_zip_is_found(internal, tmp_path):
    altered = tmp_path / "paket.zip"
    with pytest.warns(UserWarning, match="Duplicate name"):
        with_a_file_twice(internal, altered)

    assert "zip-filen är ändrad" in fails(altered)


def test_the_same_files_in_another_zip_are_not_the_bundle(internal, tmp_path):
    altered = tmp_path / "paket.zip"
    with (
        ZipFile(altered, "w", ZIP_DEFLATED) as packed,
        ZipFile(BytesIO(internal)) as once,
    ):
        for name in once.namelist():
            packed.writestr(ZipInfo(name, UNDATED), once.read(name), ZIP_DEFLATED)

    assert "zip-filen är ändrad" in fails(altered)


def test_what_is_no_bundle_at_all_is_said_without_a_traceback(tmp_path):
    (tmp_path / "paket.zip").write_bytes(b"hej")
    for path in (tmp_path / "paket.zip", tmp_path / "ingen.zip"):
        verdict = verified(path)
        assert verdict.code == 1
        assert verdict.said.endswith(FAILED)


# -- By somebody who also makes the manifest anew --------------------------------------


def resealed(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for file in manifest["files"]:
        raw = (folder / file["path"]).read_bytes()
        file.update(size=len(raw), sha256=sha256(raw).hexdigest())
    manifest.pop("sha256")
    seal = sha256(sorted_json(manifest)).hexdigest()
    (folder / "manifest.json").write_bytes(sorted_json({**manifest, "sha256": seal}))


def reworked(folder: Path, change: Callable[[Rows], object]) -> str:
    """The same bundle with other events, and a manifest that says so."""
    file = folder / "events.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    change(rows)
    file.write_bytes(lines(rows))
    resealed(folder)
    return fails(folder)


def leafed(row: dict[str, Any]) -> None:
    """A row whose leaf follows from it, as whoever made it up would see to."""
    row["leaf"] = checker().leaf(row, checker().EVENT, "receipt").hex()


def test_a_changed_fact_is_found_in_its_leaf(folder):
    def change(rows: Rows) -> None:
        rows[5]["data"] = rows[5]["data"].replace("anbud", "ambud")

    assert "löv" in reworked(folder, change)


def test_a_changed_fact_with_a_leaf_of_its_own_does_not_reach_the_root(folder):
    def change(rows: Rows) -> None:
        rows[5]["data"] = rows[5]["data"].replace("anbud", "ambud")
        leafed(rows[5])

    assert reworked(folder, change) == "raderna ger inte kontrollpunktens rot"


@pytest.mark.parametrize("place", [1, 10, -1])
def test_a_removed_row_leaves_a_hole(folder, place):
    fails_with = reworked(folder, lambda rows: rows.pop(place))

    assert "beviset räcker inte" in fails_with or "hänger inte ihop" in fails_with


def test_a_row_that_says_two_things_at_once_is_found(folder):
    file = folder / "events.jsonl"
    text = file.read_text("utf-8")
    file.write_text(text.replace('{"command_id"', '{"data":"annat","command_id"', 1))
    resealed(folder)

    assert fails(folder) == "en rad är omskriven: events.jsonl"


def test_swapped_rows_and_a_row_twice_are_found(folder, tmp_path):
    other = shutil.copytree(folder, tmp_path / "andra")

    def swap(rows: Rows) -> None:
        rows[4], rows[5] = rows[5], rows[4]

    assert "hänger inte ihop" in reworked(folder, swap)
    assert "hänger inte ihop" in reworked(other, lambda rows: rows.insert(5, rows[5]))


def test_a_row_cannot_be_declared_secret_without_a_decision(folder):
    def hide(rows: Rows) -> None:
        row = rows[6]
        excerpt = {key: row[key] for key in ("stream_id", "version", "position")}
        under = {"decisions": ["tender:hemtjanst@99"], "grounds": []}
        rows[6] = {
            "index": row["index"],
            "leaf": row["leaf"],
            "withheld": under,
            "not_provable": excerpt,
        }

    assert reworked(folder, hide) == "sekretessbeslut saknas: tender:hemtjanst@99"


def test_the_last_row_and_its_number_in_the_manifest_cannot_differ(folder):
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["streams"][0]["last"] += 1
    (folder / "manifest.json").write_bytes(sorted_json(manifest))
    resealed(folder)

    assert fails(folder).startswith("sista versionen saknas")


@pytest.mark.parametrize("signed", ["checkpoint", "cosignatures"])
def test_a_signature_of_nobody_known_is_refused(folder, signed):
    file = folder / signed
    *rest, line = file.read_text("utf-8").splitlines()
    start, encoded = line.rsplit(" ", 1)
    altered = encoded[:20] + ("A" if encoded[20] != "A" else "B") + encoded[21:]
    file.write_text("\n".join([*rest, f"{start} {altered}"]) + "\n", "utf-8")
    resealed(folder)

    assert fails(folder).startswith("underskriften är falsk")


def test_a_key_of_ones_own_does_not_replace_the_logs(folder):
    for file in (folder / "keys").glob("logg*"):
        file.unlink()
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"] = [
        one for one in manifest["files"] if not one["path"].startswith("keys/logg")
    ]
    (folder / "manifest.json").write_bytes(sorted_json(manifest))
    resealed(folder)

    assert fails(folder).startswith("underskriften har ingen nyckel")
