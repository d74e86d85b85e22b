"""What the trial needs, fetched where this machine lets us: Debian's packages, Patroni."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from tests.databases import NoPostgres, somebody
from tests.ha.programs import DEBIAN, ROOT, VENV, base_of, missing

LOCK = ROOT / "requirements/ha.txt"
READY = VENV / ".ready"


class NotHere(Exception):
    """This machine cannot run the trial."""


def ready() -> None:
    """All is installed afterwards; raises `NotHere`, which says what is lacking."""
    try:
        somebody()
    except NoPostgres as nobody:
        raise NotHere(str(nobody)) from None
    if lacking := [DEBIAN[program] for program in missing()]:
        from_debian(lacking)
    if not READY.exists() or READY.stat().st_mtime < LOCK.stat().st_mtime:
        patroni()


def from_debian(packages: list[str]) -> None:
    """Install them, if we are root on a Debian; the services they bring are not used."""
    wanted = " ".join(packages)
    apt_get = shutil.which("apt-get")
    if os.geteuid() != 0 or apt_get is None:
        message = f"these are not installed, and only root on Debian can: {wanted}"
        raise NotHere(message)
    tell(f"Installing {wanted} ...")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (
        ["update"],
        ["install", "--yes", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            [apt_get, "-qq", *step], env=quiet, capture_output=True, check=False
        )
    if left := missing():
        message = f"apt-get cannot install {', '.join(left)}: {last_line(done.stderr)}"
        raise NotHere(message)


def patroni() -> None:
    """Its own virtual environment, each package checked against its hash."""
    tell(f"Installing the packages of {LOCK.relative_to(ROOT)} into {VENV.name} ...")
    made_with = next(pythons(), None)
    if made_with is None:
        message = (
            "no Python 3.11 that others than root may run: apt-get install python3"
        )
        raise NotHere(message)
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([made_with, "-m", "venv", "--without-pip", VENV], check=True)
    pip = [pip_of(), "-m", "pip", "--disable-pip-version-check", "--python"]
    done = subprocess.run(
        [*pip, VENV / "bin/python", "install", "-qq", "--require-hashes", "-r", LOCK],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        message = f"Patroni could not be installed: {last_line(done.stderr)}"
        raise NotHere(message)
    assert base_of(VENV)
    READY.touch()


def pythons() -> Iterator[str]:
    """Those that may be run by whom PostgreSQL is run by."""
    for python in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        program = "import sys, venv; sys.exit(sys.version_info < (3, 11))"
        try:
            done = subprocess.run([python, "-c", program], check=False, **somebody())
        except OSError:
            continue
        if done.returncode == 0:
            yield python


def pip_of() -> str:
    """A Python that has pip: this one, else the machine's."""
    for python in (sys.executable, shutil.which("python3") or "python3"):
        asked = [python, "-m", "pip", "--version"]
        if subprocess.run(asked, capture_output=True, check=False).returncode == 0:
            return python
    message = "there is no pip: apt-get install python3-pip"
    raise NotHere(message)


def last_line(told: bytes) -> str:
    lines = told.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"


def tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
