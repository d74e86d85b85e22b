"""The past: cases of a kind as they were known when a day had ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from eventsourcing.persistence import StoredEvent
from sqlalchemy import select

from upphandling.bootstrap import House
from upphandling.domain.base import Aggregate, DomainEvent, evolve
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.instants import midnight_after
from upphandling.projections.cases import cases

A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class Known(Generic[A]):
    """A case, and the events that made it what it was."""

    case: A
    events: Sequence[DomainEvent]

    def last(self, *kinds: type[DomainEvent]) -> Any:
        """The latest event of some kinds, None where there is none."""
        return next((e for e in reversed(self.events) if isinstance(e, kinds)), None)


def known_cases(house: House, kind: type[A], on: date) -> dict[str, Known[A]]:
    """Every case of a kind that was known on a day, by key, in the order opened.

    An award that has not been decided is not there, as in every listing.
    """
    query = (
        select(cases.c.case_id)
        .where(cases.c.kind == kind.KIND)
        .order_by(cases.c.opened)
    )
    with house.database.engine.connect() as connection:
        ids = [str(row.case_id) for row in connection.execute(query)]
    found = ((case_id, _known(house, case_id, on)) for case_id in ids)
    return {case_id.partition(":")[2]: known for case_id, known in found if known}


def known_case(house: House, kind: type[A], key: str, on: date) -> Known[A]:
    """One case as it was known on a day; raises `NoSuchCase`."""
    found = known_cases(house, kind, on)
    if key not in found:
        raise NoSuchCase(case=kind.case_id(key), on=on)
    return found[key]


def events_of(
    house: House, case_id: str, *, before: datetime | None = None
) -> tuple[DomainEvent, ...]:
    """A case's events; with `before`, those that were recorded before an instant."""
    read: Callable[[StoredEvent], Any] = house.engine.mapper.to_domain_event
    return tuple(
        read(StoredEvent(row.stream_id, row.version, row.topic, row.data.encode()))
        for row in house.recorder.records(stream_id=case_id)
        if before is None or row.recorded_at < before
    )


def _known(house: House, case_id: str, on: date) -> Known[Any] | None:
    events = events_of(house, case_id, before=midnight_after(on))
    return Known(evolve(None, events), events) if events else None
