"""A backup tried: read into a store of its own, recounted there, and thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from upphandling.application.verification import Findings
from upphandling.infrastructure.ledger.faults import Fault
from upphandling.infrastructure.ledger.holding import gathered
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.moving.archive import ArchiveReader
from upphandling.infrastructure.moving.beside import destroyed_in, held_in
from upphandling.infrastructure.moving.loading import loading
from upphandling.infrastructure.moving.manifest import Manifest
from upphandling.infrastructure.moving.passing_folder import passing_folder
from upphandling.infrastructure.moving.reading_in import (
    find_fault,
    must_agree,
    read_in,
)
from upphandling.infrastructure.moving.troubles import Damaged, PartChanged, room_for
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.catalogue import PROJECTIONS

READING, COUNTING, REPLAYING = "Läser", "Räknar om", "Spelar upp"
"""What it is about, for who waits."""

OTHER_ROOT = "raderna i databasen ger en annan rot"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """A backup that could be read back whole.

    `faults` are those of the log itself, which was so already when the backup was made;
    `unjudged` says that it has events that only a later version of the program knows;
    `held` counts the checkpoints that it agrees with, `unheard` says who did not
    answer. `replayed` has what `upphandling verify` finds, when that was asked for.
    """

    manifest: Manifest
    faults: tuple[Fault, ...]
    unjudged: bool
    held: int
    unheard: tuple[str, ...]
    replayed: Findings | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        wrong = self.replayed is not None and self.replayed.total > 0
        return not self.faults and not self.unjudged and not wrong


def verify(
    path: Path, seals: Seals, *, full: bool = False, progress: Progress | None = None
) -> Tried:
    """Read the backup into a temporary store, and recount it there as the audit does.

    Where that finds a fault the file is read once more, to say on which line it is.
    Held against its own checkpoints and all that can be asked of the same log: a backup
    may be older than they are. With `full` the read models are built and everything
    that was computed is computed again. Raises `MovingTrouble`.
    """
    told = progress or (lambda _what, _done, _total: None)
    with ArchiveReader(path) as reader, _store() as store:
        manifest = reader.manifest
        manifest.must_be_readable()
        destroyed_in(reader)
        there = gathered(seals)
        held = [*held_in(reader, seals), *there.held]
        try:
            with loading(store) as into:
                read_in(
                    reader,
                    into,
                    progress=lambda done, total: told(READING, done, total),
                )
        except Damaged:
            find_fault(reader)
            raise
        leaves = manifest.log.events + manifest.log.refusals
        counted = recount(
            store,
            progress=lambda done: told(COUNTING, done, leaves),
            sizes={one.checkpoint.size for one in held},
        )
        same = counted.root.hex() == manifest.log.root
        if counted.faults or not same:
            find_fault(reader)
        if not same:
            raise PartChanged(path, OTHER_ROOT)
        must_agree(reader, counted.roots, held, older=True)
        return Tried(
            manifest=manifest,
            faults=counted.faults,
            unjudged=bool(counted.unjudged),
            held=len({one.checkpoint for one in held}),
            unheard=tuple(there.unheard),
            replayed=_replayed(store, told) if full else None,
        )


@contextmanager
def _store() -> Iterator[Database]:
    """An empty SQLite file with the store's tables, gone when the block ends."""
    with passing_folder() as folder, room_for(folder):
        url = f"sqlite:///{folder}/prov.db"
        with Database(url, create=True) as store:
            schema.upgrade(store)
            yield store


def _replayed(store: Database, told: Progress) -> Findings:
    """Every case read, every read model built, and all that was computed recomputed."""
    from upphandling.infrastructure.verification.fan_out import (  # noqa: PLC0415 -- slow to load
        verify as recomputed,
    )

    wanted = PROJECTIONS.values()
    read_tables.sync(store, wanted)
    Projector(store, wanted).catch_up()
    return recomputed(store, progress=lambda done, total: told(REPLAYING, done, total))
