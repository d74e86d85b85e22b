"""The manifest, and the two dossiers that it lists."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

from upphandling.interop.evidence.checker.faults import require
from upphandling.interop.evidence.checker.files import Folder, digest_of, whole

TOLD = {"format", "case", "role", "program", "checkpoint", "streams", "files"}
MUST = {"events.jsonl", "refusals.jsonl", "proofs.json", "checkpoint", "cosignatures"}
MUST |= {"dossier.pdf", "dossier.html", "README.txt", "verify.py"}
MAY = re.compile(r"keys/[^/]+\.(vkey|pem)|timestamps/[^/]+")


def as_written(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


def manifest_of(bundle: Folder) -> dict[str, Any]:
    """The manifest, once every file is found to be as it says; raises `Fault`."""
    text = whole(bundle, "manifest.json")
    told: dict[str, Any] = json.loads(text)
    seal = told.pop("sha256", None)
    fine = hashlib.sha256(as_written(told)).hexdigest() == seal
    fine = fine and as_written({**told, "sha256": seal}) == text
    require(fine, "manifest.json är ändrad")
    require(told.keys() == TOLD, "manifest.json har andra fält än det ska")
    listed = {file["path"]: file for file in told["files"]}
    require(len(listed) == len(told["files"]), "en fil står två gånger i manifest.json")
    faults = list(faults_of(bundle, listed))
    require(not faults, "\n".join(faults))
    return told


def faults_of(bundle: Folder, listed: dict[str, Any]) -> Iterator[str]:
    """Every file that is missing, that nothing asks for, or that is not as listed."""
    there = bundle.sizes.keys() - {"manifest.json"}
    odd = {name for name in there if name not in MUST and not MAY.fullmatch(name)}
    for name in sorted((listed.keys() | MUST) - there):
        yield "filen saknas: " + name
    for name in sorted((there - listed.keys()) | odd):
        yield "filen är tillagd: " + name
    for name in sorted(there & listed.keys()):
        found = {"path": name, "size": bundle.sizes[name]}
        if {**found, "sha256": digest_of(bundle, name)} != listed[name]:
            yield "filen är ändrad: " + name


def require_dossiers(bundle: Folder) -> None:
    """Both dossiers carry the rows of this bundle; of their words that says nothing."""
    digests = [digest_of(bundle, name) for name in ("events.jsonl", "refusals.jsonl")]
    page = whole(bundle, "dossier.html").decode()
    require(all(one in page for one in digests), "dossier.html hör inte till raderna")
    _, *held = whole(bundle, "dossier.pdf").split(b"/Type/EmbeddedFile/")
    require(len(held) == 1, "dossier.pdf ska ha en enda bilaga")
    most, packed = bundle.sizes["events.jsonl"] + 1, held[0].partition(b"stream\n")[2]
    inside = zlib.decompressobj().decompress(packed, most)
    same = hashlib.sha256(inside).hexdigest() == digests[0]
    require(same, "dossier.pdf har en annan events.jsonl som bilaga")
