"""Continuous choice: ten thousand choices by eight clients at once, on PostgreSQL.

Run with `python -m benchmarks.choices` (`--choices 2000` for a quick look). Each client
is a process with a house of its own; a choice is the whole command: wishes checked,
place taken or queue joined, reason written, outcome kept, flushed to disk. The places
are fewer than the customers. Afterwards the rows of the log are counted: nobody over
the ceiling, nobody lost. Three ways, each on a database of its own:

- **eight clients**: as the house does it.
- **no twins**: as eight clients, but whoever loses a race reads the whole case anew.
- **one client**: without anybody to race with.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from os import getloadavg
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import structlog

from tests.databases import Factory, postgresql
from upphandling.application.catalogue import VERBS
from upphandling.bootstrap import House, open_house, upgrade
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Role

CHOICES, CLIENTS, AGREEMENTS, AREAS = 10_000, 8, 4, ("norr", "soder")
FULL = 0.8  # places for so many of the customers
WISHES = 3
AT_A_TIME = 1_000
SOON = 60.0  # seconds for every client to be there
SYSTEM, BUNDLE = "staden", "omvardnad"
PROCESSES = get_context("spawn")

Ask = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Share:
    """Which of the choices are a client's: number so and so of so many clients."""

    choices: int
    number: int
    clients: int
    twins: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """Choices a second, and how long each took (seconds)."""

    rate: float
    times: list[float]


def measure(url: str, choices: int, clients: int, *, twins: bool) -> Measured:
    """Found the town, let the clients go at the same instant, count what came of it."""
    upgrade(url)
    with open_house(url) as house:
        for ask in founding(choices):
            send(house, *ask)
    together = PROCESSES.Barrier(clients + 1)
    answers: Queue[list[float]] = PROCESSES.Queue()
    shares = [Share(choices, number, clients, twins) for number in range(clients)]
    meeting = {"together": together, "answers": answers}
    working = [
        PROCESSES.Process(target=choose, args=(url, mine), kwargs=meeting, daemon=True)
        for mine in shares
    ]
    for process in working:
        process.start()
    together.wait(SOON)
    started = perf_counter()
    times = [time for _ in working for time in answers.get()]
    took = perf_counter() - started
    for process in working:
        process.join()
    with open_house(url) as house:
        count(house, choices)
    return Measured(choices / took, times)


def choose(
    url: str, mine: Share, *, together: Barrier, answers: Queue[list[float]]
) -> None:
    """One client's share of the choices."""
    quiet()
    Agreement.CONTENDED = mine.twins
    asks = [*wishes(mine.choices)][mine.number :: mine.clients]
    with open_house(url) as house:
        together.wait(SOON)
        times = []
        for ask in asks:
            started = perf_counter()
            send(house, *ask)
            times.append(perf_counter() - started)
    answers.put(times)


def founding(choices: int) -> Iterator[Ask]:
    """A system, its agreements, and people who have no provider yet."""
    yield (
        "choice_system.establish",
        {
            "system": SYSTEM,
            "name": "Hemtjänst i staden",
            "municipality": "Staden",
            "areas": [{"key": area, "name": area.title()} for area in AREAS],
            "bundles": [
                {
                    "key": BUNDLE,
                    "name": "Omvårdnad",
                    "services": ["personal_care"],
                    "regime": "lou",
                }
            ],
            "default": {"rule": "in_house", "legal_basis": "Fullmäktiges beslut § 1"},
        },
    )
    for number in range(AGREEMENTS):
        yield (
            "agreement.register",
            {
                "agreement": f"avtal-{number}",
                "system": SYSTEM,
                "provider": f"utforare-{number}",
                "name": f"Utförare {number}",
                "regime": "lou",
                "bundle": BUNDLE,
                "areas": [*AREAS],
                "starts_on": "2026-01-01",
                "places": dict.fromkeys(AREAS, places(choices)),
            },
        )
    for first in range(0, choices, AT_A_TIME):
        people = range(first, min(first + AT_A_TIME, choices))
        yield (
            "customer_choice.register",
            {
                "system": SYSTEM,
                "bundle": BUNDLE,
                "since": "2026-01-01",
                "customers": [
                    {
                        "customer": f"person-{number}",
                        "area": AREAS[number % 2],
                        "minutes_per_week": 300,
                    }
                    for number in people
                ],
            },
        )


def wishes(choices: int) -> Iterator[Ask]:
    """What each customer asks for, the same in every process."""
    chance = Random(1)
    agreements = [f"avtal-{number}" for number in range(AGREEMENTS)]
    for number in range(choices):
        wished = chance.sample(agreements, WISHES)
        told = {"customer": f"person-{number}", "bundle": BUNDLE, "wishes": wished}
        yield "customer_choice.choose_and_place", told


def places(choices: int) -> int:
    return int(choices * FULL) // (AGREEMENTS * len(AREAS))


def count(house: House, choices: int) -> None:
    """From the rows alone: everybody has a place or waits, nobody is one too many."""
    taken: Counter[tuple[str, str]] = Counter()
    chosen: Counter[str] = Counter()
    served: set[str] = set()
    for row in house.recorder.records():
        data = json.loads(row.data)
        if row.topic == "agreement.places_taken":
            for place in data["taken"]:
                taken[row.stream_id, place["area"]] += 1
                served.add(place["customer"])
            assert max(taken.values()) <= places(choices), row
        elif row.topic == "agreement.queued":
            served |= {place["customer"] for place in data["waiting"]}
        elif row.topic == "customer_choice.chosen":
            chosen[row.stream_id] += 1
    assert len(served) == len(chosen) == chosen.total() == choices
    assert taken.total() == places(choices) * AGREEMENTS * len(AREAS), "room was left"


def send(house: House, name: str, data: dict[str, Any]) -> None:
    house.engine.handle(
        VERBS[name].command.model_validate_json(json.dumps(data)),
        by="handlaggare-1",
        role=Role.CARE_ADMINISTRATOR,
        mandate="delegationsordning 4.2",
    )


def quiet() -> None:
    """The log of a service goes to a file, not to somebody's screen."""
    level = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=level)


def main() -> None:
    """Print how many choices a second each way, and how long the slowest waited."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--choices", type=int, default=CHOICES)
    choices = parser.parse_args().choices
    quiet()
    ways = {
        "eight clients": (CLIENTS, True),
        "no twins": (CLIENTS, False),
        "one client": (1, True),
    }
    print(f"PostgreSQL, {choices} choices (load {getloadavg()[0]:.1f})")
    print(f"  {'':15}  a second    median  99 of 100      worst")
    with (
        tempfile.TemporaryDirectory() as folder,
        postgresql(durable=True) as server,
        Factory(Path(folder), server) as factory,
    ):
        for name, (clients, twins) in ways.items():
            found = measure(factory.migrated(), choices, clients, twins=twins)
            slow = quantiles(found.times, n=100)[-1]
            told = [median(found.times), slow, max(found.times)]
            shown = "".join(f"{1000 * time:8,.0f} ms" for time in told)
            print(f"  {name:15}  {found.rate:8,.0f}{shown}", flush=True)


if __name__ == "__main__":
    main()
