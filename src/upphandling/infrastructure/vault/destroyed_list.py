"""The list of destroyed keys, in a file outside the database: it outlives every backup."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DestroyedKey:
    """One line: which key of whom, and the decision that it was destroyed by."""

    key_id: str
    subject: str
    document_class: str
    decision: str


class DestroyedList:
    """Lines that are only ever added, each on disk before its key is destroyed.

    A last line that was cut off by a crash is passed over: its key was not destroyed
    yet, and the log still says that it is to be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[DestroyedKey]:
        """Every whole line; none where there is no file yet."""
        if not self.path.exists():
            return []
        found = []
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                found.append(DestroyedKey(**json.loads(line)))
            except (ValueError, TypeError):
                continue
        return found

    def must_be_writable(self) -> None:
        """Raise `OSError` where no line could be added."""
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600))

    def add(self, keys: Iterable[DestroyedKey]) -> None:
        """Add the keys that are not there yet; on disk when this returns."""
        known = {line.key_id for line in self.read()}
        lines = [json.dumps(asdict(key)) for key in keys if key.key_id not in known]
        if not lines:
            return
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "r+b", buffering=0) as file:
            text = "\n".join(lines) + "\n"
            file.write(("\n" if _cut_off(file.fileno()) else "").encode())
            file.write(text.encode())
            os.fsync(file.fileno())
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _cut_off(handle: int) -> bool:
    """Whether the file ends in the middle of a line."""
    size = os.fstat(handle).st_size
    return size > 0 and os.pread(handle, 1, size - 1) != b"\n"
