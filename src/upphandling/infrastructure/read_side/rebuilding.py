"""Builds read models again beside those in use, and lets them change places at once.

Nobody ever reads an empty or half view: the ones in use are served and kept up until
the new ones have come as far.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from secrets import token_hex
from time import sleep
from typing import Any

from upphandling.infrastructure.read_side import beside, set_aside
from upphandling.infrastructure.read_side.batch import Batch
from upphandling.infrastructure.read_side.beside import BESIDE
from upphandling.infrastructure.read_side.folding import Progress, gather
from upphandling.infrastructure.read_side.set_aside import Aside, Fault, left_alone
from upphandling.infrastructure.read_side.standing import last_position
from upphandling.infrastructure.read_side.tables import shape
from upphandling.infrastructure.read_side.unwritable import (
    Unwritable,
    fault_at,
    is_of_the_rows,
    smaller,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DatabaseLocked, DatabaseTrouble
from upphandling.projections.base import Projection

SPAN = 200_000  # events between two saved positions, at most
CLOSE = 1_000  # events that may be left to take while the live one is held
TRIES = 240  # times that the change of places is tried while others read
PAUSE = 0.5  # seconds between two of them

LOCK = "rebuild"

MINE = "SELECT position FROM projections WHERE name = ? AND shape = ?"

Gathered = tuple[Batch, int, Aside]


class RebuildTakenOver(DatabaseTrouble):
    """Någon annan har börjat bygga om samma läsmodell."""

    hint = "Vänta tills den är klar; den läsmodell som används har inte rörts."


@dataclass(frozen=True, kw_only=True, slots=True)
class Rebuilt:
    """What a rebuild came to: `events` read, and what could not be taken.

    It is not `swapped` in where it would leave alone a case that the one in use does
    not; then nothing was changed.
    """

    events: int
    swapped: bool
    faults: tuple[Fault, ...] = ()


class Rebuild:
    """One rebuild of some read models, in one reading of the log.

    The token says whose the tables beside are: who begins after us takes over, and
    we stop. `anyhow` swaps whatever could not be taken, for tables of a new shape.
    """

    def __init__(
        self,
        database: Database,
        projections: Sequence[Projection],
        progress: Progress | None = None,
        *,
        anyhow: bool = False,
    ) -> None:
        self.database = database
        self.projections = tuple(projections)
        self.tables = [table for one in projections for table in one.tables]
        self.progress = progress
        self.anyhow = anyhow
        self.token = token_hex(8)
        self.aside = Aside()
        self.position = 0

    def carried_out(self) -> Rebuilt:
        """Build, catch up, change places. Broken off, it leaves all as it was.

        Raises `DatabaseTrouble`, where somebody reads on and on as `DatabaseLocked`.
        """
        try:
            self._begin()
            self._come_close()
            with self.database.writing(LOCK) as cursor:
                self._must_be_mine(cursor)
                beside.make_ready(cursor, self.database, self.tables)
            swapped = self._change_places()
        except BaseException:
            with suppress(DatabaseTrouble):
                self._clean_up()
            raise
        if not swapped:
            self._clean_up()
        set_aside.tell(self.aside.faults)
        return Rebuilt(
            events=self.position, swapped=swapped, faults=tuple(self.aside.faults)
        )

    def _begin(self) -> None:
        with self.database.writing(LOCK) as cursor:
            beside.make(cursor, self.database, self.tables)
            for one in self.projections:
                self._forget(cursor, one.name + BESIDE)
                self._register(cursor, one.name + BESIDE, 0, self.token)

    def _come_close(self) -> None:
        """Read on until little is left to take while the one in use is held."""
        while self.position < (last := self._last()):
            self._read_to(last)
            if self._last() - self.position < CLOSE:
                return

    def _last(self) -> int:
        with self.database.reading() as cursor:
            return last_position(cursor)

    def _read_to(self, last: int) -> None:
        """Take every event up to that position."""
        while self.position < last:
            try:
                self.position = self._take(self.projections, self.position, last)
            except Unwritable as found:
                self._take_apart(self.projections, found)
                self.position = found.position

    def _take(self, chosen: Sequence[Projection], start: int, last: int) -> int:
        """Take events after a position until a batch is full; answers the last taken."""
        with self.database.reading() as cursor:
            gathered = self._gather(cursor, chosen, start, last)
        with self.database.writing(LOCK) as cursor:
            self._must_be_mine(cursor)
            return self._write(cursor, start, gathered)

    def _gather(
        self, cursor: Any, chosen: Sequence[Projection], start: int, last: int
    ) -> Gathered:
        aside = Aside(left=set(self.aside.left))
        batch, position = gather(
            cursor,
            self.database,
            [(one, start) for one in chosen],
            (start, min(last, start + SPAN)),
            progress=self.progress and (lambda at, _: self._progressed(at, last)),
            aside=aside,
        )
        return batch, position, aside

    def _progressed(self, at: int, last: int) -> None:
        if self.progress is not None:
            self.progress(at, last)

    def _write(self, cursor: Any, start: int, gathered: Gathered) -> int:
        batch, position, aside = gathered
        try:
            batch.write(cursor, self.database, BESIDE)
        except Exception as error:
            if is_of_the_rows(self.database, error):
                raise Unwritable(start, position, error) from None
            raise
        for fault in aside.faults:
            self.aside.add(fault)
        return position

    def _take_apart(self, chosen: Sequence[Projection], found: Unwritable) -> None:
        """Take what cannot be written in ever smaller parts, and leave out the last."""
        parts = smaller(chosen, found)
        if not parts:
            with self.database.reading() as cursor:
                self.aside.add(fault_at(cursor, self.database, chosen[0], found))
        for part, start, reach in parts:
            at = start
            while at < reach:
                try:
                    at = self._take(part, at, reach)
                except Unwritable as less:
                    self._take_apart(part, less)
                    at = less.position

    def _change_places(self) -> bool:
        """Take the last events and swap, when nobody reads; whether it was done."""
        for _ in range(TRIES):
            before = self.position, deepcopy(self.aside)
            try:
                with self.database.writing("projector") as cursor:
                    return self._changed_places(cursor)
            except DatabaseLocked:
                self.position, self.aside = before  # as the rows beside are
                sleep(PAUSE)
            except Unwritable as found:
                self.position, self.aside = before
                self._read_to(found.position)
        raise DatabaseLocked

    def _changed_places(self, cursor: Any) -> bool:
        """As `_change_places`, in one transaction; the one in use stands still now."""
        self._must_be_mine(cursor)
        names = {one.name for one in self.projections}
        cursor.execute("SELECT name, position FROM projections")
        last = max((at for name, at in cursor.fetchall() if name in names), default=0)
        while self.position < last:
            gathered = self._gather(cursor, self.projections, self.position, last)
            self.position = self._write(cursor, self.position, gathered)
        if not self.anyhow and self.aside.left - left_alone(cursor, self.projections):
            return False
        beside.put_in_place(cursor, self.database, self.tables)
        for one in self.projections:
            self._forget(cursor, one.name + BESIDE)
            self._forget(cursor, one.name)
            self._register(cursor, one.name, self.position, shape(one))
        set_aside.clear(cursor, self.database, self.projections)
        set_aside.keep(cursor, self.database, self.aside.faults)
        return True

    def _must_be_mine(self, cursor: Any) -> None:
        for one in self.projections:
            cursor.execute(self.database.native(MINE), (one.name + BESIDE, self.token))
            if cursor.fetchone() is None:
                raise RebuildTakenOver(name=one.name)

    def _clean_up(self) -> None:
        """Take away what is beside, unless somebody else has taken over."""
        with self.database.writing(LOCK) as cursor:
            self._must_be_mine(cursor)
            beside.drop(cursor, self.tables)
            for one in self.projections:
                self._forget(cursor, one.name + BESIDE)

    def _forget(self, cursor: Any, name: str) -> None:
        sql = self.database.native("DELETE FROM projections WHERE name = ?")
        cursor.execute(sql, (name,))

    def _register(self, cursor: Any, name: str, position: int, token: str) -> None:
        sql = "INSERT INTO projections (name, position, shape) VALUES (?, ?, ?)"
        cursor.execute(self.database.native(sql), (name, position, token))
