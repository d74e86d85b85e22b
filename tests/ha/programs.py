"""The programs that the cluster consists of: where they are, and how they are run."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import installed, somebody

ROOT = Path(__file__).parents[2]
WANTED = "UPPHANDLING_TEST_HA"  # set by whoever wants the trial gathered
LONG_TOO = "UPPHANDLING_TEST_HA_LONG"  # and by whoever has more minutes to spend
VENV = ROOT / ".venv-ha"

DEBIAN = {"postgres": "postgresql", "etcd": "etcd-server", "haproxy": "haproxy"}
"""Debian's package for each program."""


@dataclass(frozen=True, slots=True)
class Programs:
    """How each is started; `python` runs Patroni, with its packages on `packages`."""

    postgresql: Path
    etcd: str
    haproxy: str
    python: str
    packages: Path


def missing() -> list[str]:
    """The programs of Debian's that this machine lacks."""
    there = {
        "postgres": next(of_debian(), None),
        "etcd": found("etcd"),
        "haproxy": found("haproxy"),
    }
    return [program for program, place in there.items() if place is None]


def of_debian() -> Any:
    """Folders with PostgreSQL's own programs, newest first; a wheel lacks some of them."""
    return (folder for folder in installed() if (folder / "pg_rewind").exists())


def found(program: str) -> str | None:
    """Where a program is, also where only root's path leads."""
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def programs(folder: Path) -> Programs:
    """All of them; those that others than root cannot reach are copied to the folder."""
    packages = next(VENV.glob("lib/python*/site-packages"))
    if os.geteuid() == 0:
        shutil.copytree(packages, folder / "packages")
        packages = folder / "packages"
    etcd, haproxy = found("etcd"), found("haproxy")
    assert etcd, "etcd is not installed"
    assert haproxy, "haproxy is not installed"
    return Programs(
        postgresql=next(of_debian()),
        etcd=etcd,
        haproxy=haproxy,
        python=base_of(VENV),
        packages=packages,
    )


def base_of(venv: Path) -> str:
    """The Python that a virtual environment was made with."""
    for line in (venv / "pyvenv.cfg").read_text().splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "executable":
            return value.strip()
    message = f"{venv} does not say what it was made with"
    raise LookupError(message)


def started(
    args: list[str | Path], log: Path, env: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """A program run by somebody else than root, in a group of its own."""
    with log.open("ab") as written:
        return subprocess.Popen(
            args,
            cwd=log.parent,
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
            | (env or {}),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,
            **somebody(),
        )


def killed(process: subprocess.Popen[bytes] | None) -> None:
    """No chance to say farewell."""
    if process is not None and process.poll() is None:
        process.kill()
        process.wait()
