"""The letters that wait, are sent or have died: rows of `outbox`, one an event and subscription."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.query import Query

LOCK = "outbox"
KEPT = timedelta(days=30)  # how long one can see that something was sent
COLUMNS = (
    "message_id, subscription, position, topic, state, tries,"
    " due_at, written_at, done_at, fault, reason, discarded_by"
)
SELECT = f"SELECT {COLUMNS} FROM outbox"  # noqa: S608 -- our own columns
CHANGE = (
    "UPDATE outbox SET state = ?, tries = ?, due_at = ?, done_at = ?, fault = ?"
    " WHERE message_id = ? AND state = 'waiting'"
)
AGAIN = (
    "UPDATE outbox SET state = 'waiting', tries = 0, due_at = ?, done_at = NULL"
    " WHERE message_id = ? AND state IN ('waiting', 'dead')"
)
DISCARD = (
    "UPDATE outbox SET state = 'discarded', done_at = ?, reason = ?, discarded_by = ?"
    " WHERE message_id = ? AND state IN ('waiting', 'dead')"
)
FORGET = "DELETE FROM outbox WHERE state = 'sent' AND done_at < ?"


class State(StrEnum):
    """What has become of a letter."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Letter:
    """An event that one subscription is to be told; instants are aware, in UTC.

    `position` is the event's place in the log, for our own eyes alone. `tries` counts
    those that failed.
    """

    message_id: str
    subscription: str
    position: int
    topic: str
    state: State
    tries: int
    due_at: datetime
    written_at: datetime
    done_at: datetime | None
    fault: str | None
    reason: str | None
    discarded_by: str | None


class Letters:
    """Finds letters and notes what has become of them, each in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def due(self, subscription: str, now: datetime, most: int) -> list[Letter]:
        """Those that wait for nothing but to be sent, the one due first first."""
        query = Query(SELECT).where("subscription = ?", subscription)
        query.where("state = ?", State.WAITING.value)
        query.where("due_at <= ?", utc_text(now))
        return self._found(query.ordered("due_at, position", most))

    def find(self, message_id: str) -> Letter | None:
        """The letter by its id."""
        query = Query(SELECT).where("message_id = ?", message_id)
        return next(iter(self._found(query)), None)

    def in_state(
        self, states: Sequence[State], subscription: str | None = None
    ) -> list[Letter]:
        """All letters in one of the states, those written first first."""
        query = Query(SELECT).among("state", [state.value for state in states])
        query.where("subscription = ?", subscription)
        return self._found(query.ordered("written_at, message_id"))

    def sent(self, letter: Letter, now: datetime) -> None:
        """The receiver has taken it."""
        self._change(replace(letter, state=State.SENT, done_at=now, fault=None))

    def failed(self, letter: Letter, due_at: datetime, fault: str) -> None:
        """It is to be tried again later."""
        tries = letter.tries + 1
        self._change(replace(letter, tries=tries, due_at=due_at, fault=fault))

    def died(self, letter: Letter, now: datetime, fault: str) -> None:
        """It is not tried any more until a person says so."""
        tries = letter.tries + 1
        self._change(
            replace(letter, state=State.DEAD, tries=tries, done_at=now, fault=fault)
        )

    def again(self, letter: Letter, now: datetime) -> bool:
        """Have it sent at once, as if it had never been tried; false if it is done with."""
        return self._write(AGAIN, utc_text(now), letter.message_id)

    def discard(self, letter: Letter, now: datetime, *, by: str, reason: str) -> bool:
        """It shall never be sent; false if it is done with."""
        return self._write(DISCARD, utc_text(now), reason, by, letter.message_id)

    def forget_sent(self, now: datetime) -> None:
        """Take away what was sent long ago; what died or was discarded stays."""
        self._write(FORGET, utc_text(now - KEPT))

    def _change(self, letter: Letter) -> None:
        done = None if letter.done_at is None else utc_text(letter.done_at)
        told = (letter.state.value, letter.tries, utc_text(letter.due_at), done)
        self._write(CHANGE, *told, letter.fault, letter.message_id)

    def _write(self, sql: str, *parameters: Any) -> bool:
        with self.database.writing(LOCK) as cursor:
            cursor.execute(self.database.native(sql), parameters)
            return bool(cursor.rowcount)

    def _found(self, query: Query) -> list[Letter]:
        return [self._letter(row) for row in query.rows(self.database)]

    def _letter(self, row: tuple[Any, ...]) -> Letter:
        name, subscription, position, topic, state, tries, due, written, done, *rest = (
            row
        )
        moment = self.database.moment
        return Letter(
            name,
            subscription,
            position,
            topic,
            State(state),
            tries,
            moment(due),
            moment(written),
            None if done is None else moment(done),
            *rest,
        )
