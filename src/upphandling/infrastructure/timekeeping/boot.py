"""How long this machine has been up, by a clock that nobody can set."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Since:
    """Seconds since a start of a machine; only those of the same `boot` compare.

    An empty `boot` is of a machine that does not name its starts.
    """

    boot: str
    seconds: float


def since_boot() -> Since:
    """Since this machine was started, sleep included where the machine counts it."""
    return Since(
        _boot(),
        time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)),
    )


@cache
def _boot() -> str:
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
