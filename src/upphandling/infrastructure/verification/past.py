"""All cases as they were at an event, read from the log and kept for a while."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from upphandling.application.commands import A
from upphandling.application.verification import Row
from upphandling.domain.base import Aggregate, evolve
from upphandling.domain.errors import NoSuchCase
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.verification.reading import rows_of

KEPT_EVENTS = 100_000  # of streams that others ask for
KEPT_STATES = 4  # of each of them
STREAMS = 500  # asked for in one statement


class Timeline:
    """One stream, and its case at any position."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.positions = [row.position for row in rows]
        self.commands = [row.command_id for row in rows]
        self.events = [row.event for row in rows]
        self._states: OrderedDict[int, Any] = OrderedDict()

    def at(self, row: Row) -> Aggregate | None:
        """The case as the command of the row left it; None before it was opened."""
        seen = bisect_right(self.positions, row.position)
        while (
            row.command_id is not None
            and seen < len(self.commands)
            and self.commands[seen] == row.command_id
        ):
            seen += 1
        if seen not in self._states:
            events = (event for event in self.events[:seen] if event is not None)
            self._states[seen] = evolve(None, events)
            if len(self._states) > KEPT_STATES:
                self._states.popitem(last=False)
        state: Aggregate | None = self._states[seen]
        return state


class StoredPast:
    """The past of a log; streams that were asked for are kept while there is room."""

    def __init__(self, database: Database, mapper: EventMapper) -> None:
        self.database = database
        self.mapper = mapper
        self._kept: OrderedDict[str, Timeline] = OrderedDict()
        self._events = 0

    def at(self, row: Row) -> Then:
        return Then(self, row)

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


class Then:
    """The cases at one event, as a handler would have fetched them."""

    def __init__(self, past: StoredPast, row: Row) -> None:
        self.past = past
        self.row = row

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
            case = None if timeline is None else timeline.at(self.row)
            if isinstance(case, kind):
                found[key] = case
        return found

    def fetch_many(self, kind: type[A], keys: Sequence[str]) -> list[A]:
        found = self.find_many(kind, keys)
        for key in keys:
            if key not in found:
                raise NoSuchCase(case=kind.case_id(key))
        return [found[key] for key in keys]

    def add(self, *cases: Aggregate) -> None:
        message = "the past is only read"
        raise NotImplementedError(message)
