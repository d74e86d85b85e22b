"""A month of visits from a file: read, checked, kept and counted.

Run with `python -m benchmarks.visits --visits 1000000`. Ten thousand customers are
visited a hundred times each under twenty agreements, by a member of staff for every
five hundred visits; the read models are up to date before anything is timed. The
import is a process of its own, `upphandling import visits`, as on the command line;
its memory is the most that it held, the pages of the database file left out.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter, sleep

from eventsourcing.persistence import StoredEvent

from benchmarks.log import AREA, BUNDLE, SYSTEM
from benchmarks.verify import grant, system
from tests.databases import Factory, postgresql
from upphandling.application.catalogue import VERBS
from upphandling.bootstrap import open_house
from upphandling.domain.base import Role
from upphandling.domain.configuration import Regime
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.event_log.event_mapper import EventMapper

AGREEMENTS = 20
EACH = 100  # visits to a customer
WORKED = 500  # visits by one of the staff
DAYS, A_DAY = 30, 17  # visits by one of the staff on each of them
MONTH, FIRST = "2023-03", datetime(2023, 3, 1, 6)  # noqa: DTZ001 -- as clocks show it
SECONDS, MEMORY = 60, 500  # a million visits on two cores, and megabytes
HEADER = "besök;kund;avtal;insats;personal;start;slut;efterregistrerad;65+\n"
MAIN = "from upphandling.interfaces.cli import main; main()"
VISITS = (sys.executable, "-c", MAIN, "import", "visits")


def prepared(url: str, size: int) -> None:
    """Agreements, customers with care, and read models that know of them."""
    clock = ManualClock(datetime(2022, 1, 1, 8, tzinfo=UTC))
    with open_house(url, clock=clock) as house:
        mapper = EventMapper()
        stored: list[StoredEvent] = [
            mapper.to_stored_event(event) for event in system().collect_events()
        ]
        house.recorder.insert_events(stored)
        grant(house.recorder, range(size // EACH))
        register = VERBS["agreement.register"].command
        for number in range(AGREEMENTS):
            house.engine.handle(
                register(  # type: ignore[call-arg]
                    agreement=f"avtal-{number}",
                    system=SYSTEM,
                    provider=f"utforare-{number}",
                    name="Utföraren",
                    regime=Regime.LOV,
                    bundle=BUNDLE,
                    areas=[AREA],
                    starts_on=clock.now.date(),
                ),
                by="handlaggare-1",
                role=Role.CONTRACT_MANAGER,
                mandate="delegationsordning 4.2",
            )
        house.refresh()


def lines(size: int) -> Iterator[str]:
    """The rows of the file, day by day as a planning system would write them."""
    staff = max(size // WORKED, 1)
    yield HEADER
    for number in range(size):
        turn, who = divmod(number, staff)
        day, visit = divmod(turn, A_DAY)
        starts = FIRST + timedelta(days=day, minutes=visit * 35 + who % 30)
        customer = number * 7919 % (size // EACH)
        yield (
            f"b-{number:08d};g{customer:08d};avtal-{customer % AGREEMENTS};"
            f"personal_care;p-{who:05d};{starts:%Y-%m-%d %H:%M};"
            f"{starts + timedelta(minutes=30):%Y-%m-%d %H:%M};nej;ja\n"
        )


def imported(url: str, file: Path) -> tuple[float, float, int, str]:
    """Seconds, those of the processor, megabytes at most, and what was answered."""
    by = ("--by", "handlaggare-1", "--role", "contract_manager", "--mandate", "4.2")
    where = ("--system", SYSTEM, "--month", MONTH)
    started, spent = perf_counter(), worked()
    with subprocess.Popen(  # noqa: S603 -- ourselves
        ["env", f"UPPHANDLING_DATABASE={url}", *VISITS, str(file), *where, *by],  # noqa: S607
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        most = 0
        while process.poll() is None:
            most = max(most, held(process.pid))
            sleep(0.05)
        took = perf_counter() - started
        told = process.stdout.read() if process.stdout else ""
    return took, worked() - spent, most, told.strip()


def worked() -> float:
    """The processor's seconds in the processes that have ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def held(process: int) -> int:
    """The megabytes that a process has of its own; nothing where there is no /proc."""
    with suppress(OSError, StopIteration):
        status = Path(f"/proc/{process}/status").read_text().splitlines()
        own = next(line for line in status if line.startswith("RssAnon"))
        return int(own.split()[1]) // 1024
    return 0


def measure(name: str, url: str, file: Path, size: int) -> list[str]:
    """Print what it took; answers what took too much."""
    prepared(url, size)
    took, spent, memory, told = imported(url, file)
    allowed = SECONDS * size / 1_000_000 + 5  # a process must start
    print(f"{name}: {told}")
    print(f"  {took:.1f} s ({size / took:,.0f} a second), at most {allowed:.0f}")
    print(f"  {spent:.1f} s of the processor, the database's server left out")
    print(f"  {memory} MB, at most {MEMORY}", flush=True)
    wrong = f"{size} besök" not in told and f"{name}: not all were counted"
    slow = took > allowed and f"{name}: more than {allowed:.0f} s"
    large = memory > MEMORY and f"{name}: more than {MEMORY} MB"
    return [fault for fault in (wrong, slow, large) if fault]


def main(arguments: list[str] | None = None) -> None:
    """Measure on each kind of database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.visits")
    parser.add_argument("--visits", type=int, default=200_000, help="rows of the file")
    size = parser.parse_args(arguments).visits
    faults = []
    with tempfile.TemporaryDirectory() as folder, postgresql(durable=True) as server:
        file = Path(folder) / "besok.csv"
        with file.open("w", encoding="utf-8") as written:
            written.writelines(lines(size))
        for name, factory in (
            ("SQLite", Factory(Path(folder))),
            ("PostgreSQL", Factory(Path(folder), server)),
        ):
            faults += measure(name, factory.migrated(), file, size)
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
