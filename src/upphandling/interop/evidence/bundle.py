"""The bundle: one zip in which every byte follows from what it holds.

Nothing is packed and nothing is dated by a clock: the same files give the same
bytes on every machine, and a changed byte has nowhere to hide.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any
from zipfile import ZIP_STORED, LargeZipFile, ZipFile, ZipInfo

from upphandling.domain.errors import Refused

MANIFEST = "manifest.json"
UNDATED = (1980, 1, 1, 0, 0, 0)  # the first day of which a zip can tell
UNIX, ZIP_2 = 3, 20
PLAIN_FILE = 0o100644 << 16


class BundleTooLarge(Refused):
    """Bevispaketet blir större än fyra gigabyte, lämna ut färre ärenden åt gången."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """What a bundle says of itself: for whom, and against which checkpoint.

    `streams` are the cases: `stream_id`, the `last` version, and whether the whole
    stream is there; `root` is in base64, as the checkpoint has it.
    """

    case: str
    role: str
    origin: str
    size: int
    root: str
    program: str
    streams: tuple[Mapping[str, Any], ...]


def write(to: IO[bytes], files: Mapping[str, bytes], label: Label) -> None:
    """Write the zip: the files by name, and the manifest that lists them.

    Raises `BundleTooLarge`.
    """
    everything = {**files, MANIFEST: manifest(files, label)}
    try:
        with ZipFile(to, "w", ZIP_STORED, allowZip64=False) as zipped:
            for name in sorted(everything):
                zipped.writestr(member(name), everything[name])
    except LargeZipFile:
        raise BundleTooLarge(case=label.case) from None


def member(name: str) -> ZipInfo:
    """The head of a file in the zip, the same at all times and on all systems."""
    info = ZipInfo(name, UNDATED)
    info.create_system, info.create_version = UNIX, ZIP_2
    info.external_attr = PLAIN_FILE
    return info


def manifest(files: Mapping[str, bytes], label: Label) -> bytes:
    """Every file with size and SHA-256, what the label says, and a seal over it all."""
    told = {
        "format": 1,
        "case": label.case,
        "role": label.role,
        "program": label.program,
        "checkpoint": {"origin": label.origin, "size": label.size, "root": label.root},
        "streams": [dict(stream) for stream in label.streams],
        "files": [
            {
                "path": name,
                "size": len(files[name]),
                "sha256": sha256(files[name]).hexdigest(),
            }
            for name in sorted(files)
        ],
    }
    return sorted_json({**told, "sha256": sha256(sorted_json(told)).hexdigest()})


def sorted_json(value: Any) -> bytes:
    """JSON in the one way that the bundle writes it: a field a line, keys in order."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def lines(rows: Any) -> bytes:
    """JSON Lines: keys in order, no spaces."""
    return b"".join(
        json.dumps(
            row, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
        + b"\n"
        for row in rows
    )
