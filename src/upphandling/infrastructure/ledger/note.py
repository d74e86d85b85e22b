"""Checkpoints as signed notes: how large the log was and its root, and who says so.

C2SP signed-note, tlog-checkpoint and tlog-cosignature. A checkpoint's text is three
lines, origin, size and root in base64; after an empty line stand the signatures.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from upphandling.infrastructure.ledger.keys import (
    ID_BYTES,
    Signature,
    Signer,
    Verifier,
    is_name,
    unpacked,
)
from upphandling.infrastructure.ledger.troubles import ForgedCheckpoint, UnknownLog

ROOT_BYTES = 32
LONGEST = 64 * 1024  # characters of a note; sixteen signatures are two thousand
MOST_SIGNATURES = 100
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
SIGNED_BY = re.compile(r"— (\S+) (\S+)")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class Flaw(StrEnum):
    """Why a text is no checkpoint, or not one to trust."""

    NOT_WHOLE = "filen är inte en hel kontrollpunkt"
    UNSIGNED = "underskrifterna saknas"
    NO_CHECKPOINT = "raderna är inte en kontrollpunkts"
    NO_SIGNATURE = "en rad är inte en underskrift"
    WRONG = "en underskrift är fel"
    BY_NOBODY_KNOWN = "ingen känd nyckel har signerat den"
    NOT_BY_THE_LOG = "loggens egen nyckel har inte signerat den"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log `origin` had `size` leaves, and `root` was the hash of its tree."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed, with its last newline."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A checkpoint and the signatures under it, none of them believed yet."""

    checkpoint: Checkpoint
    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(one.line for one in self.signatures)}"

    def by(self, keys: Iterable[Verifier]) -> tuple[Signature, ...]:
        """The signatures that hold, of the keys given.

        Raises `ForgedCheckpoint` where one says it is of such a key and is not.
        """
        held = []
        for key in keys:
            for signature in filter(key.made, self.signatures):
                if not key.verifies(self.text, signature):
                    raise ForgedCheckpoint(Flaw.WRONG, key.name)
                held.append(signature)
        return tuple(held)

    def adding(self, signatures: Iterable[Signature]) -> SignedNote:
        """The same with more signatures; one key signs once, the first time."""
        there = {(one.name, one.key_id) for one in self.signatures}
        new = tuple(s for s in signatures if (s.name, s.key_id) not in there)
        return SignedNote(self.checkpoint, self.text, self.signatures + new)


def signed(checkpoint: Checkpoint, key: Signer) -> str:
    """The note: the checkpoint under the log's own signature."""
    return f"{checkpoint.text}\n{key.sign(checkpoint.text).line}"


def read(text: str) -> SignedNote:
    """The parts of a note; raises `ForgedCheckpoint` when it is not a whole one."""
    if len(text) > LONGEST or CONTROL.search(text) or not text.endswith("\n"):
        raise ForgedCheckpoint(Flaw.NOT_WHOLE)
    body, gap, tail = text.rpartition("\n\n")
    lines = tail.removesuffix("\n").split("\n")
    if not gap or len(lines) > MOST_SIGNATURES:
        raise ForgedCheckpoint(Flaw.UNSIGNED)
    body += "\n"
    return SignedNote(checkpoint_of(body), body, tuple(map(signature_of, lines)))


def verified(text: str, keys: Iterable[Verifier]) -> Checkpoint:
    """The checkpoint of a note that one of the keys has signed.

    Keys that are not given count for nothing. Raises `ForgedCheckpoint` when none
    of those given has signed, or one of them is said to have and has not.
    """
    note = read(text)
    if not note.by(keys):
        raise ForgedCheckpoint(Flaw.BY_NOBODY_KNOWN)
    return note.checkpoint


def checkpoint_of(text: str) -> Checkpoint:
    """The checkpoint of a note's text; raises `ForgedCheckpoint`."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or "" in lines[:-1]:  # noqa: PLR2004 -- the form's
        raise ForgedCheckpoint(Flaw.NO_CHECKPOINT)
    root = unpacked(lines[2])
    if not SIZE.fullmatch(lines[1]) or root is None or len(root) != ROOT_BYTES:
        raise ForgedCheckpoint(Flaw.NO_CHECKPOINT)
    return Checkpoint(lines[0], int(lines[1]), root)


def signature_of(line: str) -> Signature:
    """The signature of one line without its newline; raises `ForgedCheckpoint`."""
    found = SIGNED_BY.fullmatch(line)
    raw = unpacked(found[2]) if found else None
    if found is None or not is_name(found[1]) or raw is None or len(raw) <= ID_BYTES:
        raise ForgedCheckpoint(Flaw.NO_SIGNATURE)
    return Signature(found[1], raw[:ID_BYTES], raw[ID_BYTES:])


def of_log(note: SignedNote, keys: Iterable[Verifier]) -> Checkpoint:
    """The checkpoint that the log of these keys signed itself.

    Raises `UnknownLog` for another log's and `ForgedCheckpoint` for a forged one.
    """
    own = [key for key in keys if key.name == note.checkpoint.origin]
    if not own:
        raise UnknownLog(note.checkpoint.origin)
    if not note.by(own):
        raise ForgedCheckpoint(Flaw.NOT_BY_THE_LOG)
    return note.checkpoint
