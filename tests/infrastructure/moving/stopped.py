"""Processes that back up, restore and import, and are stopped on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BEGIN = """
import os, resource, signal, sys
from pathlib import Path
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.moving import creating, loading, outgoing, reading_in
from upphandling.infrastructure.moving.creating import Beside, create
from upphandling.infrastructure.moving.restoring import restore
from upphandling.infrastructure.moving.troubles import MovingTrouble
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DatabaseTrouble

url, file, limit = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
creating.TOLD = reading_in.TOLD = 1
outgoing.PAGE = 10
loading.AT_A_TIME = 10

def stop(done, total):
    if limit and done >= limit:
        os.kill(os.getpid(), signal.SIGKILL)
"""

CREATE = """
with Database(url) as database:
    create(database, file, Beside(), progress=stop)
"""

RESTORE = """
restore(file, url, Seals(), None, progress=stop)
"""

RESTORE_JUST = """
from contextlib import contextmanager
from upphandling.infrastructure.moving import restoring

@contextmanager
def killed_after(database):
    with loading.loading(database) as into:
        yield into
    os.kill(os.getpid(), signal.SIGKILL)

restoring.loading = killed_after
restore(file, url, Seals(), None)
"""
"""Killed the moment that the log is in."""

SMALL = """
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
stop = None
try:
    %s
except (MovingTrouble, DatabaseTrouble) as trouble:
    print(type(trouble).__name__)
"""


def run(work: str, url: str, file: Path, limit: int = 0) -> tuple[int, str]:
    """Do the work in a process of its own; `limit` is when it is stopped.

    Answers its exit code and what it said.
    """
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + work, url, str(file), str(limit)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == "", done.stderr
    return done.returncode, done.stdout.strip()


def with_little_room(work: str, url: str, file: Path, limit: int) -> tuple[int, str]:
    """The same where no file may become larger than so many bytes."""
    indented = work.strip().replace("\n", "\n    ")
    return run(SMALL % indented, url, file, limit)
