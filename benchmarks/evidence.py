"""Checks a bundle of a million events with its own `verify.py`, which has only Python.

- **verify.py**: every leaf and every node recomputed, the manifest, the signature.
- **SHA-256 of the same bytes**: what the manifest alone would cost.
- **json and a leaf**: the same lines parsed and hashed, and nothing compared.

Run with `python -m benchmarks.evidence [how many]`. The limit is 90 seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zlib import compress

from upphandling.infrastructure.event_log.leaf import event_leaf
from upphandling.infrastructure.ledger.keys import Signer
from upphandling.infrastructure.ledger.note import Checkpoint, signed
from upphandling.infrastructure.ledger.tree import Frontier
from upphandling.interop.evidence import bundle
from upphandling.interop.evidence.checker.leaves import EVENT, leaf
from upphandling.interop.evidence.joining import joined
from upphandling.interop.evidence.public_keys import key_files

SIZE, STREAMS = 1_000_000, 1_000
LIMIT_S = 90
ORIGIN = "logg.staden.example"
DATA = (
    '{"effective_at":"2026-02-02T08:00:00Z","by":"handlaggare-1","role":"procurement_'
    'officer","mandate":"delegationsordning 4.2","because":"command:019c1d5d-9c00-747e",'
    '"bid":"anbud-a","criterion":"kvalitet","points":4.5,"motive":"Läst och bedömt."}'
)


def main(size: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, size)
        told = {
            "verify.py": timed(lambda: check(folder)),
            "json and a leaf": timed(lambda: recomputed(folder)),
            "SHA-256 of the same bytes": timed(lambda: hashed(folder)),
        }
    print(f"A bundle of {size} events, seconds (limit {LIMIT_S} for verify.py)")
    for what, seconds in told.items():
        ratio = told["verify.py"] / seconds
        print(f"  {what:26} {seconds:7.1f}   verify.py takes {ratio:4.1f} times that")


def make(folder: Path, size: int) -> None:
    """A bundle of one whole log, made row by row."""
    tree = Frontier()
    (folder / "keys").mkdir()
    with (folder / "events.jsonl").open("wb") as file:
        for row in rows(size):
            tree.append(bytes.fromhex(str(row["leaf"])))
            file.write(bundle.lines([row]))
    key = Signer(ORIGIN, 1, bytes(32))
    root = b64encode(tree.root()).decode()
    others = {
        "checkpoint": signed(Checkpoint(ORIGIN, size, tree.root()), key).encode(),
        "cosignatures": b"",
        "refusals.jsonl": b"",
        "proofs.json": bundle.sorted_json({"size": size, "subtrees": []}),
        **key_files([str(key.verifier)]),
        **dossiers((folder / "events.jsonl").read_bytes()),
    }
    for path, raw in others.items():
        (folder / path).write_bytes(raw)
    per_stream = size // STREAMS
    label = bundle.Label(
        case="tender:nr-0",
        role="auditor",
        origin=ORIGIN,
        size=size,
        root=root,
        program="benchmark",
        streams=tuple(
            {"stream_id": f"tender:nr-{n}", "last": per_stream, "whole": True}
            for n in range(STREAMS)
        ),
    )
    events = (folder / "events.jsonl").read_bytes()
    manifest = bundle.manifest({**others, "events.jsonl": events}, label)
    (folder / "manifest.json").write_bytes(manifest)


def dossiers(events: bytes) -> dict[str, bytes]:
    """No dossier but what ties one to its rows, and the other files that must be there."""
    digests = f"{sha256(events).hexdigest()} {sha256(b'').hexdigest()}"
    held = b"<</Type/EmbeddedFile/Filter/FlateDecode>>\nstream\n" + compress(events)
    return {
        "dossier.html": digests.encode(),
        "dossier.pdf": held,
        "README.txt": b"",
        "verify.py": joined(),
    }


def rows(size: int) -> Iterator[dict[str, object]]:
    receipt = sha256(b"receipt").hexdigest()
    for index in range(size):
        fields = (
            f"tender:nr-{index % STREAMS}",
            index // STREAMS + 1,
            "tender.bid_scored",
            "2026-02-02T08:00:00.000000Z",
            f"019c1d5d-9c00-747e-a184-{index:012d}",
            DATA,
            receipt,
        )
        names = (*EVENT, "receipt")
        told = dict(zip(names, fields, strict=True))
        placed = {"index": index, "position": index + 1}
        yield {**told, **placed, "leaf": event_leaf(*fields).hex()}


def check(folder: Path) -> None:
    program = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    subprocess.run(program, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- ours


def recomputed(folder: Path) -> None:
    with (folder / "events.jsonl").open("rb") as file:
        for line in file:
            leaf(json.loads(line), EVENT, "receipt")


def hashed(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            sha256(file.read_bytes()).hexdigest()


def timed(work: Callable[[], None]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
