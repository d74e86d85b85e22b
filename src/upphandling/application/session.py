"""One command's view of the cases: what it fetched and added, saved together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from eventsourcing.application import AggregateNotFoundError, Repository
from eventsourcing.persistence import Mapper

from upphandling.application.commands import A
from upphandling.application.store import Store
from upphandling.domain.base import Aggregate, evolve
from upphandling.domain.errors import CaseExists, NoSuchCase


class Session:
    """Fetches each case once; cached cases are shared, never copied.

    Whoever runs the command must call `forget` when it did not end well, so that
    a half-changed case is never met again.
    """

    def __init__(
        self, repository: Repository[str], store: Store, mapper: Mapper[str]
    ) -> None:
        self.repository = repository
        self.store = store
        self.mapper = mapper
        self.touched: dict[str, Aggregate] = {}

    def fetch(self, kind: type[A], key: str) -> A:
        case_id = kind.case_id(key)
        case: Any = self.touched.get(case_id)
        if case is None:
            try:
                case = self.repository.get(case_id, projector_func=evolve)
            except AggregateNotFoundError:
                raise NoSuchCase(case=case_id) from None
            self.touched[case_id] = case
        if not isinstance(case, kind):
            raise NoSuchCase(case=case_id)
        return case

    def find(self, kind: type[A], key: str) -> A | None:
        try:
            return self.fetch(kind, key)
        except NoSuchCase:
            return None

    def fetch_many(self, kind: type[A], keys: Sequence[str]) -> list[A]:
        wanted = [kind.case_id(key) for key in keys]
        missing = [case_id for case_id in wanted if case_id not in self.touched]
        stored = self.store.select_streams(missing)
        for stream_id, rows in groupby(stored, key=lambda row: row.originator_id):
            events = map(self.mapper.to_domain_event, rows)
            self.touched[str(stream_id)] = evolve(None, events)
        for case_id in wanted:
            if case_id not in self.touched:
                raise NoSuchCase(case=case_id)
        return [self.touched[case_id] for case_id in wanted]  # type: ignore[misc]

    def add(self, *cases: Aggregate) -> None:
        ids = [str(case.id) for case in cases]
        for row in self.store.select_streams(ids):
            raise CaseExists(case=row.originator_id)
        for case_id, case in zip(ids, cases, strict=True):
            if case_id in self.touched:
                raise CaseExists(case=case_id)
            self.touched[case_id] = case

    def changed(self) -> list[Aggregate]:
        """The cases that have something new to say."""
        return [case for case in self.touched.values() if case.pending_events]

    def forget(self) -> None:
        """Drop every case this command touched from the cache."""
        if self.repository.cache is None:
            return
        for case_id in self.touched:
            if case_id in self.repository.cache.cache:
                self.repository.cache.get(case_id, evict=True)
