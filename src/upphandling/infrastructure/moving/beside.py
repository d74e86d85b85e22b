"""What a backup keeps of the files beside the database: checkpoints, and what is destroyed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from pydantic_core import from_json

from upphandling.infrastructure.ledger.checkpoint_files import (
    HISTORY,
    LATEST,
    CheckpointFiles,
)
from upphandling.infrastructure.ledger.durable import make_folder, write_whole
from upphandling.infrastructure.ledger.holding import Held, Holder
from upphandling.infrastructure.ledger.note import of_log, read
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.troubles import ForgedCheckpoint, UnknownLog
from upphandling.infrastructure.moving.archive import ArchiveReader
from upphandling.infrastructure.moving.troubles import NotTheSealedLog, PartChanged
from upphandling.infrastructure.vault.destroyed_list import DestroyedKey

CHECKPOINTS, DESTROYED = "checkpoints/", "destroyed"
NAMED = re.compile(rf"{LATEST}|{HISTORY}/[0-9]{{1,19}}(\.tsr)?")


def checkpoints(folder: Path | None) -> list[tuple[str, bytes]]:
    """The files of a folder of checkpoints, timestamps too, by name within it."""
    if folder is None:
        return []
    found = sorted(
        one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()
    )
    return [
        (name, (folder / name).read_bytes()) for name in found if NAMED.fullmatch(name)
    ]


def checkpoints_in(reader: ArchiveReader) -> Iterator[tuple[str, bytes]]:
    """The same out of a backup."""
    for part in reader.named(CHECKPOINTS):
        name = part.removeprefix(CHECKPOINTS)
        if NAMED.fullmatch(name) is None:
            raise PartChanged(reader.path, part)
        yield name, reader.file(part)


def held_in(reader: ArchiveReader, seals: Seals) -> Iterator[Held]:
    """What the backup's own checkpoints say of this log.

    Only what the log's keys have signed, where they are known. Raises
    `NotTheSealedLog` for one that is forged.
    """
    for name, content in checkpoints_in(reader):
        if name.endswith(".tsr"):
            continue
        try:
            note = read(content.decode(errors="replace"))
            checkpoint = of_log(note, seals.keys) if seals.keys else note.checkpoint
        except UnknownLog:
            continue
        except ForgedCheckpoint:
            raise NotTheSealedLog(reader.path, name) from None
        yield Held(Holder.OWN, name, checkpoint)


def put_back(reader: ArchiveReader, folder: Path) -> None:
    """Put the checkpoints in the folder where there are none of that name."""
    files = CheckpointFiles(folder)
    for made in (files.folder, files.history):
        make_folder(made)
    for name, content in checkpoints_in(reader):
        if not (folder / name).exists():
            write_whole(folder / name, content)


def listed(keys: Iterable[DestroyedKey]) -> bytes:
    """The list of destroyed keys as a file."""
    return "".join(f"{json.dumps(asdict(key))}\n" for key in keys).encode()


def destroyed_in(reader: ArchiveReader) -> list[DestroyedKey]:
    """The keys that were destroyed when the backup was made."""
    try:
        return [
            DestroyedKey(**from_json(line))
            for line in reader.file(DESTROYED).splitlines()
        ]
    except (TypeError, ValueError):
        raise PartChanged(reader.path, DESTROYED) from None
