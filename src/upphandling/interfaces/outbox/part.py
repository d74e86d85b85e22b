"""The outbox as a part of the service: one thread a subscription, and only the leader sends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from secrets import SystemRandom
from threading import Event, Lock, Thread
from time import monotonic

import structlog

from upphandling.bootstrap import House
from upphandling.infrastructure.outbox.letters import Letters
from upphandling.infrastructure.outbox.postman import Postman
from upphandling.infrastructure.outbox.reading_on import ReadingOn
from upphandling.infrastructure.outbox.subscriptions import read_subscriptions
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.infrastructure.vitals.last_done import OUTBOX, note
from upphandling.interfaces.outbox.carriers import carrier
from upphandling.schedules.standing import Standing

log = structlog.get_logger()

PAUSE = 2.0  # seconds between two looks at the log
NOTED = 60.0  # seconds between two notes that all was tried
PATIENCE = 15.0  # seconds for what is being sent when the service ends
HOUR = 3600.0

DICE = SystemRandom()


class OutboxPart:
    """Runs the postmen of the file from `start` to `stop`.

    Each has a thread of its own: a receiver that does not answer holds up nobody else.
    Making it raises `BadSetting`.
    """

    name = "outbox"

    def __init__(self, house: House, file: Path, pause: float = PAUSE) -> None:
        self.house = house
        self.pause = pause
        self.postmen = postmen(house, file)
        self._threads: list[Thread] = []
        self._stopped = Event()
        self._noting = Lock()
        self._noted = self._tidied = -HOUR

    def start(self, standing: Standing) -> None:
        """Begin, one thread a subscription."""
        for postman in self.postmen:
            thread = Thread(
                target=self._run,
                args=(postman, standing),
                name=f"outbox-{postman.name}",
                daemon=True,  # a receiver that hangs must not keep the process alive
            )
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Let each finish the letter in hand; what is not noted is sent again."""
        self._stopped.set()
        until = monotonic() + PATIENCE
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    def _run(self, postman: Postman, standing: Standing) -> None:
        def may_act() -> bool:
            broken = self.house.engine.read_only is not None
            return standing.leads() and not broken and not self._stopped.is_set()

        told: str | None = None  # of what stands in the way, once and not every round
        while not self._stopped.is_set() and not standing.stopping.is_set():
            busy = False
            try:
                busy = postman.round(self.house.clock, may_act) > 0
                if may_act():
                    self._note()
                told = None
            except DatabaseTrouble as trouble:
                if told != (told := trouble.message()):
                    log.warning("outbox_waits", subscription=postman.name, reason=told)
            except Exception:  # a round that fails must never be the last one
                log.exception("outbox_failed", subscription=postman.name)
            if not busy:
                self._stopped.wait(self.pause)

    def _note(self) -> None:
        """Say now and then that all is tried, and take away what was sent long ago."""
        with self._noting:
            now = monotonic()
            noted = now - self._noted < NOTED
            tidied = now - self._tidied < HOUR
            if not noted:
                note(self.house.database, OUTBOX, {})
                self._noted = now
            if not tidied:
                Letters(self.house.database).forget_sent(self.house.clock())
                self._tidied = now


def postmen(
    house: House, file: Path, chance: Callable[[], float] = DICE.random
) -> list[Postman]:
    """One for each subscription in the file; raises `BadSetting`."""
    found = read_subscriptions(file)
    return [
        Postman(
            house.database,
            ReadingOn(
                house.database,
                one.name,
                one.stored_topics,
                from_start=one.begins == "start",
            ),
            carrier(one, found, file),
            tries=found.tries,
            chance=chance,
        )
        for one in found.all
    ]
