"""The mark that a log is broken: a file that stays until a person takes it away.

Whoever finds the log broken sets it, and every process heeds it: what was found with
a witness's file must not be forgotten by the next who looks without. Its first line
is told in every answer; the others say where, and are for who may read the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from upphandling.infrastructure.ledger.durable import make_folder, write_whole

NAME = "broken"
MOST_LINES = 20


class BrokenMark:
    """The mark in a folder; without one it lives as long as the process."""

    def __init__(self, folder: Path | None) -> None:
        self.file = folder / NAME if folder else None
        self._said: str | None = None

    def set(self, lines: Iterable[str]) -> None:
        """Say why, unless somebody already has.

        This process heeds it also where the file cannot be written (`OSError`).
        """
        if self.said() is None:
            said = list(lines)[:MOST_LINES]
            self._said = said[0]
            if self.file is not None:
                make_folder(self.file.parent)
                write_whole(self.file, "".join(f"{line}\n" for line in said))

    def said(self) -> str | None:
        """The first line of why; None while nobody has found anything.

        A mark that cannot be read is one: nobody knows that it is not there.
        """
        try:
            told = self.file.read_bytes() if self.file else None
        except (FileNotFoundError, NotADirectoryError):
            told = None
        except OSError:
            return self._said or f"{self.file}: kan inte läsas"
        if told is None:
            return self._said
        lines = told.decode(errors="replace").splitlines()
        return lines[0] if lines else NAME
