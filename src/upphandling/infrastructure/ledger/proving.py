"""Proofs for outsiders: that a leaf is in the log, and that one size grew to another."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from itertools import islice

from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles, note_in
from upphandling.infrastructure.ledger.extending import Request
from upphandling.infrastructure.ledger.note import Flaw, SignedNote, read
from upphandling.infrastructure.ledger.reading import leaves
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.tree import Levels
from upphandling.infrastructure.ledger.troubles import (
    ForgedCheckpoint,
    NoCheckpoint,
    NotGrown,
)
from upphandling.infrastructure.storage.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Inclusion:
    """Leaf `index` (from 0) with hash `leaf` is in the tree of the note."""

    index: int
    leaf: bytes
    hashes: tuple[bytes, ...]
    note: SignedNote

    def __str__(self) -> str:
        """As C2SP tlog-proof writes it."""
        lines = "".join(f"{b64encode(one).decode()}\n" for one in self.hashes)
        return f"c2sp.org/tlog-proof@v1\nindex {self.index}\n{lines}\n{self.note}"


def inclusion(database: Database, files: CheckpointFiles, index: int) -> Inclusion:
    """The proof against the first checkpoint that has the leaf.

    The first, because it says the earliest that the leaf was there. Raises
    `NoCheckpoint` when none has it yet, and `ForgedCheckpoint`.
    """
    note = note_in(files.of_size(first_size(files, index)))
    sealed = list(islice(leaves(database), note.checkpoint.size))
    return Inclusion(
        index=index,
        leaf=sealed[index],
        hashes=tuple(Levels(sealed).inclusion(index)),
        note=note,
    )


def first_size(files: CheckpointFiles, index: int) -> int:
    """The size of the first checkpoint that has the leaf; raises `NoCheckpoint`."""
    covering = [size for size in files.sizes() if size > index]
    if not covering:
        raise NoCheckpoint
    return covering[0]


def question(database: Database, files: CheckpointFiles, old: int) -> Request:
    """What a witness is asked by file: the last checkpoint, from the size it has.

    Raises `NoCheckpoint` and `NotGrown`.
    """
    note = files.last()
    if note is None:
        raise NoCheckpoint
    size = note.checkpoint.size
    if old > size:
        raise NotGrown(old)  # its own size may be secret
    tree = Levels(islice(leaves(database), size))
    return Request(old, tuple(tree.consistency(old)), str(note))


def with_cosignature(seals: Seals, answer: str) -> SignedNote:
    """The last checkpoint with a witness's answer to it, kept so.

    Raises `NoCheckpoint`, and `ForgedCheckpoint` where no known witness signed it.
    """
    note = seals.kept.last()
    if note is None:
        raise NoCheckpoint
    cosignatures = read(note.text + "\n" + answer).by(seals.witness_keys)
    if not cosignatures:
        raise ForgedCheckpoint(Flaw.BY_NOBODY_KNOWN)
    cosigned = note.adding(cosignatures)
    seals.kept.keep(cosigned)
    return cosigned
