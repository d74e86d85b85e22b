"""Verification of a whole log, beside a plain read of the same rows.

Run with `python -m benchmarks.verify --events 1000000`. The log is that of a
municipality over many years (`benchmarks.log`), with a care decision for each of a
number of customers, so that there are deadlines to count; the read models are built
before anything is timed.

The plain read takes every row of `events` in the order of its stream by the driver's
cursor and does nothing with it. The verification computes everything again, compares
every read model, and must find nothing: a process for each core, as `upphandling
verify` does it.
"""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

from eventsourcing.persistence import StoredEvent

from benchmarks.both import both_kinds
from benchmarks.log import AREA, BUNDLE, SYSTEM, fill
from upphandling.domain.base import Aggregate, Role, Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import (
    Area,
    Bundle,
    DefaultPolicy,
    DefaultRule,
    Regime,
    Service,
    SystemConfiguration,
)
from upphandling.domain.customer import Customer
from upphandling.domain.customer.terms import CareDecision, GrantedService
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.verification.fan_out import verify
from upphandling.projections.catalogue import PROJECTIONS

PAGE = 5_000
GRANTED = 10  # of a hundred events, a care decision
SECONDS = 60  # a million events on two cores
MEMORY = 400  # megabytes, for each process
FIRST = date(2019, 1, 7)
READ = (
    "SELECT stream_id, version, topic, position, data FROM events"  # noqa: S608
    f" WHERE (stream_id, version) > (?, ?) ORDER BY stream_id, version LIMIT {PAGE}"
)


def prepared(url: str, size: int) -> None:
    """A log of that many events, a tenth of them care decisions, and its read models."""
    granted = size * GRANTED // 100
    with Database(url) as database:
        recorder = EventRecorder(database)
        recorder.insert_events(_stored(system()))
        fill(recorder, size - granted - 1)
        for start in range(0, granted, PAGE):
            grant(recorder, range(start, min(start + PAGE, granted)))
        read_tables.sync(database, PROJECTIONS.values())
        Projector(database, PROJECTIONS.values()).catch_up()


def grant(recorder: EventRecorder, numbers: range) -> None:
    recorder.insert_events(_stored(*map(granted_to, numbers)))


def _stored(*cases: Aggregate) -> list[StoredEvent]:
    mapper = EventMapper()
    return [
        mapper.to_stored_event(event)
        for case in cases
        for event in case.collect_events()
    ]


def system() -> ChoiceSystem:
    """The choice system that everything in the log belongs to."""
    bundle = Bundle(
        key=BUNDLE,
        name="Personlig omvårdnad",
        services=[Service.PERSONAL_CARE],
        regime=Regime.LOU,
    )
    return ChoiceSystem.establish(
        _on(datetime(2019, 1, 7, 12, tzinfo=UTC)),
        SystemConfiguration(
            system=SYSTEM,
            name="Hemtjänst",
            municipality="Kommunen",
            areas=[Area(key=AREA, name="Området")],
            bundles=[bundle],
            default=DefaultPolicy(rule=DefaultRule.IN_HOUSE, legal_basis="KF § 1"),
        ),
    )


def granted_to(number: int) -> Customer:
    """A person whose care was decided on one of a thousand days."""
    day = FIRST + timedelta(days=number % 1_000)
    care = GrantedService(
        bundle=BUNDLE,
        service=Service.PERSONAL_CARE,
        minutes_per_week=420,
    )
    decision = CareDecision(
        decision="b-1",
        granted_on=day,
        valid_from=day,
        valid_to=None,
        assessed=False,
        services=(care,),
    )
    return Customer.grant_first(
        _on(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)),
        f"g{number:08d}",
        system=SYSTEM,
        area=AREA,
        decision=decision,
    )


def _on(at: datetime) -> Stamp:
    return Stamp(
        by="handlaggare-1",
        role=Role.CARE_NEEDS_ASSESSOR,
        at=at,
        mandate="delegationsordningen 4.2",
    )


def plain_read(database: Database) -> int:
    """Every row, stream by stream; answers how many there were."""
    sql, at, read = database.native(READ), ("", 0), 0
    with database.reading() as cursor:
        while True:
            cursor.execute(sql, at)
            rows = cursor.fetchall()
            read += len(rows)
            if len(rows) < PAGE:
                return read
            at = rows[-1][:2]


class Watch(Thread):
    """Looks at the processes that share the work: memory at most, and processor time.

    Read from /proc, for they are not this one's children; nothing where there is none.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = Event()
        self.memory: dict[str, int] = {}
        self.seconds: dict[str, float] = {}

    def run(self) -> None:
        while not self.over.wait(0.2):
            for process in Path("/proc").glob("[0-9]*"):
                with suppress(OSError, ValueError, StopIteration):
                    ours = os.getsid(int(process.name)) == os.getsid(0)
                    if ours and b"forkserver" in (process / "cmdline").read_bytes():
                        self._look_at(process)

    def _look_at(self, process: Path) -> None:
        lines = (process / "status").read_text().splitlines()
        # Its own, without the pages of the database file that the system lends it.
        own = next(line for line in lines if line.startswith("RssAnon"))
        megabytes = int(own.split()[1]) // 1024
        self.memory[process.name] = max(self.memory.get(process.name, 0), megabytes)
        spent = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
        self.seconds[process.name] = sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")


def measure(name: str, url: str, size: int, jobs: int) -> list[str]:
    """Print what it took; answers what took too much."""
    prepared(url, size)
    with Database(url) as database:
        started = perf_counter()
        assert plain_read(database) == size
        limit = perf_counter() - started
        watch = Watch()
        watch.start()
        started = perf_counter()
        findings = verify(database, jobs=jobs)
        took = perf_counter() - started
        watch.over.set()
    assert findings.differences == [], findings.differences[:3]
    memory, spent = max(watch.memory.values(), default=0), sum(watch.seconds.values())
    checked = ", ".join(f"{n:,} {kind}" for kind, n in findings.checked.items())
    print(f"{name}, {size:,} events, {jobs} processes")
    print(f"  plain read  {limit:7.1f} s  {size / limit:10,.0f} a second")
    print(f"  verify      {took:7.1f} s  {size / took:10,.0f} a second")
    print(f"  {took / limit:.0f} times a plain read; processor time {spent:.0f} s")
    print(f"  {memory} MB in a process at most")
    print(f"  {checked}", flush=True)
    allowed = SECONDS * size / 1_000_000 + 10  # processes must start
    slow = took > allowed and f"{name}: more than {allowed:.0f} s"
    large = memory > MEMORY and f"{name}: more than {MEMORY} MB"
    return [fault for fault in (slow, large) if fault]


def main(arguments: list[str] | None = None) -> None:
    """Measure on each kind of database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verify")
    parser.add_argument("--events", type=int, default=200_000, help="events in the log")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args(arguments)
    faults = []
    with both_kinds() as kinds:
        for name, factory in kinds.items():
            faults += measure(name, factory.migrated(), chosen.events, chosen.jobs)
    assert not faults, faults


if __name__ == "__main__":
    main()
