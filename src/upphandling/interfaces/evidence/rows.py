"""The stored rows of a case, with their places in the ledger and all that seals them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.event_log.leaf import receipt_digest
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.query import Query

PAGE = 5000
EVENTS = (
    "SELECT e.position, e.stream_id, e.version, e.topic, e.recorded_at, e.command_id,"
    " e.data, e.leaf_hash, c.command, c.recorded_at, c.effective_at,"
    ' c."by", c.role, c.mandate, c.because, c.payload, c.policy'
    " FROM events e LEFT JOIN commands c ON c.command_id = e.command_id"
)
REFUSALS = (
    "SELECT r.number, r.after_position, r.leaf_hash, r.command_id, c.command,"
    ' c.recorded_at, c.effective_at, c."by", c.role, c.mandate, c.because, c.payload,'
    " c.policy, r.rule, r.message, r.details"
    " FROM refusals r JOIN commands c ON c.command_id = r.command_id"
)
PLACES = "SELECT number, after_position FROM refusals"
FIRSTS = "SELECT stream_id, data FROM events"


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRow:
    """One stored event; `receipt` is the digest that its leaf ends with, if any."""

    index: int
    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: str
    command_id: str | None
    data: str
    receipt: str | None
    leaf: bytes

    @property
    def reference(self) -> str:
        """How other events name it: `case@version`."""
        return f"{self.stream_id}@{self.version}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalRow:
    """One kept refusal; `told` is the leaf's fields by name, as stored texts."""

    index: int
    number: int
    after_position: int
    leaf: bytes
    told: Mapping[str, str | None]


class Ledger:
    """The rows of the log by their places in the tree of `size` leaves.

    What was written after those leaves is not there.
    """

    def __init__(self, database: Database, size: int) -> None:
        self.database = database
        self.size = size
        places = Query(PLACES).pages(database, "number", 0, None, PAGE)
        self._stands_after = [after for _, after in places]

    def index_of(self, position: int) -> int:
        """The place of an event's leaf, counted from 0."""
        return position - 1 + bisect_left(self._stands_after, position)

    def events_of(self, stream_id: str) -> list[EventRow]:
        """The events of a stream, by version."""
        query = Query(EVENTS).where("e.stream_id = ?", stream_id)
        return self._placed(query.ordered("e.version").rows(self.database))

    def event(self, stream_id: str, version: int) -> list[EventRow]:
        """One event by its name; none if the tree has not reached it."""
        query = Query(EVENTS).where("e.stream_id = ?", stream_id)
        return self._placed(query.where("e.version = ?", version).rows(self.database))

    def firsts(self, kind: str) -> Iterator[tuple[str, str]]:
        """The cases of a kind, and the data of the event that opened each."""
        query = Query(FIRSTS).where("version = ?", 1)
        query.where("stream_id >= ?", f"{kind}:").where("stream_id < ?", f"{kind};")
        yield from query.ordered("stream_id").rows(self.database)

    def refusals_about(self, words: Iterable[str]) -> Iterator[RefusalRow]:
        """The refusals of commands in whose payload one of the words stands."""
        sought = tuple(words)
        for row in Query(REFUSALS).pages(self.database, "number", 0, None, PAGE):
            number, after, leaf, command_id, command, recorded, effective = row[:7]
            by, role, mandate, because, payload, policy, *said = row[7:]
            if after + number > self.size or not any(s in payload for s in sought):
                continue
            told = {
                "command_id": command_id,
                "command": command,
                "recorded_at": self._instant(recorded),
                "effective_at": self._instant(effective),
                "by": by,
                "role": role,
                "mandate": mandate,
                "because": because,
                "payload": payload,
                "policy": policy,
            }
            told.update(zip(("rule", "message", "details"), said, strict=True))
            yield RefusalRow(
                index=after + number - 1,
                number=number,
                after_position=after,
                leaf=bytes(leaf),
                told=told,
            )

    def _placed(self, rows: Iterable[tuple[Any, ...]]) -> list[EventRow]:
        placed = map(self._event, rows)
        return [row for row in placed if row.index < self.size]

    def _event(self, row: tuple[Any, ...]) -> EventRow:
        position, stream_id, version, topic, recorded_at, command_id, data, leaf = row[
            :8
        ]
        return EventRow(
            index=self.index_of(position),
            position=position,
            stream_id=stream_id,
            version=version,
            topic=topic,
            recorded_at=self._instant(recorded_at),
            command_id=command_id,
            data=data,
            receipt=self._digest(command_id, row[8:]),
            leaf=bytes(leaf),
        )

    def _digest(self, command_id: str | None, command: tuple[Any, ...]) -> str | None:
        """The seal of the command; none where no policy let it in."""
        name, recorded, effective, *rest = command
        if command_id is None or rest[-1] is None:
            return None
        instants = self._instant(recorded), self._instant(effective)
        return receipt_digest((command_id, name, *instants, *rest))

    def _instant(self, column: Any) -> str:
        return utc_text(self.database.moment(column))
