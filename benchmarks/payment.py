"""Payment: a month of 300 000 visits with 3 000 customers, from the log to the file.

Run with `python -m benchmarks.payment` (`--visits 30000` for a quick look). The customers
are granted care, get a provider and are visited, half of it by another provider beside
so that somebody must look for two at once. What is measured is the whole command
`payment.calculate`, as it is sent: it is calculated twice, and must be the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from random import Random
from time import perf_counter, process_time

from benchmarks.both import both_kinds
from tests.payment_town import MONTH, adopt, calculate, decide, payment_of
from tests.town import SYSTEM, Town
from tests.visits_town import tell
from upphandling.application.visits import KeptVisit
from upphandling.domain.base import Role
from upphandling.domain.instants import start_of
from upphandling.infrastructure import logs
from upphandling.infrastructure.visits import pending

VISITS, CUSTOMERS = 300_000, 3_000
MOST_SECONDS = 10.0
AT_A_TIME = 50_000
SECONDS_A_DAY = 86_400
JANUARY = date(2026, 1, 1)
DAYS = 31


def visits(number: int) -> Iterator[KeptVisit]:
    """Spread over the month: whole minutes at any time of the day, some registered after."""
    chance = Random(1)
    starts = [
        int(start_of(JANUARY + timedelta(days=day)).timestamp()) for day in range(DAYS)
    ]
    for n in range(number):
        begins = starts[chance.randrange(DAYS)] + 60 * chance.randrange(1_440)
        yield KeptVisit(
            visit=f"b-{n:07}",
            customer=f"k-{n % CUSTOMERS:05}",
            agreement="avtal-b" if n % 20 == 0 else "avtal-a",
            service="personal_care",
            staff=f"p-{chance.randrange(CUSTOMERS):05}",
            starts=begins,
            ends=begins + 60 * chance.randrange(5, 60),
            registered_after=n % 10 == 0,
            aged=None,
        )


def founded(town: Town, number: int) -> None:
    """The system, its tariff, 3 000 customers with care, and their visits."""
    town.do("choice_system.establish", SYSTEM)
    for agreement in ("avtal-a", "avtal-b"):
        town.with_agreement(agreement, starts_on="2025-01-01")
    adopt(town, most_percent="110")
    rows = [
        {
            "row": n + 2,
            "customer": f"k-{n:05}",
            "decision": "beslut-1",
            "area": "norr",
            "service": "personal_care",
            "minutes_per_week": 700,
            "granted_on": "2025-12-01",
            "valid_from": "2025-12-01",
            "agreement": "avtal-a",
        }
        for n in range(CUSTOMERS)
    ]
    town.do(
        "customer.import",
        {"system": "staden", "rows": rows},
        role=Role.CARE_NEEDS_ASSESSOR,
    )
    batch = pending.begin(town.house.database, "staden", MONTH)
    told = enumerate(visits(number), 2)
    while part := list(islice(told, AT_A_TIME)):
        pending.write(town.house.database, batch, part)
    tell(town, batch, number)
    with town.house.database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")  # as an import does


def measure(name: str, url: str, number: int) -> float:
    """Print one line; gives the slower of the two calculations, seconds."""
    with Town(url, "2026-02-03T09:00") as town:
        founded(town, number)
        taken, worked, digests = [], [], []
        for _ in range(2):
            started, at_work = perf_counter(), process_time()
            calculate(town)
            taken.append(perf_counter() - started)
            worked.append(process_time() - at_work)
            basis = payment_of(town).calculated
            digests.append(sha256(basis.model_dump_json().encode()).hexdigest())
        decide(
            town,
            "approve",
            total_ore=basis.total_ore,
            acknowledged=[
                {"control": one.control, "reason": "Provat"} for one in basis.found
            ],
        )
        file = payment_of(town).file(0)
        assert file == payment_of(town).file(0)
        assert digests[0] == digests[1], "the same month gave two results"
        print(
            f"{name}: {basis.visits:,} visits, {len(basis.lines)} lines,"
            f" {taken[0]:.1f} s and {taken[1]:.1f} s (of which our own work"
            f" {worked[0]:.1f} s and {worked[1]:.1f} s), the same bytes,"
            f" {digests[0][:12]}",
            flush=True,
        )
    return max(taken)


def main(arguments: list[str] | None = None) -> None:
    """One line for each database; fails where a calculation is too slow."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.payment")
    parser.add_argument("--visits", type=int, default=VISITS)
    number = parser.parse_args(arguments).visits
    logs.silence()
    with both_kinds() as kinds:
        slowest = max(
            measure(name, factory.migrated(), number) for name, factory in kinds.items()
        )
    print(f"\nthe slower calculation took {slowest:.1f} s, at most {MOST_SECONDS:.0f}")
    if slowest > MOST_SECONDS:
        sys.exit(f"a month takes more than {MOST_SECONDS:.0f} s")


if __name__ == "__main__":
    main()
