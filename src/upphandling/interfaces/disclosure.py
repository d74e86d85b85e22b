"""What of the log may be shown: nothing about bids while their tender is sealed.

Absolute secrecy covers even the number of bids (OSL 19 kap. 3 §), so once an
event has been withheld, positions and versions that would give the number away
are withheld for the rest of the listing too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, select

from upphandling.application.store import Record
from upphandling.domain.award import Award
from upphandling.domain.catalogue import EVENTS
from upphandling.domain.tender import Tender
from upphandling.projections.awards import awards
from upphandling.projections.tenders import sealed

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Secrecy:
    """Which cases are sealed, as the read models have it."""

    sealed_tenders: frozenset[str]
    decided_awards: frozenset[str]

    @classmethod
    def now(cls, connection: Connection) -> Secrecy:
        return cls(
            frozenset(row.tender for row in connection.execute(sealed())),
            frozenset(row.award for row in connection.execute(select(awards.c.award))),
        )

    def covers(self, case_id: str, topic: str) -> bool:
        """Whether an event may not be shown, nor counted."""
        event = EVENTS.get(topic)
        if event is None or not event.SECRET:
            return False
        kind, _, key = case_id.partition(":")
        if kind == Tender.KIND:
            return key in self.sealed_tenders
        return kind == Award.KIND and key not in self.decided_awards


def disclose(records: Iterable[Record], secrecy: Secrecy) -> Iterator[Line]:
    """The records that may be shown, as lines of the audit trail."""
    withheld = False
    for record in records:
        if secrecy.covers(record.stream_id, record.topic):
            withheld = True
            continue
        data = from_json(record.data)
        event = EVENTS.get(record.topic)
        yield {
            "position": None if withheld else record.position,
            "case": record.stream_id,
            "version": None if withheld else record.version,
            "event": record.topic,
            "says": event.says() if event else record.topic,
            "recorded_at": record.recorded_at,
            "effective_at": data.pop("effective_at"),
            "by": data.pop("by"),
            "role": data.pop("role"),
            "mandate": data.pop("mandate"),
            "because": data.pop("because"),
            "command_id": record.command_id,
            "data": data,
        }
