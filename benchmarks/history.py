"""History: a case as it was known then, and its trail, out of a whole log.

Run with `python -m benchmarks.history [--events 1000000]`. Each page is asked as the
command line asks it, of a tender somewhere in the log; the database is open already.
What only reads the rows of the case, and folds nothing, is what it is measured against.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from benchmarks.both import both_kinds
from benchmarks.log import START, fill
from benchmarks.side_by_side import Contender, rates
from upphandling.bootstrap import House, open_house, upgrade
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.storage.database import Database
from upphandling.interfaces.cli.matters import matters
from upphandling.interfaces.history.difference import Between, difference
from upphandling.interfaces.history.known import case_as_of
from upphandling.interfaces.history.lines import Filter, history
from upphandling.interfaces.masking import portrayed

CASE = "tender:hemtjanst-00000007"
MOST_MS = 100  # that the case may take to show
PAGES = 10
ROWS = "its rows, read and no more"
SHOW = "case show --known-at --true-at"


def pages(house: House) -> dict[str, Callable[[], object]]:
    """What is measured, by its name."""
    now = house.clock()
    between = Between(first=now - timedelta(days=1), last=now)
    ask = partial(history, house, CASE, Filter(), matters, offset=0, limit=1000)
    return {
        ROWS: lambda: list(house.recorder.records(stream_id=CASE)),
        SHOW: lambda: shown(house),
        "case history": partial(ask, refusals=False),
        "case history --refusals": partial(ask, refusals=True),
        "case diff": lambda: difference(house, CASE, between, offset=0, limit=1000),
    }


def shown(house: House) -> object:
    """The case by what is known now, about what held a month after it began."""
    case = case_as_of(
        house, CASE, known_at=house.clock(), true_at=START + timedelta(days=30)
    )
    return portrayed(house, CASE, case.portrait())


def asking(page: Callable[[], object]) -> Contender:
    """Asks for the page so many times."""

    def prepare(times: int) -> Callable[[], None]:
        def work() -> None:
            for _ in range(times):
                page()

        return work

    return prepare


def measure(name: str, url: str, size: int) -> bool:
    """Print milliseconds a page, and tell whether all were quick enough."""
    with Database(url) as database:
        fill(EventRecorder(database), size)
    upgrade(url)
    with open_house(url) as house:
        house.refresh()
        measured = rates(
            {title: asking(page) for title, page in pages(house).items()}, PAGES
        )
    print(f"{name}, {size:,} events (milliseconds)")
    for title, rate in measured.items():
        print(f"  {title:34}  {1_000 / rate:8.1f}", flush=True)
    return 1_000 / measured[SHOW] < MOST_MS


def main() -> None:
    """Print one table for each database; fails when the case is too slow to show."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history")
    parser.add_argument("--events", type=int, default=100_000)
    size = parser.parse_args().events
    with both_kinds() as kinds:
        quick = [
            measure(name, factory.migrated(), size) for name, factory in kinds.items()
        ]
    if not all(quick):
        sys.exit(f"the case takes more than {MOST_MS} ms")


if __name__ == "__main__":
    main()
