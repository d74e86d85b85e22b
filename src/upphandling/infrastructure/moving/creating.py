"""A backup written out of a database while others work in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.moving.archive import ArchiveWriter
from upphandling.infrastructure.moving.beside import (
    CHECKPOINTS,
    DESTROYED,
    checkpoints,
    listed,
)
from upphandling.infrastructure.moving.manifest import (
    FORMAT,
    LOG,
    TABLES,
    VERSION,
    Log,
    Manifest,
    content_of,
)
from upphandling.infrastructure.moving.outgoing import Counted, Outgoing
from upphandling.infrastructure.moving.tables import CARRIED, highest_number
from upphandling.infrastructure.moving.tables import lines as lines_of
from upphandling.infrastructure.moving.whole_file import new_file
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.destroyed_list import DestroyedList

TOLD = 5000  # lines between two words about how far it has come

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """What lies beside the database: the checkpoints, the list of destroyed keys.

    `broken` says that the log is marked as broken.
    """

    checkpoints: Path | None = None
    destroyed: DestroyedList | None = None
    broken: bool = False


def create(
    database: Database,
    to: Path,
    beside: Beside,
    *,
    progress: Progress | None = None,
) -> Manifest:
    """Write all of the house into a new file; answers what it says of itself.

    One snapshot of the database: what is written meanwhile is not in it. Checkpoints
    are read before it, so that none is of a larger log; the list of destroyed keys
    after it, so that it lacks none. Raises `MovingTrouble`, `DatabaseTrouble` and
    `DestroyedListDamaged`; then there is no file.
    """
    schema.require_current(database)
    made_at = database.now()
    sealed = checkpoints(beside.checkpoints)
    with (
        new_file(to) as file,
        ArchiveWriter(file, int(made_at.timestamp())) as writer,
    ):
        with database.reading(snapshot=True) as cursor:
            counted = _put_log(database, cursor, writer, progress)
            numbers = _put_tables(database, cursor, writer)
        for name, content in sealed:
            writer.put_file(f"{CHECKPOINTS}{name}", content)
        destroyed = beside.destroyed.read().lines if beside.destroyed else ()
        writer.put_file(DESTROYED, listed(destroyed))
        parts = tuple(writer.packed())
        manifest = Manifest(
            format=FORMAT,
            version=VERSION,
            program=version("upphandling"),
            schema_step=schema.HEAD,
            made_at=utc_text(made_at),
            database=database.dialect,
            log=Log(
                events=counted.events,
                refusals=counted.refusals,
                commands=counted.commands,
                root=counted.root,
            ),
            content=content_of(parts),
            broken=beside.broken,
            numbers=numbers,
            parts=parts,
        )
        writer.finish(manifest)
    return manifest


def _put_log(
    database: Database, cursor: Any, writer: ArchiveWriter, progress: Progress | None
) -> Counted:
    outgoing = Outgoing(database, cursor)
    writer.put_lines(LOG, _advancing(outgoing, progress))
    return outgoing.counted


def _advancing(outgoing: Outgoing, progress: Progress | None) -> Iterator[str]:
    """The lines of the log; `progress` is told how many leaves are done, of how many."""
    for number, line in enumerate(outgoing.lines()):
        if progress is not None and number % TOLD == 0:
            progress(outgoing.counted.leaves, outgoing.end)
        yield line


def _put_tables(
    database: Database, cursor: Any, writer: ArchiveWriter
) -> dict[str, int]:
    """Put every table beside the log; answers the highest numbers that were given."""
    numbers = {}
    for table in CARRIED:
        writer.put_lines(f"{TABLES}{table.name}/", lines_of(database, cursor, table))
        if table.numbered is not None:
            numbers[table.name] = highest_number(database, cursor, table)
    return numbers
