"""Sealing: a checkpoint of the log as it is now, signed, cosigned and timestamped.

The own file is written before the witnesses are asked, so that they never know of a
checkpoint that the house does not. A witness or an authority that is down is told
of and waited for no longer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles, note_in
from upphandling.infrastructure.ledger.extending import (
    NotExtending,
    Request,
    Why,
    signed_by,
)
from upphandling.infrastructure.ledger.keys import Signature
from upphandling.infrastructure.ledger.note import Checkpoint, SignedNote
from upphandling.infrastructure.ledger.reading import leaves
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.signer_socket import SignerClient
from upphandling.infrastructure.ledger.tree import Levels
from upphandling.infrastructure.ledger.troubles import (
    ForgedCheckpoint,
    LedgerOff,
    NotKept,
    SignerRefused,
    TimestampFailed,
    UnknownSigner,
    WitnessUnreachable,
)
from upphandling.infrastructure.ledger.witness_client import WitnessClient
from upphandling.infrastructure.storage.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """The note as it was kept, and what was missing of it, a line each."""

    note: SignedNote
    missing: tuple[str, ...] = ()


def seal(database: Database, seals: Seals) -> Sealed:
    """Make a checkpoint of now and keep it.

    Raises `LedgerOff`, `SignerUnreachable`, `SignerRefused`, `UnknownSigner`, `NotKept`.
    """
    if seals.files is None or seals.signer is None:
        raise LedgerOff
    tree = Levels(leaves(database))
    database.settle()  # what is sealed is never lost with one server
    now = Checkpoint(seals.origin, tree.size, tree.root())
    known = max((one for one in seals.files.sizes() if one <= tree.size), default=0)
    note = _kept_before(seals, seals.files.of_size(now.size), now)
    signature = _signed(seals.signer, tree, now, known)
    if not any(key.verifies(now.text, signature) for key in seals.keys):
        raise UnknownSigner(signature.name)
    note = note.adding([signature])
    _keep(seals.files, note)
    note, missing = _witnessed(seals, tree, note, known)
    _keep(seals.files, note)
    missing += _stamped(seals)
    return Sealed(note=note, missing=tuple(missing))


def _keep(files: CheckpointFiles, note: SignedNote) -> None:
    """Another process may have sealed more meanwhile; that stays the last."""
    if max(files.sizes(), default=0) > note.checkpoint.size:
        files.put_in_history(note)
    else:
        files.keep(note)


def _kept_before(seals: Seals, file: Path, now: Checkpoint) -> SignedNote:
    """What is already kept of the same checkpoint; a flawed file is no hindrance."""
    fresh = SignedNote(now, now.text, ())
    try:
        kept = note_in(file)
        kept.by(seals.keys + seals.witness_keys)
    except (ForgedCheckpoint, OSError):
        return fresh
    return kept if kept.checkpoint == now else fresh


def _signed(
    signer: SignerClient, tree: Levels, now: Checkpoint, known: int
) -> Signature:
    def ask(old: int, proof: Sequence[bytes]) -> Signature:
        return signer.sign(Request(old, tuple(proof), now.text))

    try:
        return signed_by(ask, _prover(tree), known)
    except NotExtending as said:
        raise SignerRefused(said) from None  # its size may be secret


def _witnessed(
    seals: Seals, tree: Levels, note: SignedNote, known: int
) -> tuple[SignedNote, list[str]]:
    """The note with the cosignatures that could be had, and what is missing."""
    missing: list[str] = []
    if len(note.by(seals.witness_keys)) >= len(seals.witnesses):
        return note, missing
    for witness in seals.witnesses:
        try:
            note = note.adding(_cosigned(witness, tree, note, known))
        except (WitnessUnreachable, NotExtending) as trouble:
            missing.append(_told(witness, trouble))
    return note, missing


def _cosigned(
    witness: WitnessClient, tree: Levels, note: SignedNote, known: int
) -> Sequence[Signature]:
    def ask(old: int, proof: Sequence[bytes]) -> Sequence[Signature]:
        return witness.cosign(Request(old, tuple(proof), str(note)))

    return signed_by(ask, _prover(tree), known)


def _prover(tree: Levels) -> Callable[[int], Sequence[bytes]]:
    def prove(size: int) -> Sequence[bytes]:
        if size > tree.size:
            raise NotExtending(Why.SMALLER, size)
        return tree.consistency(size)

    return prove


def _told(witness: WitnessClient, trouble: Exception) -> str:
    if isinstance(trouble, NotExtending):
        return f"Vittnet {witness.url} vägrade: {trouble}."
    return str(trouble)


def _stamped(seals: Seals) -> list[str]:
    if seals.timestamp_url is None:
        return []
    from upphandling.infrastructure.ledger.stamping import (  # noqa: PLC0415 -- slow to load
        stamp_last,
    )

    try:
        stamp_last(seals)
    except (TimestampFailed, NotKept) as failed:
        return [str(failed)]
    return []
