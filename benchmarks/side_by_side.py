"""Measures several ways to do the same thing in the same minute on the same machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

ROUNDS = 5


# Called with how many to do, it prepares them and returns the work to be timed.
Contender = Callable[[int], Callable[[], object]]


def rates(
    contenders: Mapping[str, Contender], size: int, rounds: int = ROUNDS
) -> dict[str, float]:
    """Median number a second that each contender gets done.

    Each works once to warm up and then once a round. The rounds are interleaved
    and every other one runs backwards, so that a slow minute hits all of them.
    """
    measured: dict[str, list[float]] = {name: [] for name in contenders}
    for contend in contenders.values():
        contend(max(1, size // 10))()
    for turn in range(rounds):
        order = list(contenders)
        for name in order if turn % 2 == 0 else reversed(order):
            work = contenders[name](size)
            started = perf_counter()
            work()
            measured[name].append(size / (perf_counter() - started))
    return {name: median(times) for name, times in measured.items()}


def table(title: str, measured: Mapping[str, float], limit: str) -> str:
    """The rates, and each as a share of `limit`, which nobody is expected to beat."""
    width = max(len(name) for name in measured)
    lines = [title, f"  {'':{width}}    a second   of the limit"]
    lines += [
        f"  {name:{width}}  {rate:10,.0f}  {rate / measured[limit]:12.0%}"
        for name, rate in measured.items()
    ]
    return "\n".join(lines)
