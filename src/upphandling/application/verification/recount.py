"""What can be computed again: for a field of an event, how it once came about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from upphandling.application.commands import Cases
from upphandling.application.verification.findings import Computation
from upphandling.domain.base import DomainEvent, Stamp

How = Callable[[Any, Any, Cases], Any]
"""From an event, its case as it was before it (None: the event opened it) and all
other cases as they were then, to what the engine ought to have recorded."""


class NotKept(Exception):
    """What an old form of an event did not keep, or what is not here to count with."""


@dataclass(frozen=True, slots=True)
class Recount:
    """How one field of an event is computed again, or several at once (a tuple)."""

    event: type[DomainEvent]
    fields: tuple[str, ...]
    computation: Computation
    how: How


def recount(
    event: type[DomainEvent], fields: str, computation: Computation, how: How
) -> Recount:
    """One row of a table; `fields` with a space between them where there are several."""
    return Recount(event, tuple(fields.split()), computation, how)


def by_topic(rows: Iterable[Recount]) -> Mapping[str, tuple[Recount, ...]]:
    """The rows of each topic; a field stands in one of them only."""
    found: dict[str, tuple[Recount, ...]] = {}
    for row in rows:
        before = found.get(row.event.TOPIC, ())
        taken = {name for other in before for name in other.fields}
        if twice := taken & set(row.fields):
            message = f"{row.event.TOPIC}: {sorted(twice)} is recounted twice"
            raise ValueError(message)
        found[row.event.TOPIC] = (*before, row)
    return found


def stamp_of(said: DomainEvent) -> Stamp:
    """The stamp that the event was recorded with."""
    return Stamp(
        by=said.by,
        role=said.role,
        at=said.effective_at,
        mandate=said.mandate,
        because=said.because,
    )
