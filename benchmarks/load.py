"""Loading: a case of ten events from the store, the library's way, and a raw loop.

Run with `python -m benchmarks.load`. Each loads the same number of different
tenders, one at a time, nothing cached. The library's way is its default
repository: its recorder, its `Mapper` with `JSONTranscoder`, its aggregate with
dataclass events of the same fields, its fold. The raw loop selects the rows by the
bare driver and takes the JSON apart, and builds nothing.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Repository
from eventsourcing.domain import Aggregate as LibraryAggregate
from eventsourcing.persistence import (
    ApplicationRecorder,
    DatetimeAsISO,
    EventStore,
    JSONTranscoder,
    Mapper,
    UUIDAsHex,
)
from pydantic_core import from_json
from sqlalchemy import make_url

from benchmarks.append import library_postgresql, library_sqlite
from benchmarks.side_by_side import Contender, rates, table
from tests.databases import Factory, postgresql
from upphandling.domain.base import Role, Stamp, evolve
from upphandling.domain.evaluation import Bid, Criterion, Lot
from upphandling.domain.tender import Assessment, Tender
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.sqlite import SETTINGS

LIMIT, OURS, LIBRARY = "raw loop", "event store", "library default"
CASES, EVENTS, BIDS = 1_000, 10, 4
SELECT = "SELECT topic, data FROM events WHERE stream_id = ? ORDER BY version"
WHEN = datetime(2019, 5, 2, 8, tzinfo=UTC)


class Procured(LibraryAggregate):
    """A tender as the library's users write one: dataclass events, default fold."""

    bids: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: str = "prepared"

    class Created(LibraryAggregate.Created):
        by: str
        role: str
        mandate: str
        title: str
        lots: list[dict[str, Any]]

    class Changed(LibraryAggregate.Event):
        by: str
        role: str
        mandate: str
        status: str
        details: dict[str, Any]

        def apply(self, aggregate: Any) -> None:
            aggregate.status = self.status
            if "bid" in self.details:
                aggregate.bids[self.details["bid"]] = self.details


WHO = {"by": "upphandlare-1", "role": "procurement_officer", "mandate": "4.2"}


def our_case(key: str) -> Tender:
    """Ten events by the domain itself."""
    stamp = Stamp(
        by=WHO["by"], role=Role.PROCUREMENT_OFFICER, at=WHEN, mandate=WHO["mandate"]
    )
    lot = Lot(lot="ost", title="Öster", areas=("vivalla",), share_percent=10.0)
    quality = Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0)
    tender = Tender.prepare(
        stamp, key, system="orebro", title="Hemtjänst", lots=(lot,), criteria=(quality,)
    )
    tender.announce(
        stamp,
        last_day=date(2019, 6, 17),
        closes_at=None,
        notice="2019-1",
        requirements=(),
    )
    for number in range(BIDS):
        tender.receive_bid(stamp, bid=a_bid(number))
    late = Stamp(
        by=stamp.by,
        role=stamp.role,
        at=datetime(2019, 6, 18, 8, tzinfo=UTC),
        mandate="4.2",
    )
    tender.close(late)
    tender.open(late, present=("upphandlare-1", "upphandlare-2"))
    for number in range(EVENTS - BIDS - 4):
        motive = Assessment(failed=(), motive="Uppfyller kraven enligt protokoll 3.")
        tender.assess(late, bid=f"anbud-{number}", assessment=motive)
    return tender


def a_bid(number: int) -> Bid:
    return Bid(
        bid=f"anbud-{number}",
        bidder=f"utforare-{number}",
        name="Utförare A",
        lots=("ost",),
        content_hash="a" * 64,
    )


def their_case() -> Procured:
    """Ten events of the same content in the library's form."""
    lots = [{"lot": "ost", "title": "Öster", "areas": ["vivalla"]}]
    tender = Procured._create(  # noqa: SLF001 -- how the library's docs open a case
        Procured.Created, id=uuid4(), title="Hemtjänst", lots=lots, **WHO
    )
    for number in range(EVENTS - 1):
        details = a_bid(number).model_dump(mode="json")
        tender.trigger_event(Procured.Changed, status="open", details=details, **WHO)
    return tender


def ours(database: Database) -> Contender:
    recorder = EventRecorder(database)
    mapper = EventMapper()
    store: EventStore[str] = EventStore(mapper, recorder)
    for number in range(CASES):
        events = our_case(f"prov-{number}").collect_events()
        recorder.insert_events([mapper.to_stored_event(event) for event in events])
    repository: Repository[str] = Repository(store)

    def prepare(size: int) -> Callable[[], None]:
        def load() -> None:
            for number in range(size):
                repository.get(f"tender:prov-{number}", projector_func=evolve)

        return load

    return prepare


def library(recorder: ApplicationRecorder) -> Contender:
    transcoder = JSONTranscoder()
    transcoder.register(DatetimeAsISO())
    transcoder.register(UUIDAsHex())
    store: EventStore[UUID] = EventStore(Mapper(transcoder), recorder)
    ids = []
    for _ in range(CASES):
        tender = their_case()
        ids.append(tender.id)
        store.put(tender.collect_events())
    repository: Repository[UUID] = Repository(store)

    def prepare(size: int) -> Callable[[], None]:
        def load() -> None:
            for tender_id in ids[:size]:
                repository.get(tender_id)

        return load

    return prepare


def raw(database: Database) -> Contender:
    """The rows of our own database by the bare driver."""
    address = database.url.render_as_string(hide_password=False)
    if database.dialect == "sqlite":
        connection: Any = sqlite3.connect(make_url(address).database or "")
        for setting in SETTINGS:
            connection.execute(setting)
    else:
        connection = psycopg.connect(address.replace("+psycopg", ""), autocommit=True)
    select = database.native(SELECT)

    def prepare(size: int) -> Callable[[], None]:
        def load() -> None:
            for number in range(size):
                key = (f"tender:prov-{number}",)
                for _, data in connection.execute(select, key).fetchall():
                    from_json(data)

        return load

    return prepare


def measure(
    factory: Factory, standard: Callable[[str], ApplicationRecorder]
) -> dict[str, float]:
    """Events a second of each."""
    with Database(factory.migrated()) as database:
        contenders = {
            OURS: ours(database),
            LIMIT: raw(database),
            LIBRARY: library(standard(factory.empty())),
        }
        measured = rates(contenders, CASES)
    return {name: measured[name] * EVENTS for name in (LIMIT, OURS, LIBRARY)}


def main() -> None:
    """Print one table for each database."""
    with tempfile.TemporaryDirectory() as folder, postgresql(durable=True) as server:
        for name, factory, standard in (
            ("SQLite", Factory(Path(folder)), library_sqlite),
            ("PostgreSQL", Factory(Path(folder), server), library_postgresql),
        ):
            measured = measure(factory, standard)
            title = f"{name}, cases of {EVENTS} events (events a second)"
            print(table(title, measured, LIMIT))
            print(
                f"  against the library: {measured[OURS] / measured[LIBRARY]:.1f} times\n"
            )


if __name__ == "__main__":
    main()
