"""The log is one line of events: in order, without gaps, whoever writes or reads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import perf_counter

import pytest

from tests.databases import Factory
from tests.infrastructure.event_log.receipts import a_receipt, an_event
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    DatabaseUnreachable,
    SchemaMissing,
)


@pytest.fixture
def store(database: Database) -> EventRecorder:
    return EventRecorder(database)


# In order


def test_who_follows_the_log_misses_nothing(database_url):
    """Four writers, each with a connection of its own, and a reader at their heels."""
    writers, commands = 4, 60
    seen: list[int] = []
    done = Event()

    def follow() -> None:
        with Database(database_url) as database:
            store = EventRecorder(database)
            last_round = False
            while not last_round:
                last_round = done.is_set()
                after = seen[-1] if seen else 0
                seen.extend(record.position for record in store.records(after=after))

    def write(writer: int) -> int:
        written = 0
        with Database(database_url) as database:
            store = EventRecorder(database)
            for command in range(commands):
                size = (1, 1, 3, 25)[command % 4]
                stream = f"tender:{writer}-{command}"
                events = [an_event(stream, version) for version in range(size)]
                receipt = a_receipt(f"{writer}-{command}")
                positions = store.insert_events(events, receipt=receipt)
                assert positions == list(range(positions[0], positions[0] + size))
                written += size
        return written

    reader = Thread(target=follow)
    reader.start()
    try:
        with ThreadPoolExecutor(writers) as pool:
            written = sum(pool.map(write, range(writers)))
    finally:
        done.set()
        reader.join()

    assert seen == list(range(1, written + 1))


def test_one_store_serves_many_threads(store):
    def write(number: int) -> None:
        event = an_event(f"tender:{number}")
        store.insert_events([event], receipt=a_receipt(f"c-{number}"))
        assert store.select_events(f"tender:{number}") == [event]

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(write, range(120)))

    assert [r.position for r in store.records()] == list(range(1, 121))


def test_three_thousand_events_take_well_under_a_second(store):
    events = [
        an_event(version=n, data='{"a":"' + "x" * 290 + '"}') for n in range(3000)
    ]

    started = perf_counter()
    positions = store.insert_events(events, receipt=a_receipt())

    assert perf_counter() - started < 1
    assert positions == list(range(1, 3001))
    assert store.select_events("tender:orebro-2019") == events


# Asking


def test_records_can_be_narrowed(store):
    events = [an_event("a", n, topic=("x", "y", "z")[n % 3]) for n in range(6)]
    store.insert_events([*events, an_event("b", 0, topic="y")], receipt=a_receipt())

    def positions(**narrowed):
        return [record.position for record in store.records(**narrowed)]

    assert positions() == [1, 2, 3, 4, 5, 6, 7]
    assert positions(after=5) == [6, 7]
    assert positions(limit=2) == [1, 2]
    assert positions(limit=0) == []
    assert positions(stream_id="b") == [7]
    assert positions(topics=["y"]) == [2, 5, 7]
    assert positions(topics=["y", "z"], stream_id="a", after=2, limit=2) == [3, 5]


def test_records_come_in_pages(store, monkeypatch):
    monkeypatch.setattr("upphandling.infrastructure.event_log.event_store.PAGE", 3)
    store.insert_events([an_event(version=n) for n in range(10)])

    assert [r.position for r in store.records()] == list(range(1, 11))
    assert [r.position for r in store.records(after=2, limit=5)] == [3, 4, 5, 6, 7]


def test_many_streams_come_grouped_and_in_order(store):
    names = [f"tender:{n}" for n in range(1200)]
    for version in (1, 2):
        store.insert_events([an_event(name, version) for name in names])

    found = list(store.select_streams([*names, names[0], "tender:none"]))

    assert len(found) == 2400
    assert len({event.originator_id for event in found}) == 1200
    for first, second in zip(found[::2], found[1::2], strict=True):
        assert first.originator_id == second.originator_id
        assert (first.originator_version, second.originator_version) == (1, 2)
    assert list(store.select_streams([])) == []


def test_every_stream_of_a_kind_is_named_once_and_in_order(store):
    for stream in ("award:a", "tender:b", "tender:a", "tender:ä", "tender_x:a"):
        store.insert_events([an_event(stream, version) for version in (1, 2)])

    assert store.streams_of("tender") == ["tender:a", "tender:b", "tender:ä"]
    assert store.streams_of("tende") == store.streams_of("plan") == []


def test_nobody_subscribes(store):
    with pytest.raises(NotImplementedError):
        store.subscribe()


# Lost connections


def hang_up(databases: Factory, database: Database) -> None:
    """What a restart of the server does to those who are connected."""
    name = database.url.database
    databases.tell(
        "SELECT pg_terminate_backend(pid, 5000)"
        f" FROM pg_stat_activity WHERE datname = '{name}'"
    )


def test_a_lost_connection_is_replaced(postgresql_databases, postgresql_url):
    with Database(postgresql_url) as database:
        store = EventRecorder(database)
        store.insert_events([an_event(version=1)], receipt=a_receipt("c-1"))
        assert len(store.select_events("tender:orebro-2019")) == 1

        hang_up(postgresql_databases, database)
        store.insert_events([an_event(version=2)], receipt=a_receipt("c-2"))
        hang_up(postgresql_databases, database)
        store.insert_events([an_event(version=n) for n in (3, 4)])
        hang_up(postgresql_databases, database)
        store.refuse(a_receipt("c-3"), "NoMandate", "Mandat saknas.", {})
        hang_up(postgresql_databases, database)

        assert len(store.select_events("tender:orebro-2019")) == 4


def lose_it_half_way(databases: Factory, database: Database) -> None:
    with database.writing() as cursor:
        cursor.execute("CREATE TABLE half_done (number integer)")
        hang_up(databases, database)


def test_a_connection_lost_in_the_middle_undoes_and_recovers(
    postgresql_databases, postgresql_url
):
    with Database(postgresql_url) as database:
        store = EventRecorder(database)
        with pytest.raises(DatabaseUnreachable):
            lose_it_half_way(postgresql_databases, database)

        with pytest.raises(SchemaMissing), database.reading() as cursor:
            cursor.execute("SELECT * FROM half_done")
        assert store.insert_events([an_event()], receipt=a_receipt()) == [1]
