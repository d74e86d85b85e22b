"""The past: cases of a kind as they were known when a day had ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, select

from upphandling.application.history import event_of
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
    query = select(cases.c.case_id).where(cases.c.kind == kind.KIND)
    return _all_known(house, query.order_by(cases.c.opened), on)


def known_case(house: House, kind: type[A], key: str, on: date) -> Known[A]:
    """One case as it was known on a day; raises `NoSuchCase`."""
    case_id = kind.case_id(key)
    query = select(cases.c.case_id).where(cases.c.case_id == case_id)
    found: dict[str, Known[A]] = _all_known(house, query, on)
    if key not in found:
        raise NoSuchCase(case=case_id, on=on)
    return found[key]


def events_of(
    house: House, case_id: str, *, before: datetime | None = None
) -> tuple[DomainEvent, ...]:
    """A case's events; with `before`, those that were recorded before an instant."""
    records = house.recorder.records(stream_id=case_id)
    if before is not None:
        records = takewhile(lambda record: record.recorded_at < before, records)
    return tuple(event_of(record, house.engine.mapper) for record in records)


def _all_known(house: House, query: Select[Any], on: date) -> dict[str, Known[Any]]:
    with house.database.engine.connect() as connection:
        ids = [str(row.case_id) for row in connection.execute(query)]
    found = ((case_id, _known(house, case_id, on)) for case_id in ids)
    return {case_id.partition(":")[2]: known for case_id, known in found if known}


def _known(house: House, case_id: str, on: date) -> Known[Any] | None:
    events = events_of(house, case_id, before=midnight_after(on))
    return Known(evolve(None, events), events) if events else None
