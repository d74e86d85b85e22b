"""Two instances of the service, and who of them leads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import sleep

from tests.ha.callers import OUR_PATHS
from tests.ha.cluster import LONG, until
from upphandling.infrastructure.leadership.instances import Instance, listed
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DatabaseTrouble

RESTART_AFTER = 1.0  # seconds
START = "from upphandling.interfaces.cli import main; main()"


class Service:
    """`upphandling serve` on one machine, started again whenever it ends, as by systemd."""

    def __init__(
        self, folder: Path, name: str, url: str, settings: dict[str, str]
    ) -> None:
        self.log = folder / f"serve {name}.log"
        self.settings = settings | {"UPPHANDLING_DATABASE": url}
        self.wanted = True
        self.process = self.started()
        self.manager = Thread(target=self.manage, daemon=True)
        self.manager.start()

    def started(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", START, "serve"],
                env={
                    **os.environ,
                    "PYTHONPATH": OUR_PATHS,
                    "UPPHANDLING_HEARTBEAT_SECONDS": "0.5",
                    "UPPHANDLING_HTTP_LISTEN": "none",
                    **self.settings,
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def manage(self) -> None:
        """What `Restart=always` does."""
        while self.wanted:
            self.process.wait()
            sleep(RESTART_AFTER)
            if self.wanted:
                self.process = self.started()

    def stop(self) -> None:
        """A clean stop."""
        self.wanted = False
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(LONG) == 0, self.log.read_text()[-4000:]

    def end(self) -> None:
        """Nothing of it runs afterwards."""
        self.wanted = False
        self.process.kill()
        self.manager.join()
        self.process.kill()
        self.process.wait()


class Services:
    """Both instances, seen by way of the database."""

    def __init__(self, instances: list[Service], url: str) -> None:
        self.instances = instances
        self.url = url

    def leader(self) -> Service | None:
        """The instance that says it leads; None while nobody lives who does."""
        try:
            with Database(self.url) as database:
                told: list[Instance] = listed(database)
        except DatabaseTrouble:
            return None
        leading = {one.pid for one in told if one.leads}
        alive = [one for one in self.instances if one.process.poll() is None]
        return next((one for one in alive if one.process.pid in leading), None)

    def kill_leader(self) -> float:
        """Kill -9 it; the seconds until another leads."""
        until(self.leader, "an instance that leads")
        killed = self.leader()
        assert killed is not None
        dead = killed.process.pid
        killed.process.kill()

        def another() -> bool:
            leader = self.leader()
            return leader is not None and leader.process.pid != dead

        return until(another, "another instance that leads")


@contextmanager
def serving(
    folder: Path, urls: dict[str, str], settings: dict[str, str]
) -> Iterator[Services]:
    """Until the block ends an instance a URL runs, by the name given."""
    instances = [Service(folder, name, url, settings) for name, url in urls.items()]
    try:
        yield Services(instances, next(iter(urls.values())))
    finally:
        for one in instances:
            one.end()
