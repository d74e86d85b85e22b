"""All cases as they were at an event, read from the log and kept for a while."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cache, cached_property, lru_cache, partial
from itertools import groupby

from upphandling.application.commands import A
from upphandling.application.verification import Row
from upphandling.application.verification.recount import Asked, NotKept, Unasked
from upphandling.application.visits import KeptVisit, PlannedVisit
from upphandling.domain.base import Aggregate, evolve
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.visit_month import VisitMonth, key_of
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.event_store import streams_of
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.verification.reading import (
    asked_by,
    first_counted_by,
    rows_of,
)
from upphandling.infrastructure.visits.kept import kept
from upphandling.infrastructure.visits.planned import planned

KEPT_EVENTS = 100_000  # of streams that others ask for
KEPT_STATES = 4  # of each of them
KEPT_COMMANDS = 100
STREAMS = 500  # asked for in one statement


class Timeline:
    """One stream, and its case at any position."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.positions = [row.position for row in rows]
        self.commands = [row.command_id for row in rows]
        self.events = [row.event for row in rows]
        self._states: OrderedDict[int, Aggregate | None] = OrderedDict()

    def after(self, row: Row) -> Aggregate | None:
        """The case as the command of the row left it; None before it was opened."""
        seen = bisect_right(self.positions, row.position)
        while seen < len(self.commands) and self._is_of(row, seen):
            seen += 1
        return self._state(seen)

    def before(self, row: Row) -> Aggregate | None:
        """The case as the command of the row found it; None before it was opened."""
        seen = bisect_left(self.positions, row.position)
        while seen and self._is_of(row, seen - 1):
            seen -= 1
        return self._state(seen)

    def latest(self) -> Aggregate | None:
        """The case as the whole log leaves it."""
        return self._state(len(self.events))

    def opened(self, row: Row) -> Aggregate | None:
        """The case as its first event made it; None before that."""
        if row.position < self.positions[0] and not self._is_of(row, 0):
            return None
        return self._opened

    @cached_property
    def _opened(self) -> Aggregate | None:
        first = (event for event in self.events[:1] if event is not None)
        case: Aggregate | None = evolve(None, first)
        return case

    def _is_of(self, row: Row, number: int) -> bool:
        return row.command_id is not None and self.commands[number] == row.command_id

    def _state(self, seen: int) -> Aggregate | None:
        if seen not in self._states:
            self._states[seen] = self._evolved(seen)
            if len(self._states) > KEPT_STATES:
                self._states.popitem(last=False)
        return self._states[seen]

    def _evolved(self, seen: int) -> Aggregate | None:
        """From the nearest state that is kept, for a stream may be long."""
        start = max((kept for kept in self._states if kept < seen), default=0)
        nearest = self._states[start] if start else None
        case: Aggregate | None = evolve(
            None if nearest is None else nearest.twin(),
            (event for event in self.events[start:seen] if event is not None),
        )
        return case


class StoredPast:
    """The past of a log; streams that were asked for are kept while there is room."""

    def __init__(self, database: Database, mapper: EventMapper) -> None:
        self.database = database
        self.mapper = mapper
        self._kept: OrderedDict[str, Timeline] = OrderedDict()
        self._events = 0
        self.asked = lru_cache(KEPT_COMMANDS)(partial(asked_by, database))
        self.visits = partial(kept, database)
        self.planned = partial(planned, database)
        self.streams_of = partial(streams_of, database)
        self.first_counted_by = cache(partial(first_counted_by, database))

    def at(self, row: Row) -> Left:
        return Left(self, row)

    def timelines(self, case_ids: Sequence[str]) -> dict[str, Timeline]:
        """The streams that there are, by case."""
        found = {key: self._kept[key] for key in case_ids if key in self._kept}
        for key in found:
            self._kept.move_to_end(key)
        missing = [key for key in dict.fromkeys(case_ids) if key not in found]
        for start in range(0, len(missing), STREAMS):
            rows = rows_of(self.database, self.mapper, missing[start : start + STREAMS])
            for key, told in groupby(rows, key=lambda row: row.stream_id):
                found[key] = self._keep(key, Timeline(list(told)))
        return found

    def _keep(self, key: str, timeline: Timeline) -> Timeline:
        self._kept[key] = timeline
        self._events += len(timeline.events)
        while self._events > KEPT_EVENTS and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._events -= len(dropped.events)
        return timeline


class Found:
    """The cases as the command of an event found them."""

    def __init__(self, past: StoredPast, row: Row) -> None:
        self.past = past
        self.row = row

    def _in(self, timeline: Timeline) -> Aggregate | None:
        return timeline.before(self.row)

    def fetch(self, kind: type[A], key: str) -> A:
        found = self.find(kind, key)
        if found is None:
            raise NoSuchCase(case=kind.case_id(key))
        return found

    def find(self, kind: type[A], key: str) -> A | None:
        return self.find_many(kind, [key]).get(key)

    def find_many(self, kind: type[A], keys: Sequence[str]) -> dict[str, A]:
        wanted = {key: kind.case_id(key) for key in keys}
        timelines = self.past.timelines(list(wanted.values()))
        found: dict[str, A] = {}
        for key, case_id in wanted.items():
            timeline = timelines.get(case_id)
            case = None if timeline is None else self._in(timeline)
            if isinstance(case, kind):
                found[key] = case
        return found

    def rest_on(self, kind: type[A], keys: Sequence[str]) -> dict[str, A]:
        return self.find_many(kind, keys)

    def fetch_many(self, kind: type[A], keys: Sequence[str]) -> list[A]:
        found = self.find_many(kind, keys)
        for key in keys:
            if key not in found:
                raise NoSuchCase(case=kind.case_id(key))
        return [found[key] for key in keys]

    def all_of(self, kind: type[A]) -> dict[str, A]:
        cases = self.past.streams_of(kind.KIND)
        return self.find_many(kind, [case.partition(":")[2] for case in cases])

    def add(self, *cases: Aggregate) -> None:
        message = "the past is only read"
        raise NotImplementedError(message)

    def visits(
        self,
        system: str,
        month: str,
        batches: Sequence[int],
        agreement: str | None = None,
    ) -> Iterator[KeptVisit]:
        self._must_be_kept(system, month, batches)
        return self.past.visits(system, month, batches, agreement)

    def planned(
        self,
        system: str,
        month: str,
        plans: Sequence[int],
        performed: Sequence[int],
        *,
        agreement: str | None = None,
    ) -> Iterator[PlannedVisit]:
        self._must_be_kept(system, month, plans)
        return self.past.planned(system, month, plans, performed, agreement=agreement)

    def _must_be_kept(self, system: str, month: str, batches: Sequence[int]) -> None:
        """Refuse with `VisitsDestroyed` where that has been decided since."""
        case_id = VisitMonth.case_id(key_of(system, month))
        timeline = self.past.timelines([case_id]).get(case_id)
        latest = None if timeline is None else timeline.latest()
        if isinstance(latest, VisitMonth):
            latest.must_have(batches)


class Left(Found):
    """The cases as the command of an event left them, and what it found and said."""

    def _in(self, timeline: Timeline) -> Aggregate | None:
        return timeline.after(self.row)

    @property
    def before(self) -> Found:
        return Found(self.past, self.row)

    @property
    def asked(self) -> Asked:
        command_id = self.row.command_id
        if command_id is None:
            raise Unasked
        asked = self.past.asked(command_id)
        if asked is None:
            message = f"kommandot {command_id} finns inte eller kan inte läsas"
            raise NotKept(message)
        return asked

    def opened(self, kind: type[A], key: str) -> A:
        case_id = kind.case_id(key)
        timeline = self.past.timelines([case_id]).get(case_id)
        case = None if timeline is None else timeline.opened(self.row)
        if not isinstance(case, kind):
            raise NoSuchCase(case=case_id)
        return case

    def counted_by(self, edition: str) -> bool:
        first = self.past.first_counted_by(edition)
        return first is not None and first < self.row.position
