"""Runs every benchmark in this folder, one after another; `make bench` calls it."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

APPARATUS = {
    "__main__",
    "both",
    "follow_up_lives",
    "follow_up_town",
    "log",
    "side_by_side",
}
"""What the benchmarks are made with."""


def main() -> None:
    """Each in a process of its own, so that none of them warms up another."""
    found = {
        module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])
    }
    for name in sorted(found - APPARATUS):
        print(f"--- {name} ---", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)  # noqa: S603 -- our own names


if __name__ == "__main__":
    main()
