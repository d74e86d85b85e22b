"""Faults put into a copy of the program, one at a time, for the simulation to find.

    python -m tests.simulation.mutants [--jobs 2] [--only NAME ...]

Each is one text in one file, replaced by another. A copy is lived in until something
goes wrong; if nothing does, the fault survives. Nine of ten must be found, or the end
is 1. An unharmed copy is lived in first: there nothing may be found.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from tests.databases import quick
from tests.simulation.mutation import Mutation
from tests.simulation.mutations import MUTATIONS

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = Path("src/upphandling")
COPIED = ("src", "tests", "examples", "pyproject.toml")
LIVES, YEARS, FIRST_SEED = 12, 5, 1  # whoever is found is found sooner
SECONDS = 900
ENOUGH = 0.9


def copy_into(room: Path) -> Path:
    """A copy of the project in a folder that is not there yet."""
    room.mkdir()
    for name in COPIED:
        at = PROJECT / name
        ignored = shutil.ignore_patterns("__pycache__")
        if at.is_dir():
            shutil.copytree(at, room / name, ignore=ignored)
        else:
            shutil.copy(at, room / name)
    return room


@contextmanager
def mutated(mutation: Mutation, copy: Path) -> Iterator[None]:
    """The copy with that one fault in it."""
    path = copy / SOURCE / mutation.file
    source = path.read_text(encoding="utf-8")
    path.write_text(mutation.applied_to(source), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(source, encoding="utf-8")


def goes_wrong(
    copy: Path, favours: Sequence[str] = (), lives: int = LIVES, years: float = YEARS
) -> str:
    """What went wrong in the copy's municipalities, in one line; empty if nothing did."""
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.simulation.soak",
            f"--lives={lives}",
            f"--years={years}",
            f"--seed={FIRST_SEED}",
            *(("--favour", *favours) if favours else ()),
        ],
        cwd=copy,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(copy / "src"), str(copy))),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if ended.returncode == 0:
        return ""
    told = [line for line in ended.stderr.splitlines() if line.strip()]
    return " | ".join(told[-2:]) or f"ended with {ended.returncode}"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--only", nargs="+", default=[""], help="parts of names")
    options = asked.parse_args()
    chosen = [
        one for one in MUTATIONS if any(part in one.name for part in options.only)
    ]

    copies: SimpleQueue[Path] = SimpleQueue()
    with (
        tempfile.TemporaryDirectory(dir=quick()) as room,
        ThreadPoolExecutor(options.jobs) as workers,
    ):
        for number in range(options.jobs):
            copies.put(copy_into(Path(room) / str(number)))

        def tried(mutation: Mutation | None) -> tuple[str, float]:
            copy, begun = copies.get(), time.monotonic()
            try:
                if mutation is None:
                    return goes_wrong(copy), time.monotonic() - begun
                with mutated(mutation, copy):
                    return goes_wrong(copy, mutation.favours), time.monotonic() - begun
            finally:
                copies.put(copy)

        unharmed, took = tried(None)
        if unharmed:
            print(f"WRONG WITHOUT A FAULT {unharmed}")
            return 1
        print(f"unharmed: nothing found in {took:.0f} s", flush=True)
        killed = 0
        for mutation, (wrong, took) in zip(
            chosen, workers.map(tried, chosen), strict=True
        ):
            killed += bool(wrong)
            said = (
                f"killed   {mutation.name}: {wrong}"
                if wrong
                else (f"SURVIVES {mutation.name}")
            )
            print(f"{said[:150]} ({took:.0f} s)", flush=True)
    print(f"{len(chosen)} faults, {killed} found, {killed / len(chosen):.0%}")
    return 0 if killed >= ENOUGH * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
