"""Looking up single events of the log, each by an index: no question reads a whole log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json

from upphandling.application.store import KeptRefusal, Record
from upphandling.infrastructure.event_log.stored_rows import (
    events_recorded,
    record,
    refusal,
    refusals_kept,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.query import Query

LEADS = 64  # an act's own case is saved before the customers that it concerns
COMMAND = "SELECT command_id, command, first_position, last_position FROM commands"


@dataclass(frozen=True, slots=True)
class Sent:
    """A command that was carried out, and the positions of its first and last event."""

    command_id: str
    command: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A kept refusal; it stands in the log right after the event at `after`."""

    number: int
    rule: str
    message: str
    details: dict[str, Any]
    command_id: str
    command: str
    recorded_at: datetime
    effective_at: datetime
    by: str
    role: str
    mandate: str | None
    payload: dict[str, Any]
    after: int

    @classmethod
    def of(cls, kept: KeptRefusal) -> Attempt:
        """The same, with what the command said read."""
        asked = kept.receipt
        return cls(
            number=kept.number,
            rule=kept.rule,
            message=kept.message,
            details=dict(kept.details),
            command_id=asked.command_id,
            command=asked.command,
            recorded_at=asked.recorded_at,
            effective_at=asked.effective_at,
            by=asked.by,
            role=asked.role,
            mandate=asked.mandate,
            payload=from_json(asked.payload),
            after=kept.after_position,
        )


class Lookup:
    """Reads the rows that somebody names, and nothing else."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def event(self, case: str, version: int) -> Record | None:
        """One event by its name."""
        query = self._recorded().where("stream_id = ?", case)
        return self._one(query.where("version = ?", version))

    def at(self, position: int) -> Record | None:
        """One event by its place in the log."""
        return self._one(self._recorded().where("position = ?", position))

    def last(
        self, case: str, topics: Sequence[str] = (), before: int | None = None
    ) -> Record | None:
        """The latest event of a case before a position, of some topics if given."""
        query = self._of(case, topics, before).ordered("version DESC", 1)
        return self._one(query)

    def all(self, case: str, topics: Sequence[str] = ()) -> list[Record]:
        """The events of a case, of some topics if given, in order."""
        query = self._of(case, topics, None).ordered("version")
        return [self._record(row) for row in query.rows(self.database)]

    def newest(self, case: str, before: int, most: int) -> list[Record]:
        """The last events of a case before a position, at most so many, oldest first."""
        query = self._of(case, (), before).ordered("version DESC", most)
        return [self._record(row) for row in reversed(query.rows(self.database))]

    def sent(self, command_id: str) -> Sent | None:
        """A command that was carried out."""
        query = Query(COMMAND).where("command_id = ?", command_id)
        query.where("verdict = ?", "done")
        for found, command, first, last in query.rows(self.database):
            return Sent(found, command, first, last)
        return None

    def brought_about(self, sent: Sent, topics: Sequence[str]) -> Record | None:
        """The first event of some topics among those that a command began with."""
        if sent.first is None or sent.last is None:
            return None
        query = self._recorded().where("position >= ?", sent.first)
        query.where("position <= ?", min(sent.last, sent.first + LEADS))
        return self._one(query.among("topic", topics).ordered("position", 1))

    def attempt(
        self, *, number: int | None = None, command_id: str | None = None
    ) -> Attempt | None:
        """A refusal by its number, or by the id of the command that was refused."""
        query = Query(refusals_kept(self.database)).where("number = ?", number)
        query.where("command_id = ?", command_id)
        for row in query.rows(self.database):
            return Attempt.of(refusal(self.database, row))
        return None

    def _recorded(self) -> Query:
        return Query(events_recorded(self.database))

    def _of(self, case: str, topics: Sequence[str], before: int | None) -> Query:
        # The plus keeps either database from walking the log by position instead.
        query = self._recorded().where("stream_id = ?", case)
        return query.where("+position < ?", before).among("topic", topics)

    def _one(self, query: Query) -> Record | None:
        for row in query.rows(self.database):
            return self._record(row)
        return None

    def _record(self, row: tuple[Any, ...]) -> Record:
        return record(self.database, row)
