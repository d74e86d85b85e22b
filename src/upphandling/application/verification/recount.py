"""What can be computed again: for a field of an event, how it once came about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from upphandling.application.commands import A, Cases
from upphandling.application.verification.findings import Computation
from upphandling.domain.base import DomainEvent, Stamp


class Asked(NamedTuple):
    """A command as it was kept: its name, and what it said."""

    name: str
    said: Mapping[str, Any]


class Then(Cases, Protocol):
    """All cases as the command of an event left them; nothing can be added."""

    @property
    def before(self) -> Cases:
        """All cases as that command found them."""
        ...

    @property
    def asked(self) -> Asked:
        """The command itself; raises `Unasked`, or `NotKept` where it is gone."""
        ...

    def opened(self, kind: type[A], key: str) -> A:
        """A case as its first event made it, which is soon found; or `NoSuchCase`."""
        ...

    def counted_by(self, edition: str) -> bool:
        """Whether an earlier event of any case was counted by an edition of the law."""
        ...


How = Callable[[Any, Any, Then], Any]
"""From an event, its case as it was before it (None: the event opened it) and all
other cases as they were then, to what the engine ought to have recorded."""


class NotKept(Exception):
    """What an old form of an event did not keep, or what is not here to count with."""


class Unasked(Exception):
    """The event has no command, and nothing says what it ought to be."""


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


def from_case(
    event: type[DomainEvent], fields: str, computation: Computation, where: str
) -> Recount:
    """One row for what the case itself has; `where` it has each of the fields."""
    found = attrgetter(*where.split())
    return recount(event, fields, computation, lambda _said, case, _then: found(case))


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
