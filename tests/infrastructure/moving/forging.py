"""Backups and exports that somebody has changed, with sums that fit what they became."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from upphandling.infrastructure.moving.archive import ArchiveReader, ArchiveWriter
from upphandling.infrastructure.moving.manifest import content_of

Lines = list[str]


def forged(
    backup: Path,
    change: Callable[[str, Lines], Lines] = lambda _, lines: lines,
    *,
    files: Mapping[str, bytes] = MappingProxyType({}),
    **manifest: Any,
) -> Path:
    """The backup with other lines in its parts, or other files; all sums made anew."""
    to = backup.with_name("forfalskad")
    with (
        ArchiveReader(backup) as reader,
        to.open("wb") as file,
        ArchiveWriter(file, 0) as writer,
    ):
        for part in reader.manifest.parts:
            if part.name.endswith(".gz"):
                lines = gzip.decompress(reader._stored(part.name)).decode()
                writer._pack(
                    part.name, change(part.name, lines.splitlines(keepends=True))
                )
            else:
                content = files.get(part.name, reader.file(part.name))
                writer.put_file(part.name, content)
        parts = tuple(writer.packed())
        told = {"parts": parts, "content": content_of(parts), **manifest}
        writer.finish(reader.manifest.model_copy(update=told))
    return to


def summed(lines: Lines) -> bytes:
    """The lines of an export with a sum that fits them."""
    *before, last = lines
    told = json.loads(last)
    told["sha256"] = sha256("".join(before).encode()).hexdigest()
    return "".join([*before, json.dumps(told, separators=(",", ":")) + "\n"]).encode()


def changed(line: str, **fields: Any) -> str:
    """A line with some fields changed, in the same form."""
    told = json.loads(line)
    assert fields.keys() <= told.keys()
    told.update(fields)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
