"""One command's view of the cases: what it fetched and added, saved together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from eventsourcing.application import AggregateNotFoundError, Repository
from eventsourcing.persistence import Mapper

from upphandling.application.commands import A
from upphandling.application.store import Store
from upphandling.application.visits import KeptVisit, PlannedVisit
from upphandling.domain.base import Aggregate, evolve
from upphandling.domain.errors import CaseExists, NoSuchCase
from upphandling.domain.visit_month import VisitMonth, key_of


class Session:
    """Fetches each case once, from the cache; the command changes what is cached.

    Of a kind that is contended it changes a twin, so that whoever loses a race has
    only to read on, and not the whole case again. Whoever runs the command must call
    `remember` when it ended well and `forget` when it did not, so that a half-changed
    case is never met again.
    """

    def __init__(
        self, repository: Repository[str], store: Store, mapper: Mapper[str]
    ) -> None:
        self.repository = repository
        self.store = store
        self.mapper = mapper
        self.touched: dict[str, Aggregate] = {}
        self.found: dict[str, int] = {}  # the version of each case in the cache
        self.rests_on: dict[str, int] = {}  # the versions that must be the last ones
        self.reading: str | None = None  # the case; where it went wrong, that one

    def fetch(self, kind: type[A], key: str) -> A:
        case_id = kind.case_id(key)
        case: Any = self.touched.get(case_id)
        if case is None:
            self.reading = case_id
            try:
                case = self.repository.get(case_id, projector_func=evolve)
            except AggregateNotFoundError:
                self.reading = None
                raise NoSuchCase(case=case_id) from None
            self.reading = None
            if kind.CONTENDED:
                case = case.twin()
            else:
                self.found[case_id] = case.version
            self.touched[case_id] = case
        if not isinstance(case, kind):
            raise NoSuchCase(case=case_id)
        return case

    def find(self, kind: type[A], key: str) -> A | None:
        try:
            return self.fetch(kind, key)
        except NoSuchCase:
            return None

    def find_many(self, kind: type[A], keys: Sequence[str]) -> dict[str, A]:
        wanted = {key: kind.case_id(key) for key in keys}
        missing = [case for case in wanted.values() if case not in self.touched]
        stored = self.store.select_streams(missing)
        for stream_id, rows in groupby(stored, key=lambda row: row.originator_id):
            self.reading = str(stream_id)
            events = map(self.mapper.to_domain_event, rows)
            self.touched[self.reading] = evolve(None, events)
            self.reading = None
        return {
            key: self.touched[case]  # type: ignore[misc]
            for key, case in wanted.items()
            if case in self.touched
        }

    def rest_on(self, kind: type[A], keys: Sequence[str]) -> dict[str, A]:
        found = self.find_many(kind, keys)
        for key in keys:
            version = found[key].version if key in found else 0
            self.rests_on[kind.case_id(key)] = version
        return found

    def fetch_many(self, kind: type[A], keys: Sequence[str]) -> list[A]:
        found = self.find_many(kind, keys)
        for key in keys:
            if key not in found:
                raise NoSuchCase(case=kind.case_id(key))
        return [found[key] for key in keys]

    def all_of(self, kind: type[A]) -> dict[str, A]:
        mine = (case for case, of in self.touched.items() if isinstance(of, kind))
        cases = sorted({*self.store.streams_of(kind.KIND), *mine})
        return self.find_many(kind, [case.partition(":")[2] for case in cases])

    def add(self, *cases: Aggregate) -> None:
        ids = [str(case.id) for case in cases]
        for row in self.store.select_streams(ids):
            raise CaseExists(case=row.originator_id)
        for case_id, case in zip(ids, cases, strict=True):
            if case_id in self.touched:
                raise CaseExists(case=case_id)
            self.touched[case_id] = case

    def visits(
        self,
        system: str,
        month: str,
        batches: Sequence[int],
        agreement: str | None = None,
    ) -> Iterator[KeptVisit]:
        self._must_be_kept(system, month, batches)
        return self.store.visits(system, month, batches, agreement)

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
        return self.store.planned(system, month, plans, performed, agreement=agreement)

    def _must_be_kept(self, system: str, month: str, batches: Sequence[int]) -> None:
        """Refuse with `VisitsDestroyed` to count with what is there no longer."""
        if kept := self.find(VisitMonth, key_of(system, month)):
            kept.must_have(batches)

    def changed(self) -> list[Aggregate]:
        """The cases that have something new to say."""
        return [case for case in self.touched.values() if case.pending_events]

    def remember(self) -> None:
        """What was saved is what is cached."""
        if self.repository.cache is None:
            return
        for case_id, case in self.touched.items():
            if case.CONTENDED:
                self.repository.cache.put(case_id, case)

    def forget(self) -> None:
        """Drop what this command changed from the cache."""
        if self.repository.cache is None:
            return
        for case_id, version in self.found.items():
            changed = self.touched[case_id].version != version
            if changed and case_id in self.repository.cache.cache:
                self.repository.cache.get(case_id, evict=True)
