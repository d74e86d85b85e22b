"""A folder of checkpoints: `checkpoint`, the last, and `history/`, one for each size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from upphandling.infrastructure.ledger.durable import make_folder, write_whole
from upphandling.infrastructure.ledger.note import SIZE, SignedNote, read
from upphandling.infrastructure.ledger.troubles import ForgedCheckpoint, NotKept

LATEST, HISTORY = "checkpoint", "history"


class CheckpointFiles:
    """What is kept is on the disk when `keep` returns; nothing is believed here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.latest = folder / LATEST
        self.history = folder / HISTORY

    def keep(self, note: SignedNote) -> None:
        """Put the note in the history, and then in place of the last.

        Raises `NotKept`, as the others that write do: it names no file, for the name
        of one is a size.
        """
        self.put_in_history(note)
        self._put(self.latest, str(note))

    def put_in_history(self, note: SignedNote) -> None:
        """Put the note among those of other sizes."""
        self._put(self.of_size(note.checkpoint.size), str(note))

    def put_stamp(self, size: int, stamp: bytes) -> None:
        """Put a timestamp beside the checkpoint that it is of."""
        self._put(self.stamp_of(size), stamp)

    def last(self) -> SignedNote | None:
        """The last note, None before the first; raises `ForgedCheckpoint`."""
        return note_in(self.latest) if self.latest.exists() else None

    def of_size(self, size: int) -> Path:
        """The file of the checkpoint of that size."""
        return self.history / str(size)

    def stamp_of(self, size: int) -> Path:
        """The file of that checkpoint's timestamp (RFC 3161, DER)."""
        return self.history / f"{size}.tsr"

    def sizes(self) -> list[int]:
        """The sizes of which there is a checkpoint, the smallest first."""
        return [size for size in self._named() if self.of_size(size).is_file()]

    def files(self) -> Iterator[Path]:
        """Every file that should be a checkpoint, the smallest first, the last last."""
        yield from map(self.of_size, self._named())
        if self.latest.exists():
            yield self.latest

    def _put(self, file: Path, content: str | bytes) -> None:
        try:
            make_folder(self.folder)
            make_folder(self.history)
            write_whole(file, content)
        except OSError:
            raise NotKept(self.folder) from None

    def _named(self) -> list[int]:
        """What is named as a size, whatever it is; raises `OSError`."""
        try:
            names = [file.name for file in self.history.iterdir()]
        except FileNotFoundError:
            return []
        return sorted(int(name) for name in names if SIZE.fullmatch(name))


def note_in(file: Path) -> SignedNote:
    """The note of a file; raises `ForgedCheckpoint` when it is not a whole one."""
    try:
        return read(file.read_bytes().decode())
    except UnicodeDecodeError:
        raise ForgedCheckpoint(file) from None
    except ForgedCheckpoint as flawed:
        raise ForgedCheckpoint(file, *flawed.told) from None
