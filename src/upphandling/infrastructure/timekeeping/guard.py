"""The clock of the house: it never goes back, and stops acting when time leaps.

| the clock went | and then |
|---|---|
| back, at most 5 min | time stands still at the mark until the clock has caught up |
| back, more | it is not believed: nothing is written until a person confirms |
| forward, more than 5 min | the same |

A leap is told by the machine's own count since its start, which nobody can set: so the
time that a service was down is no leap, and a step back is seen though time has passed
the mark since.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock

import structlog

from upphandling.application.refusals import ClockNotBelieved
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.infrastructure.timekeeping import marks, stops
from upphandling.infrastructure.timekeeping.boot import Since, since_boot
from upphandling.infrastructure.timekeeping.marks import Mark
from upphandling.infrastructure.timekeeping.stops import ClockStop, Step

log = structlog.get_logger()

TOLERANCE = timedelta(minutes=5)
HEARING = 1.0  # seconds between looks at what other instances have seen


class GuardedClock:
    """Tells the time of `told` (aware, UTC) as long as it can be believed.

    Called, it raises `ClockNotBelieved` when it cannot: for those who write. `shown`
    never does: for those who only read. What it sees is shared by the database with
    all who use it. Safe to share between threads.
    """

    def __init__(
        self,
        database: Database,
        told: Callable[[], datetime],
        since: Callable[[], Since] = since_boot,
    ) -> None:
        self.database = database
        self.told = told
        self.since = since
        self._turn = Lock()
        self._floor: datetime | None = None  # never tell an earlier time
        self._seen: Mark | None = None  # what the clock said last, and this machine
        self._stop: ClockStop | None = None
        self._confirmed = 0
        self._heard_at: Since | None = None

    def __call__(self) -> datetime:
        """Now, never before what was told earlier; raises `ClockNotBelieved`."""
        with self._turn:
            reading = Mark(self.told(), self.since())
            self._hear(reading.since)
            if self._stop is None and (fault := self._fault(reading)):
                self._halt(*fault, reading.instant)
            if self._stop is not None:
                raise ClockNotBelieved(
                    came_from=self._stop.came_from, came_to=self._stop.came_to
                )
            self._seen = reading
            self._floor = max(reading.instant, self._floor or reading.instant)
            return self._floor

    def shown(self) -> datetime:
        """Now for a reader: the mark as long as the clock is behind it."""
        with suppress(ClockNotBelieved):
            return self()
        return max(self.told(), self._floor or self.told())

    @property
    def stop(self) -> ClockStop | None:
        """Why the clock is not believed, as it was last seen; None when it is."""
        return self._stop

    def keep(self) -> None:
        """Keep how far the clock has come, for those who come after a stop of the house.

        The first time ever the log itself tells how far time had come.
        """
        if marks.mark(self.database) is None:
            recorded = marks.last_recorded(self.database)
            if recorded is not None:
                with self._turn:
                    self._floor = max(recorded, self._floor or recorded)
        now = self()
        since = self._seen.since if self._seen else self.since()
        marks.raise_mark(self.database, Mark(now, since))

    def confirm(self, by: str, reason: str) -> ClockStop | None:
        """Believe the clock as it goes just now; answers the stop that this ended."""
        ended = stops.confirm(
            self.database, Mark(self.told(), self.since()), by, reason
        )
        with self._turn:
            self._heard_at = None
        if ended is not None:
            log.warning("clock_confirmed", step=ended.step.value, by=by)
        return ended

    def _hear(self, now: Since) -> None:
        """Look at what others have seen, unless it was just done."""
        last = self._heard_at
        if last is not None and 0 <= now.seconds - last.seconds < HEARING:
            return
        told = stops.heard(self.database)
        kept = marks.mark(self.database)
        self._heard_at = now
        self._stop = told.standing
        if kept is None:
            return
        if told.count > self._confirmed:  # somebody set the mark anew
            self._confirmed = told.count
            self._floor = self._seen = None
        self._floor = max(kept.instant, self._floor or kept.instant)
        if self._seen is None and kept.since.boot:
            self._seen = kept

    def _fault(self, reading: Mark) -> tuple[Step, datetime] | None:
        """Which way the clock went, and from where; None when it may be believed."""
        if self._floor is not None and self._floor - reading.instant > TOLERANCE:
            return Step.BACK, self._floor
        seen = self._seen
        if seen is None or seen.since.boot != reading.since.boot:
            return None
        passed = timedelta(seconds=reading.since.seconds - seen.since.seconds)
        expected = seen.instant + passed
        if abs(reading.instant - expected) <= TOLERANCE:
            return None
        return (Step.FORWARD if reading.instant > expected else Step.BACK), expected

    def _halt(self, step: Step, came_from: datetime, came_to: datetime) -> None:
        """Stop, and let everybody know."""
        self._stop = ClockStop(
            number=0,
            noticed_at=came_to,
            step=step,
            came_from=came_from,
            came_to=came_to,
        )
        log.error(
            "clock_not_believed",
            step=step.value,
            came_from=came_from.isoformat(),
            came_to=came_to.isoformat(),
        )
        try:
            stops.note_stop(self.database, step, came_from, came_to)
        except DatabaseTrouble as trouble:
            log.error("clock_stop_not_kept", said=str(trouble))  # noqa: TRY400
