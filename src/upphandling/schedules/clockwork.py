"""The only file that knows APScheduler: when to sweep, never what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Lock
from time import monotonic

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

log = structlog.get_logger()

HOUR = 3600.0  # seconds

# That a beat is hurried while one is about to begin is nothing to tell IT of.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Stalled(Exception):
    """Sweeps have stopped and could not be started again."""


class Clockwork:
    """Runs `beat` again and again until told to stop.

    `beat` answers how many seconds it may be until the next; it never waits
    longer than `heartbeat_seconds`. When no beat has ended for `watchdog_seconds`
    the job is armed anew; when that does not help `run` raises `Stalled`, so that
    the service manager starts the process again. `wall_clock` is this machine's,
    for APScheduler; what is due is for `beat` to say.

    A beat that takes its time calls what it is given now and then. `pulse` is called about once a
    second as long as beats happen. `watch` is run beside the beats, every
    `watch_seconds`; it may take its time.
    """

    def __init__(
        self,
        beat: Callable[[Callable[[], None]], float | None],
        *,
        stopping: Event,
        wall_clock: Callable[[], datetime],
        heartbeat_seconds: float,
        watchdog_seconds: float,
        watch: Callable[[], None] | None = None,
        watch_seconds: float = HOUR,
        pulse: Callable[[], None] = lambda: None,
    ) -> None:
        self.beat = beat
        self.wall_clock = wall_clock
        self.heartbeat_seconds = heartbeat_seconds
        self.watchdog_seconds = watchdog_seconds
        self.watch = watch
        self.watch_seconds = watch_seconds
        self.pulse = pulse
        self.stopping = stopping
        self._beating = self._hurried = False
        self._hurrying = Lock()
        self._last_beat = monotonic()
        self._arming = Lock()
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def run(self) -> None:
        """Beat until `stop` is called; raises `Stalled` when beats stop."""
        self._last_beat = monotonic()
        self._scheduler.start()
        self._arm(0)
        self._arm_watch()
        warned = False
        try:
            while not self.stopping.wait(timeout=min(1.0, self.watchdog_seconds / 4)):
                silent = monotonic() - self._last_beat
                if silent < self.watchdog_seconds:
                    warned = False
                    self.pulse()
                elif not warned:
                    log.error("sweeps_stalled", seconds=round(silent, 1))
                    warned = True
                    self._arm(0)
                elif silent > 2 * self.watchdog_seconds:
                    raise Stalled
        finally:
            self.stop()
            with self._arming:
                # First the jobs: the scheduler's thread must not start one while
                # it is taken down, nor a beat wait for a lock that shutdown holds.
                self._scheduler.remove_all_jobs()
            self._scheduler.shutdown(wait=not warned)

    def stop(self) -> None:
        """Let the beat that runs end, and no more begin."""
        self.stopping.set()

    def _getting_on(self) -> None:
        self._last_beat = monotonic()

    def hurry(self) -> None:
        """Beat at once, or at the end of the beat that runs."""
        with self._hurrying:
            self._hurried = True
            if self._beating:
                return
        self._arm(0)

    def _run_once(self) -> None:
        wait: float | None = None
        with self._hurrying:
            self._beating, self._hurried = True, False
        try:
            wait = self.beat(self._getting_on)
        except Exception:  # a failed sweep must never be the last one
            log.exception("sweep_failed")
        finally:
            self._last_beat = monotonic()
            with self._hurrying:
                self._beating, hurried = False, self._hurried
            self._arm(
                0 if hurried else self.heartbeat_seconds if wait is None else wait
            )

    def _run_watch(self) -> None:
        try:
            if self.watch is not None:
                self.watch()
        except Exception:  # a failed watch must never be the last one
            log.exception("watch_failed")
        finally:
            self._arm_watch()

    def _arm_watch(self) -> None:
        if self.watch is not None:
            self._add("watch", self._run_watch, self.watch_seconds)

    def _arm(self, seconds: float) -> None:
        delay = max(0.0, min(seconds, self.heartbeat_seconds))
        self._add("sweep", self._run_once, delay)

    def _add(self, name: str, job: Callable[[], None], seconds: float) -> None:
        with self._arming:
            if self.stopping.is_set():
                return
            self._scheduler.add_job(
                job,
                DateTrigger(self.wall_clock() + timedelta(seconds=seconds)),
                id=name,
                replace_existing=True,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,  # a deadline is never too late to act on
            )
