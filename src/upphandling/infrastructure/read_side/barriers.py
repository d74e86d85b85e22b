"""The cases that are barred just now, asked of the database once a second at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from time import monotonic
from typing import Any

from upphandling.domain.base import DomainEvent
from upphandling.domain.pause import Pause
from upphandling.infrastructure.leadership.instances import newer_runs
from upphandling.infrastructure.read_side.case_reading import fault_in, freeze
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DamagedRow, DatabaseTrouble

FRESH = 1.0  # seconds

ASIDE = "SELECT stream_id, projection FROM set_aside ORDER BY stream_id, projection"
PAUSES = (
    "SELECT stream_id, topic FROM events WHERE stream_id > ? AND stream_id < ?"
    " ORDER BY stream_id, version"
)
OF_PAUSES = (Pause.case_id(""), f"{Pause.KIND};")


class KnownBarriers:
    """Implements `application.barriers.Barriers`.

    What this process itself sets aside or pauses it knows at once (`forget`, `heed`);
    what others do, within a second. A command that was under way then is not held up.
    The pauses are read from the log, for a read model may be behind.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._turn = Lock()
        self._read_at: float | None = None
        self._aside: Mapping[str, tuple[str, ...]] = {}
        self._paused: frozenset[str] = frozenset()

    def set_aside(self) -> Mapping[str, tuple[str, ...]]:
        """As `Barriers.set_aside`."""
        self._refresh()
        return self._aside

    def paused(self) -> frozenset[str]:
        """As `Barriers.paused`."""
        self._refresh()
        return self._paused

    def unreadable(self, case: str, error: BaseException) -> bool:
        """As `Barriers.unreadable`.

        What is not read here, but may be by a later version that runs as well, is
        left to that one: a program that is about to be replaced freezes nothing.
        """
        if isinstance(error, DatabaseTrouble) and not isinstance(error, DamagedRow):
            return False
        fault = fault_in(self.database, case)
        if fault is None:
            return False
        if not newer_runs(self.database):
            freeze(self.database, fault)
            self.forget()
        return True

    def forget(self) -> None:
        """Ask anew next time."""
        self._read_at = None

    def heed(self, events: Sequence[DomainEvent]) -> None:
        """Ask anew when somebody has paused a case or let it go on."""
        if any(isinstance(event, (Pause.Begun, Pause.Ended)) for event in events):
            self.forget()

    def _refresh(self) -> None:
        with self._turn:
            read_at = self._read_at
            if read_at is not None and monotonic() - read_at < FRESH:
                return
            now = monotonic()
            with self.database.reading() as cursor:
                self._aside = _aside(cursor)
                cursor.execute(self.database.native(PAUSES), OF_PAUSES)
                self._paused = _paused(cursor.fetchall())
            self._read_at = now


def _aside(cursor: Any) -> dict[str, tuple[str, ...]]:
    cursor.execute(ASIDE)
    found: dict[str, list[str]] = defaultdict(list)
    for case, projection in cursor.fetchall():
        found[case].append(projection)
    return {case: tuple(names) for case, names in found.items()}


def _paused(rows: Iterable[tuple[str, str]]) -> frozenset[str]:
    last = dict(rows)  # of each stream the last topic
    return frozenset(
        stream.partition(":")[2]
        for stream, topic in last.items()
        if topic == Pause.Begun.TOPIC
    )
