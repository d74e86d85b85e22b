"""A backup read into a store: every line checked, and held against the checkpoints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from upphandling.infrastructure.ledger.faults import IN_GENERAL
from upphandling.infrastructure.ledger.holding import Held
from upphandling.infrastructure.moving.archive import ArchiveReader
from upphandling.infrastructure.moving.checking import LogCheck, OutOfOrder
from upphandling.infrastructure.moving.lines import Kind, NotALine, row_of
from upphandling.infrastructure.moving.loading import Loading
from upphandling.infrastructure.moving.manifest import LOG, TABLES
from upphandling.infrastructure.moving.tables import CARRIED, Carried, Row
from upphandling.infrastructure.moving.tables import row_of as row_in
from upphandling.infrastructure.moving.troubles import (
    LineChanged,
    NotTheSealedLog,
    OlderThanCheckpoint,
    PartChanged,
)

NOT_A_LINE = "den går inte att förstå"
NOT_SO_MANY = "antalen eller roten stämmer inte"
TOLD = 5000  # lines between two words about how far it has come

Progress = Callable[[int, int], None]


def read_in(
    reader: ArchiveReader,
    into: Loading,
    check: LogCheck | None = None,
    *,
    destroyed: Collection[str] = (),
    progress: Progress | None = None,
) -> None:
    """Read all of the backup; every line of the log is held by the check, if there is one.

    What lay under the keys that are `destroyed` is left out. Raises `Damaged`.
    """
    log, found = reader.manifest.log, Counter[Kind]()
    for kind, row in _log(reader, check):
        into.put(kind, row)
        found[kind] += 1
        if progress is not None and found.total() % TOLD == 0:
            done = found["event"] + found["refusal"]
            progress(done, log.events + log.refusals)
    if found != Counter(event=log.events, refusal=log.refusals, command=log.commands):
        raise PartChanged(reader.path, LOG, NOT_SO_MANY)
    into.flush()
    for table in CARRIED:
        into.put_rows(table, _kept(_rows(reader, table), table, set(destroyed)))
        into.number_from(table, reader.manifest.numbers.get(table.name, 0))


def find_fault(reader: ArchiveReader) -> None:
    """Hold every line of the log against its leaf; raises `Damaged` at the first fault."""
    for _ in _log(reader, LogCheck()):
        pass


def must_agree(
    reader: ArchiveReader,
    roots: Mapping[int, bytes],
    held: Iterable[Held],
    *,
    older: bool = False,
) -> None:
    """Hold the log that was read, by its roots of some sizes, against the checkpoints.

    Raises `NotTheSealedLog` where one says otherwise and, unless `older` is accepted,
    `OlderThanCheckpoint` where one is of a larger log.
    """
    beyond = False
    for one in held:
        root = roots.get(one.checkpoint.size)
        if root is None:
            beyond = True
        elif root != one.checkpoint.root:
            raise NotTheSealedLog(reader.path, IN_GENERAL[one.kind])
    if beyond and not older:
        raise OlderThanCheckpoint(reader.path)


def _log(reader: ArchiveReader, check: LogCheck | None) -> Iterator[tuple[Kind, Row]]:
    """The rows of the log; the check follows them, and must agree in the end."""
    for part, number, line in reader.lines(LOG):
        try:
            kind, row = row_of(line)
            if check is not None:
                check.take(kind, row, line)
        except NotALine:
            raise _changed(reader, part, number, NOT_A_LINE) from None
        except OutOfOrder as fault:
            raise _changed(reader, part, number, str(fault)) from None
        yield kind, row
    if check is None:
        return
    try:
        counted = check.end()
    except OutOfOrder as fault:
        raise PartChanged(reader.path, LOG, fault) from None
    if not reader.manifest.log.agrees(counted):
        raise PartChanged(reader.path, LOG, NOT_SO_MANY)


def _rows(reader: ArchiveReader, table: Carried) -> Iterator[Row]:
    for part, number, line in reader.lines(f"{TABLES}{table.name}/"):
        try:
            yield row_in(line, table)
        except NotALine:
            raise _changed(reader, part, number, NOT_A_LINE) from None


def _kept(rows: Iterable[Row], table: Carried, destroyed: set[str]) -> Iterator[Row]:
    """Without what lay under a destroyed key; of the key its name stays."""
    if not table.name.startswith("vault_") or not destroyed:
        yield from rows
        return
    key = [*table.columns].index("key_id")
    for row in rows:
        if row[key] not in destroyed:
            yield row
        elif table.name == "vault_keys":
            yield (*row[:-2], None, None)  # as `destroying` leaves it


def _changed(reader: ArchiveReader, part: str, number: int, why: str) -> LineChanged:
    return LineChanged(reader.path, part, f"rad {number}", why)
