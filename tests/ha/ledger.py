"""A signer of the log, who tells whether anything that it signed was lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ha.callers import OUR_PATHS
from tests.ha.cluster import LONG, until

START = "from upphandling.interfaces.cli import main; main()"
UNREACHABLE = 2  # the exit code when the database was gone just then
NAME = "upphandling.staden.example"


class Ledger:
    """Checkpoints made amid the faults, and the log compared with all of them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.settings: dict[str, str] = {}
        self.sealing: list[subprocess.Popen[bytes]] = []
        key = ("--key", str(folder / "log.key"), "--name", NAME)
        told, _ = self.started("signer", "init", *key).communicate()
        self.settings = {
            "UPPHANDLING_LEDGER_DIR": str(folder / "ledger"),
            "UPPHANDLING_LOG_KEY": told.decode().split()[-1],
            "UPPHANDLING_SIGNER_SOCKET": str(folder / "s"),
        }

    def started(self, *args: str) -> subprocess.Popen[bytes]:
        at = {"UPPHANDLING_DATABASE": self.url, "PYTHONPATH": OUR_PATHS}
        with (self.folder / "ledger.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", START, *args],
                env=os.environ | at | self.settings,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def seal(self) -> None:
        """Begin a checkpoint of the log; what strikes next may strike it too."""
        self.sealing.append(self.started("audit", "checkpoint"))

    def sealed(self) -> None:
        """Wait for all that were begun: none was refused for being less than before."""
        for one in self.sealing:
            told, _ = one.communicate(timeout=LONG)
            assert one.returncode in {0, UNREACHABLE}, told

    def verified(self) -> bool:
        """Whether the log is whole and extends every checkpoint."""
        verifying = self.started("audit", "verify")
        verifying.communicate(timeout=LONG)
        return verifying.returncode == 0

    def kept(self) -> int:
        """How many sizes of the log a checkpoint was kept of."""
        return len(list((self.folder / "ledger/history").glob("*")))


@contextmanager
def sealed(folder: Path, url: str) -> Iterator[Ledger]:
    """Until the block ends the signer answers."""
    made = Ledger(folder, url)
    files = ("--key", "log.key"), ("--state", "state"), ("--socket", "s")
    told = [part for flag, name in files for part in (flag, f"{folder}/{name}")]
    with (folder / "signer.log").open("wb") as log:
        signer = subprocess.Popen(
            [sys.executable, "-c", START, "signer", "serve", *told],
            env={**os.environ, "PYTHONPATH": OUR_PATHS},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        until((folder / "s").exists, "the signer")
        yield made
    finally:
        for process in (signer, *made.sealing):
            process.kill()
            process.wait()
