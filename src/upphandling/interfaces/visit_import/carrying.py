"""A file of visits, from its first line to the event that makes them count.

The rows are kept under a number of their own before anything is decided; whatever
breaks off leaves rows that count for nothing, and that the next import sweeps away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from upphandling.application.visit_month import ImportVisits
from upphandling.domain.visit_month import BatchIncomplete, VisitMonth, key_of
from upphandling.infrastructure.visits import pending
from upphandling.infrastructure.visits.tables import PERFORMED, PLANNED, Numbered
from upphandling.interfaces.visit_import.checking import checked, must_be_alone
from upphandling.interfaces.visit_import.grounds import grounds
from upphandling.interfaces.words import IN_SWEDISH
from upphandling.interop.tables import RowFault
from upphandling.interop.visit_rows import VisitRows

if TYPE_CHECKING:
    from upphandling.application.messages import Envelope
    from upphandling.bootstrap import House
    from upphandling.infrastructure.storage.database import Database
    from upphandling.interfaces.visit_import.faults import Faults
    from upphandling.interop.visit_file import VisitFile

AT_A_TIME = 50_000  # rows
UNREAD = "0" * 64  # stands for the file before it has been read
NO_BATCH = 2**53

Progress = Callable[[int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is to be carried in, where, by whom, and what is to become of bad rows.

    `command_id` names the command that lets the visits count, where the sender has one.
    """

    system: str
    month: str
    name: str
    sender: Envelope
    keep_good: bool
    dry_run: bool
    command_id: str | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of it: performed and planned visits that count, or would.

    `batch` is None where none do. `skipped` are rows whose visits were kept before,
    just as they are.
    """

    batch: int | None
    rows: int
    planned: int
    refused: int
    skipped: int


def carry_in(
    house: House, asked: Asked, file: VisitFile, faults: Faults, progress: Progress
) -> Carried:
    """Read, check and count; with any fault nothing counts unless good rows are asked for.

    Raises `BadFile`, and the `Refused` that stands in the way; `LedgerBroken` is one.
    """
    house.must_be_whole()
    database = house.database
    month = _month(house, asked)
    standing = () if month is None else month.standing
    command = _command(asked, standing)
    with suppress(BatchIncomplete):  # who may not is told so before the file is read
        _send(house, asked, command)
    pending.sweep(database, asked.system, asked.month, month.numbers if month else ())
    batch = pending.begin(database, asked.system, asked.month)
    rows = planned = 0
    try:
        found = grounds(house, asked.system, asked.month, standing)
        visits = _good(file, VisitRows(found.against, IN_SWEDISH), faults)
        _write(database, batch, visits, progress)
        pending.looked_at(database)
        skipped = checked(database, batch, found, faults)
        must_be_alone(database, asked.system, asked.month, batch, found)
        if asked.keep_good or not faults.total:
            rows = pending.size(database, PERFORMED, batch)
            planned = pending.size(database, PLANNED, batch)
        if rows or planned:
            told: dict[str, Any] = {
                "batch": batch,
                "rows": rows,
                "planned": planned,
                "refused": faults.rows,
                "file_sha256": file.sha256,
            }
            _send(house, asked, command.model_copy(update=told))
    finally:
        month = _month(house, asked)
        counts = month is not None and batch in month.numbers
        if not counts:
            pending.drop(database, batch)
    return Carried(batch if counts else None, rows, planned, faults.rows, skipped)


def _month(house: House, asked: Asked) -> VisitMonth | None:
    key = key_of(asked.system, asked.month)
    return house.engine.session().find(VisitMonth, key)


def _command(asked: Asked, against: tuple[int, ...]) -> ImportVisits:
    """What is asked for, of a batch that there never is."""
    return ImportVisits(
        system=asked.system,
        month=asked.month,
        batch=NO_BATCH,
        against=list(against),
        rows=1,
        refused=0,
        file=asked.name,
        file_sha256=UNREAD,
    )


def _send(house: House, asked: Asked, command: ImportVisits) -> None:
    sender = asked.sender
    who: Any = {"by": sender.by, "role": sender.role, "mandate": sender.mandate}
    if asked.dry_run:
        house.engine.rehearse(command, **who)
    else:
        house.engine.handle(
            command, **who, command_id=asked.command_id, keep_refusal=False
        )


def _good(file: VisitFile, rows: VisitRows, faults: Faults) -> Iterator[Numbered]:
    """The visits that are as they should be, each by itself."""
    for row, cells in file.records():
        read = [cells] if isinstance(cells, RowFault) else rows.read(row, cells)
        if isinstance(read, list):
            faults.of_row(read)
        else:
            yield row, read


def _write(
    database: Database,
    batch: int,
    visits: Iterable[Numbered],
    progress: Progress,
) -> None:
    """The next rows are read while the last are being written."""
    done, coming = 0, iter(visits)
    with ThreadPoolExecutor(1) as writer:
        writing: Future[None] | None = None
        while part := list(islice(coming, AT_A_TIME)):
            if writing is not None:
                writing.result()
            writing = writer.submit(pending.write, database, batch, part)
            done += len(part)
            progress(done)
        if writing is not None:
            writing.result()
