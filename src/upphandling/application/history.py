"""A case as it was known at one time about another: bitemporal reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from eventsourcing.persistence import Mapper, StoredEvent

from upphandling.application.store import Record
from upphandling.domain.base import Aggregate, evolve
from upphandling.domain.errors import NoSuchCase


class NothingKnown(NoSuchCase):
    """Ärendet var inte känt vid den tidpunkten."""


def as_of(
    records: Iterable[Record],
    mapper: Mapper[str],
    *,
    known_at: datetime | None = None,
    true_at: datetime | None = None,
) -> Aggregate:
    """The case from what was recorded by `known_at` about what held at `true_at`.

    Both are aware instants, both included; None means no limit. Raises
    `NothingKnown` when nothing is left, or not how the case began.
    """
    case: Aggregate | None = evolve(None, _seen(records, mapper, known_at, true_at))
    if case is None:
        raise NothingKnown(known_at=known_at, true_at=true_at)
    return case


def event_of(record: Record, mapper: Mapper[str]) -> Any:
    """The event of a row; the mapper refuses what it cannot read."""
    data = record.data.encode()
    row = StoredEvent(record.stream_id, record.version, record.topic, data)
    return mapper.to_domain_event(row)


def _seen(
    records: Iterable[Record],
    mapper: Mapper[str],
    known_at: datetime | None,
    true_at: datetime | None,
) -> Iterator[Any]:
    began = False
    for record in records:
        if known_at is not None and record.recorded_at > known_at:
            return
        event = event_of(record, mapper)
        if true_at is not None and event.effective_at > true_at:
            continue
        began = began or record.version == 1
        if began:
            yield event
