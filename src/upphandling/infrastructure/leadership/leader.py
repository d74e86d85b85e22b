"""Keeps asking for the lease, and knows at every moment whether it is ours."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic

import structlog

from upphandling.infrastructure.leadership.lease import TERM, Lease
from upphandling.infrastructure.storage.troubles import DatabaseTrouble

log = structlog.get_logger()

PAUSE = 1.0  # seconds between two looks at the lease


class Leader:
    """Competes for the lease in a thread of its own, from `start` to `stop`.

    `prepare` is done by whoever has just been given the lease, before it leads: what
    it raises leaves the lease to others.
    """

    def __init__(
        self,
        lease: Lease,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        self.lease = lease
        self.prepare = prepare
        self.changed: Callable[[], None] = lambda: None
        self._until = float("-inf")  # by the clock that stops for nobody
        self._led = False
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="leader", daemon=True)

    def leads(self) -> bool:
        """Whether the lease was ours so lately that nobody else can have it."""
        return monotonic() < self._until

    def start(self, changed: Callable[[], None]) -> None:
        """Look at the lease once, and go on in the background.

        `changed` is called each time the lease comes or goes.
        """
        self.changed = changed
        self._look()
        self._thread.start()

    def stop(self) -> None:
        """Lead no more, and let others begin at once."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(2 * TERM)
        self._until = float("-inf")
        self.lease.release()

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE):
            self._look()

    def _look(self) -> None:
        asked = monotonic()  # before the answer, however long that was on its way
        try:
            held = self.lease.hold()
            if held and not self._led:
                self.prepare()
        except DatabaseTrouble as trouble:
            self._lost(str(trouble))
            return
        except Exception:
            log.exception("leadership_failed")
            self._lost("oväntat fel")
            return
        if not held:
            self._lost("någon annan leder")
            return
        self._until = asked + TERM
        if not self._led:
            self._led = True
            log.info("leadership_taken")
            self.changed()

    def _lost(self, why: str) -> None:
        self._until = float("-inf")
        if self._led:
            self._led = False
            self.lease.release()
            log.warning("leadership_lost", said=why)
            self.changed()
