"""The shim between SQLite and the disk: built when first asked for, and told what to do."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from enum import IntEnum
from pathlib import Path
from shutil import which

SOURCE = Path(__file__).with_name("shim.c")
COMPILERS = ("cc", "gcc", "clang")

NO_COMPILER = "No C compiler for the disk's faults: apt-get install gcc"


class Fault(IntEnum):
    """What happens at the call that is struck; `shim.c` has the same order."""

    COUNT = 0
    KILLED_BEFORE = 1
    KILLED_AFTER = 2
    TORN = 3
    BROKEN = 4
    FULL = 5
    FULL_FROM_HERE = 6


def built(folder: Path) -> Path:
    """The shim as a library; raises `RuntimeError` where nothing can compile it."""
    compiler = next(filter(None, map(which, COMPILERS)), None)
    if compiler is None:
        raise RuntimeError(NO_COMPILER)
    library = folder / "shim.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"],
        check=True,
        capture_output=True,
    )
    return library


def run(module: str, folder: Path, *arguments: str) -> str:
    """What a module prints when it is run on a disk with the shim before it."""
    done = subprocess.run(
        [sys.executable, "-m", module, str(folder), *arguments],
        env={
            **os.environ,
            "LD_PRELOAD": str(built(folder)),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


class Shim:
    """The shim of this process, which must have been loaded with it."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL(None)
        self.library.shim_calls.restype = ctypes.c_long

    def arm(self, folder: Path, fault: Fault, at: int = 0) -> None:
        """Count calls in a folder from now on; the one numbered `at` is struck."""
        inside = str(folder).encode()
        self.library.shim_arm(inside, ctypes.c_long(at), int(fault))

    def disarm(self) -> None:
        """The disk is whole again, and has room."""
        self.library.shim_disarm()

    @property
    def calls(self) -> int:
        """How many calls there have been since it was armed."""
        calls: int = self.library.shim_calls()
        return calls

    def record(self, descriptor: int) -> None:
        """Write down what is done, for `power.py`."""
        self.library.shim_record(descriptor)

    def note(self, said: str) -> None:
        """A line of our own among what is written down."""
        self.library.shim_note(said.encode())
