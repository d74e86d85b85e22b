"""How long to wait before a letter is tried again: longer each time, never in step."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(hours=6)


def wait_after(tries: int, chance: float, asked: float | None = None) -> timedelta:
    """The pause after so many tries that failed (1 or more).

    Ten seconds, doubled each time up to six hours, of which `chance` (0 to 1) takes
    away at most half: whoever failed together does not come back together. Never
    shorter than the receiver asked for, in seconds, nor that longer than six hours.
    """
    doublings = min(tries - 1, 20)
    full = min(FIRST * (1 << doublings), LONGEST)
    wait = full * (1 - chance / 2)
    return max(wait, min(timedelta(seconds=asked or 0), LONGEST))
