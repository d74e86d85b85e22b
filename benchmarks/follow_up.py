"""Follow-up: every view and every chart of it, beside a year of a large town.

Run with `python -m benchmarks.follow_up` (`--visits 24000` for a quick look). The town is
that of `benchmarks.follow_up_town`. Each view is asked as the command line asks it, a
page of a hundred rows where it has pages, in a transaction of its own; first once for
all, then in turn with the others.

- **median**: of nine answers, by the clock.
- **worst**: the slowest of all ten, the first among them.
- **processor**: what this process worked in the median; PostgreSQL works elsewhere.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

from sqlalchemy import Connection

from benchmarks.both import both_kinds
from benchmarks.follow_up_lives import SYSTEM, TODAY
from benchmarks.follow_up_town import VISITS, filled
from upphandling.bootstrap import House
from upphandling.infrastructure import logs
from upphandling.interfaces import charts, follow_up
from upphandling.interfaces.every import Every
from upphandling.interfaces.follow_up.payments import the_payments
from upphandling.interfaces.report import page_rows
from upphandling.interfaces.report.figures import Asked
from upphandling.interfaces.report.making import asked_of, the_figure, the_report
from upphandling.interfaces.report.page_charts import charts_of
from upphandling.interfaces.report.quarter import Quarter
from upphandling.interop.report_page import report_page

PAGE = {"limit": 100, "offset": 0}
DEEP = {"limit": 100, "offset": 9_000}
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
MAY = (date(2025, 5, 1), date(2025, 5, 31))
HALF_A_YEAR = date(2026, 8, 15)
ROUNDS = 9
MOST_MS = 100.0
REPORT_MS, PAGE_MS = 1_000.0, 2_000.0

Ask = Callable[[House, Connection], Any]


class Took(NamedTuple):
    """Milliseconds by the clock, and of the processor in this process."""

    wall: float
    worked: float


def views() -> Mapping[str, Ask]:
    """What `upphandling follow-up` shows."""
    return {
        "plan": lambda _, connection: follow_up.the_check_plan(
            connection, TODAY, system=SYSTEM, agreement=None, **PAGE
        ),
        "plan of one agreement": lambda _, connection: follow_up.the_check_plan(
            connection, TODAY, system=SYSTEM, agreement="avtal-3", **PAGE
        ),
        "plan, the last page": lambda _, connection: follow_up.the_check_plan(
            connection, TODAY, system=SYSTEM, agreement=None, limit=100, offset=1_400
        ),
        "checks": lambda _, connection: follow_up.the_checks(
            connection, TODAY, follow_up.Wanted(system=SYSTEM), **PAGE
        ),
        "checks, deep down": lambda _, connection: follow_up.the_checks(
            connection, TODAY, follow_up.Wanted(system=SYSTEM), **DEEP
        ),
        "checks missed": lambda _, connection: follow_up.the_checks(
            connection, TODAY, follow_up.Wanted(system=SYSTEM, status="missed"), **PAGE
        ),
        "deviations": lambda _, connection: follow_up.the_deviations(
            connection, follow_up.Sought(system=SYSTEM), TODAY, **PAGE
        ),
        "indicators": lambda _, connection: follow_up.the_indicators(
            connection, follow_up.ValuesWanted(system=SYSTEM), **PAGE
        ),
        "indicators, public": lambda _, connection: follow_up.the_indicators(
            connection, follow_up.ValuesWanted(system=SYSTEM, leaves=True), **PAGE
        ),
        "shares": lambda _, connection: follow_up.the_shares(connection, SYSTEM, TODAY),
        "shares --from": lambda _, connection: follow_up.the_shares_over_time(
            connection, SYSTEM, FIRST, LAST, Every.MONTH
        ),
        "shares --forecast": lambda _, connection: follow_up.the_forecast(
            connection, SYSTEM, TODAY, None
        ),
        "payments": lambda house, _: the_payments(house, {"system": SYSTEM}, 100, 0),
        "compensation": lambda _, connection: follow_up.the_compensation(
            connection, SYSTEM, *MAY
        ),
        "gaps": lambda _, connection: follow_up.the_gaps(
            connection, SYSTEM, TODAY, HALF_A_YEAR
        ),
        "alarms": lambda _, connection: follow_up.the_alarms(
            connection, SYSTEM, TODAY, HALF_A_YEAR
        ),
        "flags": lambda _, connection: follow_up.the_flags(
            connection, SYSTEM, None, TODAY, **PAGE
        ),
        "timetable": lambda _, connection: follow_up.the_timetable(
            connection, "tidplan"
        ),
        "choices": lambda _, connection: follow_up.the_choices(
            connection, SYSTEM, TODAY
        ),
        "coverage": lambda _, connection: follow_up.the_coverage(
            connection, SYSTEM, TODAY
        ),
    }


def drawings(house: House) -> Mapping[str, Callable[[], str]]:
    """The charts, each of rows that have been read already."""
    with house.database.engine.connect() as connection:
        shares = follow_up.the_shares_over_time(
            connection, SYSTEM, FIRST, LAST, Every.MONTH
        )
        timetable = follow_up.the_timetable(connection, "tidplan")
        wanted = follow_up.ValuesWanted(system=SYSTEM, indicator="nyckeltal-1")
        values = follow_up.the_indicators(connection, wanted, limit=1_000, offset=0)
        checks = page_rows.check_rows(connection, _third_quarter(house))
        paid = page_rows.payment_rows(connection, _third_quarter(house), FIRST)
    return {
        "shares": lambda: charts.shares_chart(shares),
        "timetable": lambda: charts.timetable_chart(timetable, "tidplan"),
        "indicators": lambda: charts.indicators_chart(values),
        "checks": lambda: charts.checks_chart(checks),
        "payments": lambda: charts.payments_chart(paid),
    }


def _third_quarter(house: House, *, public: bool = False) -> Asked:
    return asked_of(house, SYSTEM, Quarter.parse("2025-Q3"), None, public=public)


def reports() -> Mapping[str, Ask]:
    """The report of a quarter: as data, for the public, and one figure of it."""
    return {
        "report": lambda house, _: the_report(house, _third_quarter(house)),
        "report --public": lambda house, _: the_report(
            house, _third_quarter(house, public=True)
        ),
        "report --figure": lambda house, _: the_figure(
            house, _third_quarter(house), "checks.done", 100, 1_000
        ),
    }


def page(house: House, connection: Connection) -> bytes:
    """The report with its thirty charts."""
    quarter = _third_quarter(house)
    return report_page(the_report(house, quarter), charts_of(connection, quarter))


def asked(house: House, ask: Ask) -> Callable[[], object]:
    def work() -> object:
        with house.database.engine.connect() as connection:
            return ask(house, connection)

    return work


def timed(
    work: Mapping[str, Callable[[], object]],
) -> Mapping[str, Sequence[Took]]:
    """Each in turn, so that a slow minute hits all of them."""
    found: dict[str, list[Took]] = {name: [] for name in work}
    for _ in range(1 + ROUNDS):
        for name, do in work.items():
            started, at_work = perf_counter(), process_time()
            do()
            wall, worked = perf_counter() - started, process_time() - at_work
            found[name].append(Took(1_000 * wall, 1_000 * worked))
    return found


def measure(name: str, url: str, visits: int) -> list[str]:
    """Print a line for each view and chart; answers what was too slow."""
    with filled(url, visits) as town:
        house = town.house
        work = {title: asked(house, ask) for title, ask in views().items()}
        drawn = {f"chart of {title}": draw for title, draw in drawings(house).items()}
        whole = {title: asked(house, ask) for title, ask in reports().items()}
        print(f"\n{name}, {visits:,} visits (milliseconds)")
        print(f"  {'':24}  median   worst  processor")
        return [
            *printed(name, timed({**work, **drawn}), MOST_MS),
            *printed(name, timed(whole), REPORT_MS),
            *printed(name, timed({"report --html": asked(house, page)}), PAGE_MS),
        ]


def printed(name: str, found: Mapping[str, Sequence[Took]], most: float) -> list[str]:
    """Print a line for each; answers those whose median is more than it may be."""
    slow = []
    for title, took in found.items():
        middle = median(one.wall for one in took[1:])
        worst = max(one.wall for one in took)
        worked = median(one.worked for one in took[1:])
        print(f"  {title:24}  {middle:6.1f}  {worst:6.1f}  {worked:9.1f}", flush=True)
        if middle > most:
            slow.append(f"{name}: {title} takes {middle:.0f} ms, at most {most:.0f}")
    return slow


def main(arguments: list[str] | None = None) -> None:
    """Measure on each kind of database; fails where a view is too slow."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.follow_up")
    parser.add_argument("--visits", type=int, default=VISITS)
    visits = parser.parse_args(arguments).visits
    logs.silence()
    with both_kinds() as kinds:
        slow = [
            line
            for name, factory in kinds.items()
            for line in measure(name, factory.migrated(), visits)
        ]
    if slow:
        sys.exit("\n".join(slow))


if __name__ == "__main__":
    main()
