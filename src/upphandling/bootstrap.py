"""Settings -> House: the parts meet here, and only here; no work at import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from upphandling.application.engine import Engine
from upphandling.application.refusals import ClockNotBelieved, LedgerBroken
from upphandling.domain.access import policy
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.rulebook import book
from upphandling.domain.thresholds import thresholds
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.event_log.persistence import Persistence
from upphandling.infrastructure.leadership.instances import newer_runs
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.watch import LedgerWatch
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.barriers import KnownBarriers
from upphandling.infrastructure.read_side.projector import Progress, Projector
from upphandling.infrastructure.read_side.rebuilding import Rebuild
from upphandling.infrastructure.read_side.shaped_by import note_shaping
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    DatabaseDenied,
    DatabaseFailed,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    SchemaNewer,
)
from upphandling.infrastructure.timekeeping.boot import Since, since_boot
from upphandling.infrastructure.timekeeping.guard import GuardedClock
from upphandling.infrastructure.vault.at_start import finished
from upphandling.infrastructure.vault.destroyed_list import DestroyedList
from upphandling.infrastructure.vault.destroying import Destroyer, Reconciled
from upphandling.infrastructure.vault.keyring import Keyring
from upphandling.infrastructure.vault.vault import SealedVault
from upphandling.infrastructure.visits.destroying import VisitsForgotten
from upphandling.infrastructure.vitals.environment import must_suit
from upphandling.projections.catalogue import PROJECTIONS
from upphandling.projections.deadlines import DEADLINES, Deadline, due, next_due
from upphandling.schedules.sweep import Due, Fallen, GoOn, Sweep, always
from upphandling.settings import Settings

DUE_AT_A_TIME = 500

WITH_ALL = (
    DatabaseUnreachable,
    DatabaseReadOnly,
    DatabaseFull,
    DatabaseLocked,
    DatabaseDenied,
    DatabaseFailed,
)
"""Troubles that every deadline would meet alike: not the fault of a case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """An open house: send commands to `engine`, ask `database` for read models.

    `clock` is for those who read: it always answers. Who writes asks `engine.clock`,
    which the `guard` may stop; it is None where the clock was given.
    """

    database: Database
    recorder: EventRecorder
    engine: Engine
    projector: Projector
    sweep: Sweep
    clock: Callable[[], datetime]
    guard: GuardedClock | None
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
            self.projector.catch_up()

    def tick(self, go_on: GoOn = always) -> float | None:
        """Carry out all that is due and bring the read models up to date.

        Deadlines come first: no other read model may hold them up. Answers the
        seconds until the next one; None when nothing is awaited. What is due and
        could not be carried out hurries nobody: it is tried again at the next beat.
        `go_on` is asked before each deadline. Nothing falls by a clock that is not
        believed.
        """
        try:
            now = self.engine.clock()
        except ClockNotBelieved:
            self.refresh()
            return None
        self.fall_due(now, go_on)
        if self.engine.read_only is None:
            with self.engine.observers.work("projection"):
                self.projector.catch_up()
        awaited = self.next_due(after=now)
        return None if awaited is None else (awaited - now).total_seconds()

    def fall_due(self, now: datetime, go_on: GoOn = always) -> list[Fallen]:
        """Carry out all that is due at an instant; only deadlines are kept up.

        Nothing falls in a log that is broken: what is due waits until it is mended.
        """
        self.heed_ledger()
        if self.engine.read_only is not None:
            return []
        with self.engine.observers.work("sweep"):
            self.projector.catch_up([DEADLINES])
            return self.sweep(now, go_on)

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
    since: Callable[[], Since] | None = None,
    keys: Keyring | None = None,
    destroyed: Path | None = None,
    seals: Seals | None = None,
) -> House:
    """Open a database that is up to date with this code.

    `clock` defaults to the database's own, guarded against leaps by the machine's own
    count; a clock that is given is guarded only by a `since` that is given. Without
    `keys` the vault stays shut, which hinders only what needs it; `destroyed` is the
    list of what has been destroyed.
    A log that is marked as broken in the folder of its `seals` is only read.
    Raises `DatabaseTrouble`, and `BrokenLaw` for a fault in the rulebook, the calendar,
    the thresholds or the access policy.
    """
    for edition in (book, swedish_calendar, thresholds, policy):
        edition()  # a fault stops the start, not some deadline later
    database = Database(url)
    try:
        must_suit(database)
        schema.require_current(database)
        read_tables.require_ours(database, PROJECTIONS.values())
        return _house_on(database, clock, since, keys, destroyed, seals)
    except BaseException:
        database.close()
        raise


def _house_on(  # noqa: PLR0917 -- as `open_house` was asked
    database: Database,
    clock: Callable[[], datetime] | None,
    since: Callable[[], Since] | None,
    keys: Keyring | None,
    destroyed: Path | None,
    seals: Seals | None,
) -> House:
    recorder = EventRecorder(database)
    guarded = clock is None or since is not None
    told = clock or database.now
    guard = GuardedClock(database, told, since or since_boot) if guarded else None
    vault = SealedVault(database, keys or Keyring())
    destroyer = Destroyer(vault, DestroyedList(destroyed) if destroyed else None)
    ledger = LedgerWatch(database, seals or Seals())
    reconciled = finished(destroyer, heed_log=ledger.mark.said() is None)
    engine = Engine(Persistence(recorder), recorder, guard or told, vault)
    engine.footing = database.footing
    forgotten = VisitsForgotten(database)
    engine.listeners.append(forgotten.heed)
    projector = Projector(database, PROJECTIONS.values(), examines=True)
    engine.barriers = barriers = KnownBarriers(database)
    engine.listeners.append(barriers.heed)
    projector.listeners.append(barriers.forget)

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
        sweep=Sweep(engine, due_at, with_all=WITH_ALL),
        clock=guard.shown if guard else told,
        guard=guard,
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


def upgrade(url: str, progress: Progress | None = None) -> tuple[list[str], list[str]]:
    """Bring a database up to date; answers the steps taken and read models made.

    A read model of another shape is built beside the one in use, which is served
    until then; `progress` is told the position and the end. Raises `SchemaNewer`
    where the tables are those of a later version of the program, which runs.
    """
    with Database(url, create=True) as database:
        must_suit(database)
        steps = schema.upgrade(database)
        made = read_tables.sync(database, PROJECTIONS.values())
        old = read_tables.outdated(database, PROJECTIONS.values())
        if old and newer_runs(database):
            raise SchemaNewer(tables="läsmodellerna")
        if made or old:
            note_shaping(database)
        if old:
            Rebuild(database, old, progress, anyhow=True).carried_out()
        return steps, [*made, *(projection.name for projection in old)]
