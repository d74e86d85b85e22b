"""Pages: what the read models of 100 000 customers answer, with and without indexes.

Run with `python -m benchmarks.pages`. The same rows lie in two databases, one with the
indexes of the read models and one without. Each page has 100 rows and is read where
it hurts: in the middle of an agreement's customers, deep down in a queue. What counts
customers looks at all of them, and is told besides.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, insert, text

from benchmarks.both import both_kinds
from benchmarks.side_by_side import Contender, rates
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.storage.database import Database
from upphandling.interfaces import follow_up
from upphandling.projections.agreements import agreements
from upphandling.projections.care import care_decisions, care_services, customers
from upphandling.projections.catalogue import PROJECTIONS
from upphandling.projections.choices import choices
from upphandling.projections.queues import queue
from upphandling.projections.responsibilities import responsibilities

SYSTEM, BUNDLE, AREAS = "staden", "omvardnad", ("norr", "soder")
AGREEMENTS = 12
WAITING = 10  # of a hundred customers stand in a queue
SMALL = f"avtal-{AGREEMENTS - 1}"  # one customer of a thousand
PAGE, PAGES = 100, 20
MOST_MS = 50  # that a page may take
TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
FILLED = 5_000  # rows in one INSERT
COPIED = (responsibilities, choices, queue)

Ask = Callable[[Connection], Any]


def rows(size: int) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """The rows of each table, a few thousand at a time."""
    yield (
        agreements,
        [
            {
                "agreement": f"avtal-{number}",
                "system": SYSTEM,
                "provider": f"utforare-{number}",
                "name": f"Utförare {number}",
                "regime": "lou" if number else "in_house",
                "bundle": BUNDLE,
                "areas": '["norr", "soder"]',
                "made_at": NOW - timedelta(days=2_000),
                "starts_on": TODAY - timedelta(days=2_000),
                "ends_on": TODAY + timedelta(days=60) if number == 1 else None,
                "status": "in_force",
                "licence": "in_force",
                "reason": None,
            }
            for number in range(AGREEMENTS)
        ],
    )
    for first in range(0, size, FILLED):
        numbers = range(first, min(size, first + FILLED))
        people = [_person(number) for number in numbers]
        for table in people[0]:
            yield table, [row for person in people for row in person[table]]


def _person(number: int) -> dict[Any, list[dict[str, Any]]]:
    """One customer who has been with two providers, and may wait for a third."""
    dice = Random(number)
    customer, area = f"kund-{number:06}", AREAS[number % 2]
    before, present, wished = (
        f"avtal-{dice.randrange(AGREEMENTS - 1)}" for _ in range(3)
    )
    present = SMALL if number % 1_000 == 0 else present
    moved = TODAY - timedelta(days=dice.randrange(1, 900))
    minutes = dice.randrange(60, 1_800)
    key = {"case_key": f"{customer}/{BUNDLE}"}
    about = {
        **key,
        "system": SYSTEM,
        "customer": customer,
        "bundle": BUNDLE,
        "area": area,
    }
    held = {**about, "minutes": minutes, "provider": "utforare", "care_ended": False}
    held |= {"begun_at": number, "begun_by": f"customer_choice:{customer}/{BUNDLE}@1"}
    start = moved - timedelta(days=300)
    waits = number % 100 < WAITING
    return {
        responsibilities: [
            {**held, "from_day": start, "until": moved, "agreement": before},
            {**held, "from_day": moved, "until": None, "agreement": present},
        ],
        choices: [
            {
                **about,
                "services": '["personal_care"]',
                "round": "host",
                "wishes": f'["{wished}"]',
                "chosen_at": NOW,
                "agreement": present,
                "basis": "choice",
                "reason": "Du fick ditt val.",
                "placed_at": None,
                "ended_on": None,
                "position": number,
                **{
                    f"wish_{rank}": wished if rank == 1 else None
                    for rank in range(1, 6)
                },
            }
        ],
        queue: [
            {
                "agreement": "avtal-2",
                "customer": customer,
                "area": "norr",
                "turn": "",
                "since": NOW - timedelta(minutes=dice.randrange(500_000)),
                "position": number,
                "number": 0,
                "minutes": minutes,
                "answer_by": None,
            }
        ][:waits],
        customers: [
            {"customer": customer, "system": SYSTEM, "area": area, "died_on": None}
        ],
        care_decisions: [
            {
                "customer": customer,
                "decision": "beslut-1",
                "granted_on": start,
                "valid_from": start,
                "valid_to": None,
                "assessed": True,
                "since": start,
                "report_by": start + timedelta(days=90),
                "due_on": None,
                "reported_on": None,
                "executed_on": start,
                "over": False,
            }
        ],
        care_services: [
            {
                "customer": customer,
                "decision": "beslut-1",
                "number": 1,
                "service": "personal_care",
                "bundle": BUNDLE,
                "minutes": minutes,
                "time_of_day": "day",
                "day_kind": "any_day",
                "time_window": None,
            }
        ],
    }


def filled(url: str, size: int, *, indexed: bool) -> Database:
    """A database with that many customers; without the indexes if so wished."""
    database = Database(url)
    read_tables.sync(database, PROJECTIONS.values())
    with database.engine.begin() as connection:
        for table, many in rows(size):
            if many:
                connection.execute(insert(table), many)
        if not indexed:
            for table in COPIED:
                for index in table.indexes:
                    connection.execute(text(f"DROP INDEX {index.name}"))
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(
            text("ANALYZE")
        )
    return database


def pages(size: int) -> Mapping[str, Ask]:
    """What a person leafs through."""
    middle, deep = f"kund-{size // 2:06}", size * WAITING // 100 * 9 // 10
    return {
        "customers of an agreement": lambda connection: follow_up.the_customers_of(
            connection, "avtal-3", TODAY, limit=PAGE, after=middle
        ),
        "customers of a small agreement": lambda connection: follow_up.the_customers_of(
            connection, SMALL, TODAY, limit=PAGE, after=middle
        ),
        "who answers for a person": lambda connection: follow_up.the_responsible(
            connection, middle, TODAY
        ),
        "place numbers of a queue": lambda connection: follow_up.the_place_numbers(
            connection, ("avtal-2", "norr"), TODAY, limit=PAGE, offset=deep
        ),
        "a person's places in queues": lambda connection: follow_up.the_waits(
            connection, f"kund-{size // 100 * 50:06}", None, TODAY
        ),
    }


COUNTS: Mapping[str, Ask] = {
    "shares on a day": lambda connection: follow_up.the_shares(
        connection, SYSTEM, TODAY
    ),
    "choices": lambda connection: follow_up.the_choices(connection, SYSTEM, TODAY),
    "gaps of half a year": lambda connection: follow_up.the_gaps(
        connection, SYSTEM, TODAY, TODAY + timedelta(days=183)
    ),
    "compensation of a month": lambda connection: follow_up.the_compensation(
        connection, SYSTEM, date(2026, 5, 1), date(2026, 5, 31)
    ),
    "coverage, every day of everybody": lambda connection: follow_up.the_coverage(
        connection, SYSTEM, TODAY
    ),
}


def asking(database: Database, ask: Ask) -> Contender:
    """Ask again and again, each time in a transaction of its own."""

    def prepare(times: int) -> Callable[[], None]:
        def work() -> None:
            for _ in range(times):
                with database.engine.connect() as connection:
                    ask(connection)

        return work

    return prepare


def measure(name: str, make: Callable[[], str], size: int) -> bool:
    """Print milliseconds a page, and tell whether all were quick enough."""
    with (
        filled(make(), size, indexed=True) as with_indexes,
        filled(make(), size, indexed=False) as without,
    ):
        print(f"{name}, {size:,} customers (milliseconds)")
        print(f"  {'':34}   indexed   without")
        quick = True
        for title, ask in pages(size).items():
            measured = rates(
                {
                    "indexed": asking(with_indexes, ask),
                    "without": asking(without, ask),
                },
                PAGES,
            )
            ours, theirs = (1_000 / measured[key] for key in ("indexed", "without"))
            quick = quick and ours < MOST_MS
            print(f"  {title:34}  {ours:8.1f}  {theirs:8.1f}", flush=True)
        for title, ask in COUNTS.items():
            print(f"  {title:34}  {_once(with_indexes, ask):8.0f}", flush=True)
    print()
    return quick


def _once(database: Database, ask: Ask) -> float:
    started = perf_counter()
    with database.engine.connect() as connection:
        ask(connection)
    return 1_000 * (perf_counter() - started)


def main(arguments: list[str] | None = None) -> None:
    """Print one table for each database; fails when a page is too slow."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--customers", type=int, default=100_000)
    size = parser.parse_args(arguments).customers
    with both_kinds() as kinds:
        quick = [
            measure(name, partial(factory.migrated), size)
            for name, factory in kinds.items()
        ]
    if not all(quick):
        sys.exit(f"a page takes more than {MOST_MS} ms")


if __name__ == "__main__":
    main()
