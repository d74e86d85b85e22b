"""The service: at rest, with much to wait for, after a long absence, and while all write.

Run with `python -m benchmarks.service [--pending 100000] [--due 10000] [--seconds 20]`.
Each is `upphandling serve` in a process of its own, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic, sleep

from benchmarks.both import both_kinds
from tests.service.pending import TENDER, send, wait_to_close
from upphandling.bootstrap import open_house
from upphandling.infrastructure import logs
from upphandling.infrastructure.clock import SystemClock
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vitals.last_done import SWEEP, noted

START = "from upphandling.interfaces.cli import main; main()"
SOON, SPREAD, FEW = 25, 20, 500  # seconds until the first falls, they fall in, how many
RATE = 200  # commands a second
CLOSED = (
    "SELECT e.recorded_at, a.data FROM events e JOIN events a ON"
    " a.stream_id = e.stream_id AND a.topic = 'tender.announced'"
    " WHERE e.topic = 'tender.closed' ORDER BY e.position"
)


@contextmanager
def serving(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """`upphandling serve`, until the block ends; its log is thrown away."""
    with TemporaryDirectory() as folder:
        service = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-c", START, "serve"],
            cwd=folder,
            env={
                **os.environ,  # noqa: TID251 -- what the interpreter needs
                "UPPHANDLING_DATABASE": url,
                "UPPHANDLING_HTTP_LISTEN": "127.0.0.1:8497",
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            stderr=subprocess.DEVNULL,
        )
        try:
            yield service
        finally:
            service.terminate()
            service.wait()


def at_rest(url: str, seconds: float) -> str:
    """Memory and processor of a service with nothing to do."""
    with Database(url) as database, serving(url) as service:
        until(lambda: SWEEP in noted(database))
        sleep(10)  # what is read at the start only
        before, began = spent(service.pid), monotonic()
        sleep(seconds)
        share = (spent(service.pid) - before) / (monotonic() - began)
        return f"at rest: {resident(service.pid):.0f} MB, {share:.2%} of a core"


def much_to_wait_for(url: str, pending: int) -> str:
    """How long the start takes, and how late those are that fall among many others."""
    now = today()
    chance = Random(5)
    first = now + timedelta(seconds=SOON + pending / 2_000)  # written in the meantime
    near = [first + timedelta(seconds=chance.random() * SPREAD) for _ in range(FEW)]
    far = [first + timedelta(days=30, minutes=number) for number in range(pending)]
    prepared(url, near + far)
    began = monotonic()
    with Database(url) as database, serving(url):
        until(lambda: SWEEP in noted(database))
        started = monotonic() - began
        until(lambda: len(closings(database)) == FEW, 300)
        late = [
            (recorded - due).total_seconds() for recorded, due in closings(database)
        ]
    return f"{pending:,} pending: start-up {started:.1f} s, {percentiles(late)} late"


def after_an_absence(url: str, due: int) -> str:
    """How long it takes to catch up with all that fell due in thirty days, in order."""
    now = today()
    chance = Random(6)
    absence = timedelta(days=29).total_seconds()
    past = [now - timedelta(seconds=1 + chance.random() * absence) for _ in range(due)]
    prepared(url, past)
    began = monotonic()
    with Database(url) as database, serving(url):
        until(lambda: counted(database) == due, 600)
        took = monotonic() - began
        fell = [due_at for _, due_at in closings(database)]
    order = "in order" if fell == sorted(fell) else "OUT OF ORDER"
    return f"{due:,} due after 30 days: {took:.1f} s from the start, {order}"


def while_all_write(url: str, seconds: float) -> str:
    """How far the read models are behind when commands keep coming."""
    prepared(url, [today() + timedelta(days=900)])
    ended, seen = Event(), list[tuple[int, float]]()
    with Database(url) as database, serving(url), open_house(url) as house:
        until(lambda: SWEEP in noted(database))
        watcher = Thread(target=watch, args=(database, ended, seen))
        watcher.start()
        written, began = [], monotonic()
        for number in range(int(seconds * RATE)):
            sleep(max(0.0, began + number / RATE - monotonic()))
            send(house, "tender.prepare", {**TENDER, "tender": f"ny-{number}"})
            written.append((house.recorder.max_notification_id() or 0, monotonic()))
        rate = len(written) / (monotonic() - began)
        until(lambda: bool(seen) and seen[-1][0] >= written[-1][0])
        ended.set()
        watcher.join()
    reached = [position for position, _ in seen]
    lags = [seen[bisect_left(reached, position)][1] - at for position, at in written]
    return f"{rate:.0f} commands/s: read models {percentiles(lags)} behind"


def watch(database: Database, ended: Event, seen: list[tuple[int, float]]) -> None:
    """Note how far all read models have come, and when that was seen."""
    while not ended.wait(0.02):
        with database.reading() as cursor:
            cursor.execute("SELECT min(position) FROM projections")
            seen.append((cursor.fetchone()[0], monotonic()))


def prepared(url: str, closings: list[datetime]) -> None:
    """So many tenders wait, and the read models know it."""
    logs.configure("error", "json")
    wait_to_close(url, closings)
    with open_house(url) as house:
        house.refresh()


def closings(database: Database) -> list[tuple[datetime, datetime]]:
    """When each was closed, and when it fell due, in the order of the log."""
    from json import loads  # noqa: PLC0415

    with database.reading() as cursor:
        cursor.execute(CLOSED)
        rows = cursor.fetchall()
    return [
        (database.moment(recorded), datetime.fromisoformat(loads(data)["closes_at"]))
        for recorded, data in rows
    ]


def counted(database: Database) -> int:
    with database.reading() as cursor:
        cursor.execute("SELECT count(*) FROM events WHERE topic = 'tender.closed'")
        count: int = cursor.fetchone()[0]
        return count


def today() -> datetime:
    """Just now, to the second."""
    return SystemClock()().replace(microsecond=0)


def percentiles(seconds: Sequence[float]) -> str:
    shares = quantiles(seconds, n=100)
    return f"p50 {shares[49] * 1000:.0f} ms, p99 {shares[98] * 1000:.0f} ms"


def resident(pid: int) -> float:
    """Megabytes in memory."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def spent(pid: int) -> float:
    """Seconds of processor since its start."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
    user, system = told.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    limit = monotonic() + seconds
    while not holds():
        if monotonic() > limit:
            message = "it never happened"
            raise TimeoutError(message)
        sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pending", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--only", default="")
    told = parser.parse_args()
    parts: dict[str, Callable[[str], str]] = {
        "rest": lambda url: at_rest(url, told.seconds),
        "pending": lambda url: much_to_wait_for(url, told.pending),
        "absence": lambda url: after_an_absence(url, told.due),
        "writing": lambda url: while_all_write(url, told.seconds),
    }

    with both_kinds() as factories:
        for kind, factory in factories.items():
            for name, part in parts.items():
                if told.only in ("", name):
                    url = factory.migrated()
                    print(f"{kind}: {part(url)}", flush=True)
                    factory.drop(url)


if __name__ == "__main__":
    main()
