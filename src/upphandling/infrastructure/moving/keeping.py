"""Backups in a folder: named by when they were made, the oldest taken away."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from upphandling.infrastructure.clock import in_utc

NAMED = re.compile(r"upphandling-\d{8}T\d{6}Z\.backup")


def name_of(made_at: datetime) -> str:
    """The name of a backup made then: `upphandling-20261122T153000Z.backup`."""
    return f"upphandling-{in_utc(made_at):%Y%m%dT%H%M%SZ}.backup"


def rotate(folder: Path, keep: int) -> list[Path]:
    """Take away all but the newest; answers which. Other files are left alone."""
    found = sorted(
        one for one in folder.iterdir() if NAMED.fullmatch(one.name) and one.is_file()
    )
    gone = found[: max(len(found) - keep, 0)]
    for one in gone:
        one.unlink()
    return gone
