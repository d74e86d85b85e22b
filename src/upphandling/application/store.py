"""What the engine asks of a store: one transaction holds a whole command.

The shapes that cross the border between the write side and the database. The
store itself lives in `infrastructure/event_log/event_store.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from eventsourcing.persistence import StoredEvent

from upphandling.application.visits import KeptVisit, PlannedVisit


class Verdict(StrEnum):
    """How a command ended."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """Who asked for what, when: kept with the outcome, in the same transaction.

    `command_id` makes the command idempotent. `recorded_at` is our clock (UTC,
    microseconds), `effective_at` when it legally or really happened (UTC, whole
    seconds). `payload` is the command's data as JSON text. `policy` is the version
    of the access policy that let it in; None from before there was one.
    """

    command_id: str
    command: str
    recorded_at: datetime
    effective_at: datetime
    by: str
    role: str
    mandate: str | None
    because: str | None
    payload: str
    policy: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a command led to, as the store remembers it.

    `first_position` and `last_position` bound its events (None when it was
    refused or changed nothing); `rule`, `message` and `details` tell a refusal.
    """

    command_id: str
    command: str
    by: str
    payload: str
    verdict: Verdict
    first_position: int | None = None
    last_position: int | None = None
    rule: str | None = None
    message: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the table `events`, as stored."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: datetime
    command_id: str | None
    data: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptRefusal:
    """One refused attempt: who tried what, when, and which rule said no.

    It stands in the log after the event at `after_position`, before the next.
    """

    number: int
    after_position: int
    receipt: Receipt
    rule: str
    message: str
    details: Mapping[str, Any]


class CommandRepeated(Exception):
    """The command id is already kept; its outcome stands and nothing was written."""


class Store(Protocol):
    """The engine's view of the database, beside the library's recorder interface."""

    def in_line(self, losses: int) -> AbstractContextManager[None]:
        """A block in which to read, decide and write, after so many lost races.

        Whoever has lost waits for others who have, and in the end gets the log alone,
        so that nobody loses for ever.
        """
        ...

    def outcome_of(self, command_id: str) -> Outcome | None:
        """The kept outcome of a command, or None if it was never handled."""
        ...

    def cause_of(self, because: str) -> tuple[str, str | None] | None:
        """The command behind an event or a command, and what that came of in turn.

        None where `because` names nothing that is kept.
        """
        ...

    def refuse(
        self, receipt: Receipt, rule: str, message: str, details: Mapping[str, Any]
    ) -> None:
        """Keep a refusal and its outcome in one transaction.

        Raises `CommandRepeated` when the command id is already kept.
        """
        ...

    def select_streams(self, stream_ids: Sequence[str]) -> Iterator[StoredEvent]:
        """Every event of the given streams, grouped by stream, in version order."""
        ...

    def streams_of(self, kind: str) -> list[str]:
        """The ids of every stream of a kind of case, in order."""
        ...

    def records(
        self,
        *,
        after: int = 0,
        limit: int | None = None,
        stream_id: str | None = None,
        topics: Iterable[str] = (),
    ) -> Iterator[Record]:
        """Rows of `events` with a position above `after`, in order."""
        ...

    def refusals(
        self, *, after: int = 0, limit: int | None = None
    ) -> Iterator[KeptRefusal]:
        """Kept refusals with a number above `after`, in order."""
        ...

    def visits(
        self,
        system: str,
        month: str,
        batches: Sequence[int],
        agreement: str | None = None,
    ) -> Iterator[KeptVisit]:
        """The visits of some batches of a month, by when they began and their ids.

        With `agreement` only those under it. They are read a page at a time.
        """
        ...

    def planned(
        self,
        system: str,
        month: str,
        plans: Sequence[int],
        performed: Sequence[int],
        *,
        agreement: str | None = None,
    ) -> Iterator[PlannedVisit]:
        """The planned visits of some batches of a month, as `visits`.

        Each has its performance out of the batches `performed`, of any month.
        """
        ...
