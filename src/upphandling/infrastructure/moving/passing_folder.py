"""A temporary folder that is there for a while, and never for good."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp

PREFIX = "upphandling-prov-"


@contextmanager
def passing_folder() -> Iterator[Path]:
    """An empty folder, gone when the block ends.

    Whoever is killed leaves it behind, and the next one here takes it away: a folder of
    ours whose lock nobody holds. Raises `OSError`.
    """
    _sweep(Path(gettempdir()))
    handle, folder = _made()
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)
        os.close(handle)


def _made() -> tuple[int, Path]:
    """A folder, and what holds its lock as long as it is open."""
    while True:
        folder = Path(mkdtemp(prefix=PREFIX))
        with suppress(FileNotFoundError):  # somebody swept before it was locked
            handle = os.open(folder, os.O_RDONLY)
            flock(handle, LOCK_EX)
            if folder.exists():
                return handle, folder
            os.close(handle)


def _sweep(within: Path) -> None:
    """Take away the folders of those who are no more; never another account's."""
    for left in within.glob(f"{PREFIX}*"):
        with suppress(OSError):
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if os.fstat(handle).st_uid == os.geteuid():
                    flock(handle, LOCK_EX | LOCK_NB)
                    rmtree(left)
            finally:
                os.close(handle)
