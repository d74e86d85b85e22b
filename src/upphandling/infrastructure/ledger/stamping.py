"""Where timestamps are kept: beside the checkpoint that they are of."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.timestamps import stamped, stamped_at
from upphandling.infrastructure.ledger.troubles import NoCheckpoint, NoTimestamps


def stamp_last(seals: Seals) -> tuple[Path, datetime]:
    """The stamp of the last checkpoint, fetched where there is none: file and instant.

    Raises `NoCheckpoint`, `NoTimestamps` and `TimestampFailed`.
    """
    note = seals.kept.last()
    if note is None:
        raise NoCheckpoint
    size = note.checkpoint.size
    file = seals.kept.stamp_of(size)
    if not file.exists():
        if seals.timestamp_url is None:
            raise NoTimestamps
        seals.kept.put_stamp(size, stamped(seals.timestamp_url, note.text))
    return file, stamped_at(file.read_bytes(), note.text)
