"""Legal time: a million standstills counted, beside a naive loop with `holidays`.

Run with `python -m benchmarks.legal_time`. The naive loop is what one writes in an
afternoon: add the days, then step past weekends and holidays. It gives a day and
nothing else; ours gives the wording that held, both days, the reason, the instant in
UTC and the working in Swedish.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import holidays

from benchmarks.side_by_side import rates, table
from upphandling.domain.legal_time import count

OURS, NAIVE = "legal time", "naive loop"
SIZE = 1_000_000
FIRST = date(2022, 2, 1)
TRIGGERS = [FIRST + timedelta(days=number % 3_000) for number in range(SIZE)]
ONE_DAY, TEN_DAYS, SATURDAY = timedelta(days=1), timedelta(days=10), 5


def ours(size: int) -> Callable[[], None]:
    def work() -> None:
        for trigger in TRIGGERS[:size]:
            count("standstill", trigger)

    return work


def naive(size: int) -> Callable[[], None]:
    closed = holidays.country_holidays("SE", categories=("public", "de_facto"))

    def work() -> None:
        for trigger in TRIGGERS[:size]:
            last_day = trigger + TEN_DAYS
            while last_day.weekday() >= SATURDAY or last_day in closed:
                last_day += ONE_DAY

    return work


def main() -> None:
    """Print one table; the naive loop stands for the limit."""
    measured = rates({NAIVE: naive, OURS: ours}, SIZE, rounds=3)
    print(table(f"{SIZE:,} standstills (a second)", measured, NAIVE))


if __name__ == "__main__":
    main()
