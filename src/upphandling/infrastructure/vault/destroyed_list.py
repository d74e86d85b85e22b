"""The list of destroyed keys, in a file outside the database: it outlives every backup."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

from upphandling.application.vault import DestroyedListDamaged

KEY_NAME = re.compile("[a-p]{12}")
BEGINNING = b'{"key_id": "'
UNREADABLE = "filen går inte att läsa"
NO_LINE = "raden går inte att förstå"


@dataclass(frozen=True, slots=True)
class DestroyedKey:
    """One line: which key of whom, and the decision that it was destroyed by."""

    key_id: str
    subject: str
    document_class: str
    decision: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What the file says; `cut_off` where its last line was, by a crash."""

    lines: tuple[DestroyedKey, ...] = ()
    cut_off: bool = False


class DestroyedList:
    """Lines that are only ever added, each on disk before its key is destroyed.

    A last line that was cut off by a crash is passed over: its key was not destroyed
    yet, and the log still says that it is to be. Any other line must be whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Listed:
        """Every line; none where there is no file yet; raises `DestroyedListDamaged`."""
        try:
            *whole, rest = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return Listed()
        except OSError:
            raise DestroyedListDamaged(file=str(self.path), why=UNREADABLE) from None
        cut_off = _cut_off(rest)
        texts = [*whole, rest] if rest and not cut_off else whole
        lines = (self._line(number, text) for number, text in enumerate(texts, 1))
        return Listed(tuple(lines), cut_off)

    def must_be_writable(self) -> None:
        """Raise `OSError` where no line could be added."""
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600))

    def add(self, keys: Iterable[DestroyedKey]) -> None:
        """Add the keys that are not there yet; on disk when this returns."""
        known = {line.key_id for line in self.read().lines}
        lines = [json.dumps(asdict(key)) for key in keys if key.key_id not in known]
        if not lines:
            return
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "r+b", buffering=0) as file:
            flock(file, LOCK_EX)  # half a line of somebody else's is no line cut off
            content = file.read()
            end = content.rfind(b"\n") + 1
            if _cut_off(content[end:]):
                file.truncate(end)
            elif content[end:]:
                lines.insert(0, "")  # the last line is whole but for its end
            file.write(("\n".join(lines) + "\n").encode())
            os.fsync(file.fileno())
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _line(self, number: int, text: bytes) -> DestroyedKey:
        if (key := _understood(text)) is None:
            raise DestroyedListDamaged(file=str(self.path), line=number, why=NO_LINE)
        return key


def _cut_off(rest: bytes) -> bool:
    """Whether what comes after the last end of a line is the beginning of a line."""
    begun = rest[: len(BEGINNING)] == BEGINNING[: len(rest)]
    return bool(rest) and begun and _understood(rest) is None


def _understood(text: bytes) -> DestroyedKey | None:
    """A line; None where it is not one that was ever written."""
    try:
        key = DestroyedKey(**json.loads(text))
        fits = all(isinstance(told, str) and told for told in astuple(key))
    except (ValueError, TypeError):
        return None
    return key if fits and KEY_NAME.fullmatch(key.key_id) else None
