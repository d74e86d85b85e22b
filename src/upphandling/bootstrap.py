"""Settings -> House: the parts meet here, and only here; no work at import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from upphandling.application.engine import Engine
from upphandling.application.refusals import LedgerBroken
from upphandling.domain.access import policy
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.rulebook import book
from upphandling.domain.thresholds import thresholds
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.event_log.persistence import Persistence
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.watch import LedgerWatch
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaOutdated
from upphandling.infrastructure.vault.at_start import finished
from upphandling.infrastructure.vault.destroyed_list import DestroyedList
from upphandling.infrastructure.vault.destroying import Destroyer, Reconciled
from upphandling.infrastructure.vault.keyring import Keyring
from upphandling.infrastructure.vault.vault import SealedVault
from upphandling.infrastructure.visits.destroying import VisitsForgotten
from upphandling.projections.catalogue import PROJECTIONS
from upphandling.projections.deadlines import DEADLINES, Deadline, due, next_due
from upphandling.schedules.sweep import Due, Fallen, Sweep
from upphandling.settings import Settings

DUE_AT_A_TIME = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """An open house: send commands to `engine`, ask `database` for read models."""

    database: Database
    recorder: EventRecorder
    engine: Engine
    projector: Projector
    sweep: Sweep
    clock: Callable[[], datetime]
    vault: SealedVault
    destroyer: Destroyer
    reconciled: Reconciled
    ledger: LedgerWatch

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()
        self.database.close()

    def refresh(self) -> None:
        """Bring the read models up to date; writes nothing when they are.

        Nothing is read on from a log that is broken: what is shown is from before.
        """
        if self.engine.read_only is not None:
            return
        end = self.recorder.max_notification_id() or 0
        if min(self.projector.positions().values()) < end:
            self.projector.keep_up()

    def tick(self) -> float | None:
        """Carry out all that is due and bring the read models up to date.

        Deadlines come first: no other read model may hold them up. Answers the
        seconds until the next one; None when nothing is awaited. What is due and
        could not be carried out hurries nobody: it is tried again at the next beat.
        """
        now = self.clock()
        self.fall_due(now)
        if self.engine.read_only is None:
            self.projector.keep_up()
        awaited = self.next_due(after=now)
        return None if awaited is None else (awaited - now).total_seconds()

    def fall_due(self, now: datetime) -> list[Fallen]:
        """Carry out all that is due at an instant; only deadlines are kept up.

        Nothing falls in a log that is broken: what is due waits until it is mended.
        """
        self.heed_ledger()
        if self.engine.read_only is not None:
            return []
        self.projector.catch_up([DEADLINES])
        return self.sweep(now)

    def heed_ledger(self) -> None:
        """Write no more once anybody has found the log broken."""
        if said := self.ledger.mark.said():
            self.engine.read_only = said

    def must_be_whole(self) -> None:
        """Raise `LedgerBroken` where nothing may be written, in the vault or elsewhere."""
        self.heed_ledger()
        if self.engine.read_only is not None:
            raise LedgerBroken(found=self.engine.read_only)

    def next_due(self, after: datetime | None = None) -> datetime | None:
        """The instant of the next deadline, of those later than `after` if given."""
        with self.database.engine.connect() as connection:
            awaited: datetime | None = connection.scalar(next_due(after))
            return awaited


def open_house(
    url: str,
    *,
    clock: Callable[[], datetime] | None = None,
    keys: Keyring | None = None,
    destroyed: Path | None = None,
    seals: Seals | None = None,
) -> House:
    """Open a database that is up to date with this code.

    `clock` defaults to the database's own. Without `keys` the vault stays shut, which
    hinders only what needs it; `destroyed` is the list of what has been destroyed.
    A log that is marked as broken in the folder of its `seals` is only read.
    Raises `DatabaseTrouble`, and `BrokenLaw` for a fault in the rulebook, the calendar,
    the thresholds or the access policy.
    """
    for edition in (book, swedish_calendar, thresholds, policy):
        edition()  # a fault stops the start, not some deadline later
    database = Database(url)
    try:
        schema.require_current(database)
        if not read_tables.in_shape(database, PROJECTIONS.values()):
            raise SchemaOutdated(tables="läsmodellerna")  # noqa: TRY301
    except BaseException:
        database.close()
        raise
    recorder = EventRecorder(database)
    clock = clock or database.now
    vault = SealedVault(database, keys or Keyring())
    destroyer = Destroyer(vault, DestroyedList(destroyed) if destroyed else None)
    ledger = LedgerWatch(database, seals or Seals())
    reconciled = finished(destroyer, heed_log=ledger.mark.said() is None)
    engine = Engine(Persistence(recorder), recorder, clock, vault)
    forgotten = VisitsForgotten(database)
    engine.listeners.append(forgotten.heed)
    projector = Projector(database, PROJECTIONS.values())

    def due_at(now: datetime, beyond: int) -> Sequence[Due]:
        projector.catch_up([DEADLINES])
        with database.engine.connect() as connection:
            return [
                Due(
                    row.case_id,
                    Deadline(row.deadline),
                    row.part,
                    row.due_at,
                    row.set_by,
                )
                for row in connection.execute(due(now, DUE_AT_A_TIME + beyond))
            ]

    house = House(
        database=database,
        recorder=recorder,
        engine=engine,
        projector=projector,
        sweep=Sweep(engine, due_at),
        clock=clock,
        vault=vault,
        destroyer=destroyer,
        reconciled=reconciled,
        ledger=ledger,
    )
    house.heed_ledger()
    if engine.read_only is None:
        forgotten.finish()
    return house


def open_as_set(settings: Settings) -> House:
    """The house as the operator has set it up; raises as `open_house`."""
    return open_house(
        settings.database_url,
        keys=Keyring.of(*settings.vault_key_files),
        destroyed=settings.vault_destroyed_file,
        seals=seals_as_set(settings),
    )


def seals_as_set(settings: Settings) -> Seals:
    """What the operator seals the log with; raises `BadKey`."""
    if settings.ledger_dir is None and not settings.log_key:
        return Seals()
    from upphandling.infrastructure.ledger.set_up import (  # noqa: PLC0415 -- slow to load
        seals_of,
    )

    return seals_of(settings)


def upgrade(url: str) -> tuple[list[str], list[str]]:
    """Bring a database up to date; answers the steps taken and tables made."""
    with Database(url, create=True) as database:
        return (
            schema.upgrade(database),
            read_tables.sync(database, PROJECTIONS.values()),
        )
