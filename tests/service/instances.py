"""Several services on one database, each a process of its own, with its log in a file."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

from upphandling.infrastructure.leadership.instances import Instance, listed
from upphandling.infrastructure.storage.database import Database

# Forked from a process that has read all modules, so that a start takes no time.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.service.served"])
DEFAULTS = {
    "heartbeat_seconds": "1",
    "watchdog_seconds": "60",
    "http_listen": "none",
    "log_format": "json",
}

TOMORROWS = (
    "INSERT INTO instances VALUES"
    " ('annan', 'annan-maskin', 1, '999.0', '2026-01-01', '9999-01-01', false)"
)
"""A later version of the program runs as well."""


class Running:
    """`upphandling serve` on a database, in a process of its own."""

    def __init__(self, url: str, log: Path, **settings: str) -> None:
        self.log = log
        told = DEFAULTS | settings | {"database": url}
        given = {variable(name): value for name, value in told.items()}
        self.process = FORKS.Process(target=serve, args=(given, str(log)), daemon=True)
        self.process.start()
        self.pid = self.process.pid or 0

    def told(self) -> list[dict[str, Any]]:
        """What it has told in its log so far."""
        if not self.log.exists():
            return []
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.endswith("}")]

    def events(self) -> list[str]:
        return [line["event"] for line in self.told()]

    def signalled(self, number: int) -> None:
        os.kill(self.pid, number)

    def ended(self, number: int = signal.SIGTERM) -> int | None:
        """Send a signal, and wait for the end; answers the exit code."""
        if self.process.is_alive():
            self.signalled(number)
        self.process.join(timeout=60)
        return self.process.exitcode


def variable(name: str) -> str:
    """A setting's variable; a name after an exclamation mark is one as it is."""
    return name[1:] if name.startswith("!") else f"UPPHANDLING_{name.upper()}"


def serve(settings: dict[str, str], log: str) -> None:
    """As the shell would, with standard error in a file."""
    from upphandling.interfaces.cli import main  # noqa: PLC0415

    os.environ.update(settings)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    sys.stderr = os.fdopen(2, "w", buffering=1)
    sys.argv = ["upphandling", "serve"]
    if "HANG" in settings:
        from upphandling import bootstrap  # noqa: PLC0415

        bootstrap.House.tick = lambda *_: Event().wait()  # type: ignore[method-assign]
    main()


class Instances:
    """Starts services, finds who leads, and ends them all."""

    def __init__(self, url: str, folder: Path, **settings: str) -> None:
        self.url = url
        self.folder = folder
        self.settings = settings
        self.running: dict[int, Running] = {}
        self.started = 0

    def start(self) -> Running:
        log = self.folder / f"serve-{self.started}.log"
        self.started += 1
        one = Running(self.url, log, **self.settings)
        self.running[one.pid] = one
        return one

    def kill(self, one: Running) -> None:
        """As a power cut would: no farewell."""
        one.ended(signal.SIGKILL)
        del self.running[one.pid]

    def leader(self, database: Database) -> Running | None:
        """Who leads by its own word, if it is one that still runs."""
        leading = [row for row in self.up(database) if row.leads]
        latest = max(leading, key=lambda row: row.seen_at, default=None)
        return latest and self.running[latest.pid]

    def up(self, database: Database) -> list[Instance]:
        """Those that have been seen, and still run."""
        return [row for row in listed(database) if row.pid in self.running]

    def end(self) -> None:
        for one in self.running.values():
            if one.process.is_alive():
                one.signalled(signal.SIGCONT)
            one.ended(signal.SIGKILL)


@contextmanager
def instances(url: str, folder: Path, **settings: str) -> Iterator[Instances]:
    """None of them outlives the block."""
    some = Instances(url, folder, **settings)
    try:
        yield some
    finally:
        some.end()


def wait_until(holds: Callable[[], Any], seconds: float = 60) -> Any:
    """What it answers once that is true."""
    limit = monotonic() + seconds
    while not (answer := holds()):
        assert monotonic() < limit, "it never happened"
        sleep(0.05)
    return answer
