"""A database held against what a witness has kept of it, for who has both."""

from __future__ import annotations

from pathlib import Path

from upphandling.infrastructure.ledger.auditing import Findings, audit, counted_by
from upphandling.infrastructure.ledger.holding import gathered
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.troubles import UnknownLog
from upphandling.infrastructure.ledger.witness import WatchedLog, Witness
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database


def witnessed(
    witness: Witness, origin: str | None, address: str | None
) -> dict[str, Findings]:
    """By log, what is wrong with the kept checkpoints and with the database.

    Without an address only the checkpoints themselves are looked at. Raises
    `UnknownLog` where the log is not watched.
    """
    logs = [watched for watched in witness.logs() if origin in (None, watched.origin)]
    if not logs:
        raise UnknownLog(origin or witness.folder)
    return {watched.origin: _looked_at(watched, address) for watched in logs}


def _looked_at(watched: WatchedLog, address: str | None) -> Findings:
    seals = Seals(keys=watched.keys, witness_keys=(watched.witness,))
    given: list[Path] = [watched.folder]
    if address is not None:
        with Database(address) as database:
            schema.require_current(database)
            return audit(database, seals, given)
    there = gathered(seals, given)
    last = max((held.checkpoint.size for held in there.held), default=0)
    return Findings(
        size=last,
        root=b"",
        doubts=tuple(there.doubts),
        found=0,
        compared=counted_by(there),
    )
