"""What signer and witness demand: a new checkpoint extends the last one they signed.

The request is that of C2SP tlog-witness: `old` and the size they last signed, the
consistency proof a hash a line, an empty line, and the checkpoint.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Self, TypeVar

from upphandling.infrastructure.ledger.keys import unpacked
from upphandling.infrastructure.ledger.note import SIZE, Checkpoint
from upphandling.infrastructure.ledger.tree import empty_root, verify_consistency

MOST_HASHES = 63
HASH_BYTES = 32
LONGEST_REQUEST = 64 * 1024  # bytes: the longest proof and a hundred signatures fit


T = TypeVar("T")


class Why(Enum):
    """Why nothing is signed; the value is told in Swedish."""

    MALFORMED = "frågan är inte i rätt form"
    SMALLER = "kontrollpunkten är mindre än den storlek som frågan utgår från"
    STALE = "frågan utgår från en annan storlek än den senast signerade"
    OTHER_ROOT = "samma storlek har redan signerats med en annan rot"
    NO_EXTENSION = "beviset visar inte att loggen bara har vuxit"


class NotExtending(Exception):
    """Nothing is signed; `size` is that of the checkpoint last signed."""

    def __init__(self, why: Why, size: int = 0) -> None:
        super().__init__(why.value)
        self.why = why
        self.size = size


@dataclass(frozen=True, slots=True)
class Request:
    """From which size the asker starts, the proof, and the checkpoint as text."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: str

    @classmethod
    def of(cls, asked: bytes) -> Self:
        """The parts of a request; raises `NotExtending` when it has another form."""
        try:
            text = asked.decode()
        except UnicodeDecodeError:
            raise NotExtending(Why.MALFORMED) from None
        if len(asked) > LONGEST_REQUEST:
            raise NotExtending(Why.MALFORMED)
        head, gap, checkpoint = text.partition("\n\n")
        first, *hashes = head.split("\n")
        word, _, size = first.partition(" ")
        proof = tuple(unpacked(line) or b"" for line in hashes)
        if word != "old" or not gap or not SIZE.fullmatch(size):
            raise NotExtending(Why.MALFORMED)
        if len(proof) > MOST_HASHES or any(len(one) != HASH_BYTES for one in proof):
            raise NotExtending(Why.MALFORMED)
        return cls(int(size), proof, checkpoint)

    def __str__(self) -> str:
        hashes = "".join(f"{b64encode(one).decode()}\n" for one in self.proof)
        return f"old {self.old}\n{hashes}\n{self.checkpoint}"


def must_extend(
    last: Checkpoint | None, old: int, new: Checkpoint, proof: Sequence[bytes]
) -> None:
    """Raise `NotExtending` unless `new` is `last` again, or `last` grown.

    Without a last checkpoint the log begins empty.
    """
    size, root = (last.size, last.root) if last else (0, empty_root())
    if old > new.size:
        raise NotExtending(Why.SMALLER, size)
    if old != size:
        raise NotExtending(Why.STALE, size)
    if old == new.size and root != new.root:
        raise NotExtending(Why.OTHER_ROOT, size)
    if not verify_consistency(old, new.size, root, new.root, proof):
        raise NotExtending(Why.NO_EXTENSION, size)


def signed_by(
    sign: Callable[[int, Sequence[bytes]], T],
    prove: Callable[[int], Sequence[bytes]],
    known: int,
) -> T:
    """What the signer or witness answers, asked anew if it remembers another size.

    `prove` gives the proof from a size; raises `NotExtending` when it says no.
    """
    try:
        return sign(known, prove(known))
    except NotExtending as said:
        if said.why is not Why.STALE:
            raise
        return sign(said.size, prove(said.size))
