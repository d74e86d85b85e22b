"""A backup of a large log: how long it takes to make, to try and to restore.

Run with `python -m benchmarks.backup [--events 1000000]`. Every event has a command of
its own with as much in it, which is the most there can be to carry. Beside the time on
the wall stands that of the processor, which a busy machine leaves as it is. Memory is
the most that the process held of its own, without the files that are mapped.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time
from typing import Any, Self, TypeVar

from benchmarks.append import WHEN
from benchmarks.both import both_kinds
from benchmarks.log import epochs
from upphandling.application.identity import new_command_id
from upphandling.infrastructure.clock import SystemClock, utc_text
from upphandling.infrastructure.event_log.leaf import event_leaf, receipt_digest
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.moving.creating import Beside, create
from upphandling.infrastructure.moving.loading import loading
from upphandling.infrastructure.moving.restoring import restore
from upphandling.infrastructure.moving.verifying import verify
from upphandling.infrastructure.storage.database import Database

MEGABYTE = 1 << 20
STATUS = Path("/proc/self/status")

T = TypeVar("T")


class Measured:
    """The seconds that a block took, and the most memory that was held in it."""

    def __enter__(self) -> Self:
        self.most = 0
        self.over = Event()
        self.watch = Thread(target=self._look)
        self.watch.start()
        self.started, self.worked = perf_counter(), process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.took = perf_counter() - self.started
        self.cpu = process_time() - self.worked
        self.over.set()
        self.watch.join()

    def _look(self) -> None:
        while not self.over.wait(0.05):
            told = dict(
                line.split(":", 1)
                for line in STATUS.read_text(encoding="ascii").splitlines()
            )
            self.most = max(self.most, int(told["RssAnon"].split()[0]) << 10)


def measured(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """Do the work and print what it took."""
    with Measured() as found:
        done = work()
    said = f"{found.took:.1f} s, processor {found.cpu:.1f} s"
    print(f"  {what}: {said}, {found.most / MEGABYTE:.0f} MB", flush=True)
    return done, found.took


def rows(size: int) -> Iterator[tuple[Any, Any]]:
    """Each event with the command that led to it."""
    clock, moment = SystemClock(), utc_text(WHEN)
    stored = (event for epoch in epochs() for event in epoch)
    for place, event in enumerate(islice(stored, size), 1):
        name = new_command_id(clock())
        data = event.state.decode()
        who = ("anna", "auditor", "4.2", None)
        receipt = (name, event.topic, moment, moment, *who, data, "1")
        stream, version = str(event.originator_id), event.originator_version
        told = (stream, version, event.topic, moment, name, data)
        leaf = event_leaf(*told, receipt_digest(receipt))
        yield (*receipt, "done", place, place), (place, *told, leaf)


def filled(url: str, size: int) -> None:
    """Put a log of that many events and commands into an empty store."""
    with Database(url) as database, loading(database) as into:
        for command, event in rows(size):
            into.put("command", command)
            into.put("event", event)


def main() -> None:
    """Print what a backup takes on each kind of database."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--events", type=int, default=100_000)
    size = arguments.parse_args().events
    with both_kinds() as kinds, tempfile.TemporaryDirectory() as name:
        for kind, factory in kinds.items():
            url, to = factory.migrated(), Path(name, kind)
            filled(url, size)
            print(f"{kind}, {size:,} events and as many commands:")
            with Database(url) as database:
                _, made = measured("create", lambda: create(database, to, Beside()))  # noqa: B023
            tried, took = measured("verify", lambda: verify(to, Seals()))  # noqa: B023
            assert tried.whole
            print(f"  both {made + took:.1f} s, {to.stat().st_size / MEGABYTE:.0f} MB")
            new = factory.empty()
            measured("restore", lambda: restore(to, new, Seals(), None))  # noqa: B023


if __name__ == "__main__":
    main()
