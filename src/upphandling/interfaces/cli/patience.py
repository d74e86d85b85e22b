"""Patience at the start: a database that is just coming up, or changing leader, is awaited."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

import structlog

from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.schedules.notify import ServiceManager

log = structlog.get_logger()

LONGEST = 60.0  # seconds since it was first hindered; a change of leader takes half
PAUSE = 2.0  # seconds between two tries
LONGEST_TRY = 30.0  # seconds that systemd is asked for, beside the pause

T = TypeVar("T")


class Patience:
    """Tries again what a passing trouble with the database has hindered, for a while.

    A trouble that no waiting mends (another name, password or database) is raised at
    once, and so is a passing one when the time is up. Each try that failed is told, in
    the log and to whoever started the service. Whoever sets `stopping` waits no more.
    """

    def __init__(self, manager: ServiceManager, seconds: float = LONGEST) -> None:
        self.manager = manager
        self.seconds = seconds
        self.stopping = Event()

    def __call__(self, act: Callable[[], T]) -> T:
        """What it answers; whatever it has opened it must have closed when it raises."""
        hindered: float | None = None
        while True:
            try:
                return act()
            except DatabaseTrouble as trouble:
                hindered = monotonic() if hindered is None else hindered
                left = hindered + self.seconds - monotonic()
                if not trouble.passing or left <= 0:
                    raise
                self._tell(str(trouble), left)
                if self.stopping.wait(min(PAUSE, left)):
                    raise

    def _tell(self, said: str, left: float) -> None:
        log.warning("database_awaited", said=said, gives_up_in=round(left))
        self.manager.status(f"väntar på databasen: {said}")
        self.manager.more_time(PAUSE + LONGEST_TRY)
