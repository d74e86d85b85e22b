"""One subscription's postman: reads on, sends what is due, and notes what came of it.

A letter is sent before it is noted as sent: whoever dies in between sends it again,
with the same id. The order of letters is not promised.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from upphandling.application.store import Record
from upphandling.domain.catalogue import EVENTS
from upphandling.infrastructure.event_log.looking import Lookup
from upphandling.infrastructure.event_log.stored_rows import moment_in, object_in
from upphandling.infrastructure.event_log.upcasts import todays_topic
from upphandling.infrastructure.outbox.announcement import (
    Announcement,
    Deliver,
    Undelivered,
)
from upphandling.infrastructure.outbox.back_off import wait_after
from upphandling.infrastructure.outbox.letters import Letter, Letters
from upphandling.infrastructure.outbox.reading_on import ReadingOn
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DamagedRow

log = structlog.get_logger()

AT_A_TIME = 50
UNREADABLE = "händelsen går inte att läsa"


class Postman:
    """Carries the letters of one subscription, one at a time.

    `deliver` sends; `chance` draws a number from 0 to 1; after `tries` failures a
    letter is dead. While the receiver takes nothing it is left in peace between
    rounds, longer each time.
    """

    def __init__(
        self,
        database: Database,
        reading_on: ReadingOn,
        deliver: Deliver,
        *,
        tries: int,
        chance: Callable[[], float],
    ) -> None:
        self.name = reading_on.subscription
        self.reading_on = reading_on
        self.deliver = deliver
        self.tries = tries
        self.chance = chance
        self._database = database
        self._letters = Letters(database)
        self._lookup = Lookup(database)
        self._failures = 0
        self._rests_until: datetime | None = None

    def round(self, clock: Callable[[], datetime], may_act: Callable[[], bool]) -> int:
        """Read on and send what is due; answers how many letters were sent.

        `may_act` is asked before each act: whoever has lost the lead stops at once.
        """
        if not may_act():
            return 0
        now = clock()
        self.reading_on(now)
        if self._rests_until is not None and now < self._rests_until:
            return 0
        sent = 0
        for letter in self._letters.due(self.name, now, AT_A_TIME):
            if not may_act() or not self._send(letter, clock):
                break
            sent += 1
        return sent

    def _send(self, letter: Letter, clock: Callable[[], datetime]) -> bool:
        told = {"subscription": self.name, "message_id": letter.message_id}
        try:
            self.deliver(self._announcement(letter), clock())
        except DamagedRow:
            self._letters.died(letter, clock(), UNREADABLE)
            log.error("letter_unreadable", **told)  # noqa: TRY400 -- says nothing more
            return True
        except Undelivered as failed:
            self._note(letter, failed, clock())
            return False
        self._letters.sent(letter, clock())
        self._failures, self._rests_until = 0, None
        log.info("letter_sent", **told)
        return True

    def _note(self, letter: Letter, failed: Undelivered, now: datetime) -> None:
        told = {"subscription": self.name, "message_id": letter.message_id}
        tries = letter.tries + 1
        if failed.gone or tries >= self.tries:
            self._letters.died(letter, now, failed.fault)
            log.error("letter_died", fault=failed.fault, tries=tries, **told)
        else:
            wait = wait_after(tries, self.chance(), failed.wait)
            self._letters.failed(letter, now + wait, failed.fault)
            log.warning("letter_failed", fault=failed.fault, tries=tries, **told)
        self._failures += 1
        rest = wait_after(min(self._failures, 4), self.chance(), failed.wait)
        self._rests_until = None if failed.gone else now + rest

    def _announcement(self, letter: Letter) -> Announcement:
        record = self._lookup.at(letter.position)
        if record is None:
            raise DamagedRow(place=letter.topic, why="raden saknas")
        return announcement(self._database, letter.message_id, record)


def announcement(database: Database, message_id: str, record: Record) -> Announcement:
    """What is told of an event; raises `DamagedRow`."""
    place = f"{record.stream_id} ({record.topic})"
    told = object_in(record.data, place)
    topic = todays_topic(record.topic)
    return Announcement(
        message_id=message_id,
        topic=topic,
        case=record.stream_id,
        says=EVENTS[topic].says(),
        recorded_at=record.recorded_at,
        effective_at=moment_in(database, told["effective_at"], place),
    )
