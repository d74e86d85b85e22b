"""Looks out for what others have written, so that the next beat need not be waited for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import structlog

from upphandling.schedules.standing import Standing

log = structlog.get_logger()

PAUSE = 0.3  # seconds between two looks


class Lookout:
    """Asks `newest` again and again, and calls `hurry` when its answer is another.

    Only in the instance that leads; what goes wrong is for the beats to tell.
    """

    name = "lookout"

    def __init__(
        self, newest: Callable[[], int | None], hurry: Callable[[], None]
    ) -> None:
        self.newest = newest
        self.hurry = hurry
        self._seen: int | None = None
        self._thread: Thread | None = None

    def start(self, standing: Standing) -> None:
        """As `Part.start`."""
        self._thread = Thread(
            target=self._run, args=(standing,), name=self.name, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """As `Part.stop`."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, standing: Standing) -> None:
        while not standing.stopping.wait(PAUSE):
            if standing.leads():
                self._look()

    def _look(self) -> None:
        try:
            newest = self.newest()
        except Exception:  # noqa: BLE001 -- the next beat meets the same and tells it
            return
        if newest != self._seen:
            self._seen = newest
            self.hurry()
