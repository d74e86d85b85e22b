"""A backup restored into an empty database: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from upphandling.infrastructure.ledger.holding import gathered
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.moving.archive import ArchiveReader
from upphandling.infrastructure.moving.beside import destroyed_in, held_in, put_back
from upphandling.infrastructure.moving.checking import LogCheck
from upphandling.infrastructure.moving.loading import loading
from upphandling.infrastructure.moving.manifest import Manifest
from upphandling.infrastructure.moving.proving import must_read_back
from upphandling.infrastructure.moving.reading_in import must_agree, read_in
from upphandling.infrastructure.moving.troubles import room_for
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.destroyed_list import DestroyedList
from upphandling.infrastructure.vitals.environment import must_suit
from upphandling.projections.catalogue import PROJECTIONS

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What was restored.

    `older`: it is older than a checkpoint that somebody holds. `unlisted`: keys that
    were destroyed and that no list here could take. `unheard` did not answer.
    """

    manifest: Manifest
    older: bool
    unlisted: int
    unheard: tuple[str, ...]


def restore(
    path: Path,
    url: str,
    seals: Seals,
    listed: DestroyedList | None,
    *,
    older: bool = False,
    progress: Progress | None = None,
) -> Restored:
    """Put the backup into the database, which must be empty; its tables are made.

    What lay under keys that the backup's list or the one here says are destroyed is
    never written. Checkpoints that are missing here are put back, never written over.
    With `older` it may be older than a checkpoint. Raises `MovingTrouble`,
    `DatabaseTrouble` and `DestroyedListDamaged`; then the database is as empty as before.
    """
    with ArchiveReader(path) as reader:
        reader.manifest.must_be_readable()
        destroyed = destroyed_in(reader)
        known = listed.read().lines if listed else ()
        there = gathered(seals)
        held = [*held_in(reader, seals), *there.held]
        check = LogCheck({one.checkpoint.size for one in held})
        with Database(url, create=True) as database:
            make_tables(database)
            read_tables.sync(database, PROJECTIONS.values())  # whole once the log is in
            with room_for(database.url), loading(database) as into:
                read_in(
                    reader,
                    into,
                    check,
                    destroyed={one.key_id for one in (*destroyed, *known)},
                    progress=progress,
                )
                must_agree(reader, check.roots, held, older=older)
                must_read_back(into, check.digest)
                if listed is not None:
                    listed.add(destroyed)
        if seals.files is not None:
            put_back(reader, seals.files.folder)
        sizes = [one.checkpoint.size for one in held]
        return Restored(
            manifest=reader.manifest,
            older=max(sizes, default=0) > check.counted.leaves,
            unlisted=0 if listed else len(destroyed),
            unheard=tuple(there.unheard),
        )


def make_tables(database: Database) -> None:
    """The store's tables where there are none; a database of another step is refused.

    So is one that the house could not be opened on afterwards (`must_suit`).
    """
    must_suit(database)
    if schema.state(database).verdict == "missing":
        schema.upgrade(database)
    schema.require_current(database)
