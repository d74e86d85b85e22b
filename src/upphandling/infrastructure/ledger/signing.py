"""The signer: signs a checkpoint only when it extends the one it signed last.

Its state is the last note itself, written before the signature leaves: a crash in
between costs nothing, for whoever asks again is told the size and starts from there.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import structlog

from upphandling.infrastructure.ledger.durable import write_new, write_whole
from upphandling.infrastructure.ledger.extending import (
    NotExtending,
    Request,
    Why,
    must_extend,
)
from upphandling.infrastructure.ledger.keys import Signature, Signer, Verifier
from upphandling.infrastructure.ledger.note import (
    Checkpoint,
    SignedNote,
    checkpoint_of,
    read,
    verified,
)
from upphandling.infrastructure.ledger.troubles import (
    BrokenState,
    FileOutOfReach,
    ForgedCheckpoint,
    KeyExists,
    KeyExposed,
    KeyMissing,
    StateInUse,
    WrongKey,
)

log = structlog.get_logger()

EVERYBODY_ELSE = 0o077  # who must not read a private key


class LogSigner:
    """Holds the log's key and remembers, in a file, what it last signed.

    One at a time: within a process by a lock, and between processes by `alone`.
    Raises `BrokenState` when the file is not a checkpoint that this key signed.
    """

    def __init__(self, key: Signer, state: Path) -> None:
        self.key = key
        self.state = state
        self._turn = Lock()
        self.last: SignedNote | None = remembered(state, key.verifier)

    def sign(self, request: Request) -> Signature:
        """The signature of what extends the last; raises `NotExtending`, and logs it."""
        with self._turn:
            try:
                return self._sign(request)
            except NotExtending as said:
                if said.why is not Why.STALE:
                    log.warning("signing_refused", why=said.why.name)
                raise

    def _sign(self, request: Request) -> Signature:
        new = self._asked(request.checkpoint)
        must_extend(
            self.last.checkpoint if self.last else None, request.old, new, request.proof
        )
        signature = self.key.sign(new.text)
        note = SignedNote(new, new.text, (signature,))
        write_whole(self.state, str(note))
        self.last = note
        log.info("checkpoint_signed")
        return signature

    def _asked(self, text: str) -> Checkpoint:
        try:
            new = checkpoint_of(text)
        except ForgedCheckpoint:
            raise NotExtending(Why.MALFORMED) from None
        if new.text != text or new.origin != self.key.name:
            raise NotExtending(Why.MALFORMED)
        return new


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Nobody else signs from this state; raises `StateInUse`, `FileOutOfReach`."""
    lock = state.with_name(f"{state.name}.lock")
    try:
        opened = lock.open("w")
    except OSError:
        raise FileOutOfReach(lock) from None
    with opened as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateInUse(lock) from None
        yield


def remembered(state: Path, key: Verifier) -> SignedNote | None:
    """The last note signed; None before the first.

    Raises `BrokenState`, and `FileOutOfReach` where it cannot be told if there is one.
    """
    try:
        text = state.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise BrokenState(state) from None
    except OSError:
        raise FileOutOfReach(state) from None
    try:
        verified(text, [key])
    except ForgedCheckpoint:
        raise BrokenState(state) from None
    return read(text)


def make_key(file: Path, name: str, algorithm: int) -> Signer:
    """A new key in a file that only its owner reads; raises `KeyExists`."""
    key = Signer.make(name, algorithm)
    try:
        write_new(file, f"{key.secret}\n")
    except FileExistsError:
        raise KeyExists(file) from None
    return key


def key_in(file: Path, algorithm: int) -> Signer:
    """The key of a file.

    Raises `KeyMissing`, `KeyExposed`, `FileOutOfReach`, `BadKey` or `WrongKey`.
    """
    try:
        if file.stat().st_mode & EVERYBODY_ELSE:
            raise KeyExposed(file)
        key = Signer.read(file.read_bytes().decode("ascii", "replace"))
    except FileNotFoundError:
        raise KeyMissing(file) from None
    except OSError:
        raise FileOutOfReach(file) from None
    if key.algorithm != algorithm:
        raise WrongKey(file)
    return key
