"""Readers and a writer at work while a read model is built again and takes its place."""

from __future__ import annotations

from threading import Event, Thread
from typing import Any, Self

from tests.infrastructure.read_side.sums import SUM, an_event, some_events
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.storage.database import Database


class Readers:
    """Two who read all the time, one of them from a snapshot, and one who writes."""

    def __init__(self, url: str, store: EventRecorder) -> None:
        self.url, self.store = url, store
        self.done = Event()
        self.seen = [0, 0]
        self.wrong: list[Any] = []
        self.threads = [Thread(target=self.read, args=(n,)) for n in range(2)]
        self.threads.append(Thread(target=self.write))

    def read(self, reader: int) -> None:
        least = 400
        with Database(self.url) as own:
            while not self.done.is_set():
                with own.reading(snapshot=bool(reader)) as cursor:
                    if reader and own.dialect == "postgresql":
                        cursor.execute("LOCK TABLE sums IN ACCESS SHARE MODE")
                    cursor.execute("SELECT count(*), min(last) FROM sums")
                    rows, last = cursor.fetchone()
                if rows < least or last != 2:
                    self.wrong.append((rows, last))
                least = max(least, rows)
                self.seen[reader] += 1

    def write(self) -> None:
        case = 400
        with Database(self.url) as own:
            while not self.done.is_set():
                self.store.insert_events([an_event(case, 1), an_event(case, 2)])
                Projector(own, [SUM]).catch_up()
                case += 1

    def have_read_more(self) -> None:
        before = list(self.seen)
        while any(now <= then for now, then in zip(self.seen, before, strict=True)):
            self.done.wait(0.01)

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join()


def test_no_reader_ever_sees_an_empty_or_half_view(
    database_url, database, store, projector
):
    store.insert_events(some_events(cases=400, versions=2))
    projector.catch_up()

    with Readers(database_url, store) as readers:
        for _ in range(3):
            readers.have_read_more()
            assert projector.rebuild(SUM).swapped
        readers.have_read_more()

    projector.catch_up()
    assert readers.wrong == []
    assert projector.verify(SUM).equal
