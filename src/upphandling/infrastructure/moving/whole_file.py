"""A new file that is there whole or not at all, and never takes another's place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from upphandling.infrastructure.ledger.durable import flush_folder
from upphandling.infrastructure.moving.troubles import FileTaken, NoFolder, room_for

BEGUN = ".upphandling-begun-"


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """What is written in the block is on the disk under the name when it has ended.

    Only its owner may read it. Whoever is stopped leaves nothing under the name; what
    was begun goes when the next file is made in the folder. Raises `FileTaken`,
    `NoFolder` and `NoRoom`.
    """
    if not path.parent.is_dir():
        raise NoFolder(path.parent)
    if path.exists():
        raise FileTaken(path)
    _sweep(path.parent)
    with room_for(path):
        handle, begun = _begun(path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                _name(begun, path)
        except BaseException:
            with suppress(FileNotFoundError):
                begun.unlink()
            raise
        flush_folder(path.parent)


def _begun(folder: Path) -> tuple[int, Path]:
    """A file to begin with; as long as its lock is held somebody is writing."""
    while True:
        handle, name = mkstemp(prefix=BEGUN, dir=folder)
        flock(handle, LOCK_EX)
        if Path(name).exists():  # else somebody swept between the two
            return handle, Path(name)
        os.close(handle)


def _name(begun: Path, path: Path) -> None:
    """Give it its name, unless somebody else has taken it meanwhile."""
    try:
        os.link(begun, path)
    except FileExistsError:
        raise FileTaken(path) from None
    except OSError:  # a file system without links
        begun.rename(path)
    else:
        begun.unlink()


def _sweep(folder: Path) -> None:
    """Take away what was begun by somebody who is no more."""
    for left in folder.glob(f"{BEGUN}*"):
        with suppress(OSError), left.open("rb") as file:
            flock(file, LOCK_EX | LOCK_NB)
            left.unlink()
