"""The witness: keeps what a log has signed, and cosigns only what extends it.

In its own folder: `key`, and a folder for each log with `log` (its public keys),
`checkpoint` (the last, cosigned) and `history/` (every one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock

import structlog

from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.durable import make_folder, write_whole
from upphandling.infrastructure.ledger.extending import (
    NotExtending,
    Request,
    Why,
    must_extend,
)
from upphandling.infrastructure.ledger.keys import (
    COSIGNATURE,
    Signature,
    Signer,
    Verifier,
)
from upphandling.infrastructure.ledger.note import SignedNote, of_log, read
from upphandling.infrastructure.ledger.signing import key_in, make_key
from upphandling.infrastructure.ledger.troubles import (
    BrokenState,
    ForgedCheckpoint,
    UnknownLog,
)

log = structlog.get_logger()

KEY, LOG = "key", "log"


class WatchedLog:
    """One log as this witness knows it."""

    def __init__(self, folder: Path, witness: Verifier) -> None:
        self.folder = folder
        self.files = CheckpointFiles(folder)
        self.keys = tuple(
            map(Verifier.read, (folder / LOG).read_text(encoding="utf-8").splitlines())
        )
        self.witness = witness

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self.keys[0].name

    def last(self) -> SignedNote | None:
        """What was last cosigned, None before; raises `BrokenState`."""
        try:
            note = self.files.last()
            lost = note is None and bool(self.files.sizes())
            if lost or (note is not None and not note.by([self.witness])):
                raise BrokenState(self.files.latest)
        except ForgedCheckpoint:
            raise BrokenState(self.files.latest) from None
        return note


class Witness:
    """Cosigns one checkpoint at a time, each an extension of the one before.

    `clock` tells the second of a cosignature.
    """

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self.folder = folder
        self.key: Signer = key_in(folder / KEY, COSIGNATURE)
        self.clock = clock
        self._turn = Lock()

    def logs(self) -> Iterator[WatchedLog]:
        """Every log it watches."""
        for told in sorted(self.folder.glob(f"logs/*/{LOG}")):
            yield WatchedLog(told.parent, self.key.verifier)

    def watched(self, origin: str) -> WatchedLog:
        """The log of that name; raises `UnknownLog`."""
        folder = self._folder_of(origin)
        if not (folder / LOG).exists():
            raise UnknownLog(origin)
        return WatchedLog(folder, self.key.verifier)

    def watch(self, keys: Sequence[Verifier]) -> None:
        """Watch the log of these keys, from now on with these and no others."""
        folder = self._folder_of(keys[0].name)
        make_folder(folder)
        write_whole(folder / LOG, "".join(f"{key}\n" for key in keys))

    def add(self, request: Request) -> Signature:
        """The cosignature; kept on the disk before it leaves.

        Raises `UnknownLog`, `ForgedCheckpoint` when the log has not signed it,
        `NotExtending` when it does not extend the last, `BrokenState` and `NotKept`.
        """
        note = read(request.checkpoint)
        with self._turn:
            watched = self.watched(note.checkpoint.origin)
            new = of_log(note, watched.keys)
            last = watched.last()
            try:
                must_extend(
                    last.checkpoint if last else None, request.old, new, request.proof
                )
            except NotExtending as said:
                if said.why is not Why.STALE:
                    told = {"size": new.size, "why": said.why.name}
                    log.warning("cosigning_refused", log=new.origin, **told)
                raise
            cosignature = self.key.sign(note.text, seen_at=int(self.clock()))
            own = SignedNote(new, note.text, note.by(watched.keys))
            watched.files.keep(own.adding([cosignature]))
        log.info("checkpoint_cosigned", log=new.origin)
        return cosignature

    def _folder_of(self, origin: str) -> Path:
        return self.folder / "logs" / sha256(origin.encode()).hexdigest()[:16]


def make_witness(folder: Path, name: str) -> Verifier:
    """A new witness in a folder; raises `KeyExists`. Answers its public key."""
    make_folder(folder)
    return make_key(folder / KEY, name, COSIGNATURE).verifier
