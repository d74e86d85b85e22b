"""Why: how long the chain back to the council takes in a log of a million events.

Run with `python -m benchmarks.why` (`--events 100000` for a quick look). The log has one
agreement with a history of a hundred thousand events, for whoever reads all of a case
would be caught there. Each question is asked in turn of many customers, agreements and
awards; beside it, in the same minute, the very rows of its links are read by their
keys and nothing is made of them.

- **the rows alone**: what the same links cost raw, one row at a time.
- **why**: the whole answer, as `upphandling why` gives it inside the process.
- **worst**: the slowest of the answers, each given for the first time. The slowest of
  every kind on both databases is what must keep within the limit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from random import Random
from time import perf_counter

from eventsourcing.persistence import StoredEvent
from pydantic_core import to_json

from benchmarks.both import both_kinds
from benchmarks.log import AREA, BUNDLE, SYSTEM, fill
from benchmarks.side_by_side import rates
from tests.town import Town
from upphandling.bootstrap import House
from upphandling.domain.errors import Refused
from upphandling.infrastructure import logs
from upphandling.infrastructure.event_log.looking import Lookup
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.why.asking import Asked, why

EVENTS, LONG = 1_000_000, 100_000
ASKED = 40  # of each question
MOST_MS = 100
AT_A_TIME = 5_000
LATER = date(2021, 1, 1)
DECISION = {
    "system": SYSTEM,
    "taken_on": "2019-01-15",
    "minutes": "Protokoll 2019-01-15",
    "matter": "Valfrihet i hemtjänsten.",
}

Questions = Mapping[str, Sequence[Asked]]


def founded(town: Town) -> None:
    """What the copied events name: the system, two agreements and a choice round."""
    town.do(
        "choice_system.establish",
        {
            "system": SYSTEM,
            "name": "Hemtjänst",
            "municipality": "Staden",
            "areas": [{"key": AREA, "name": "Vivalla"}],
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
    for decision, body in (("kf-2019", "council"), ("namnd-2019", "board")):
        told = {"decision": decision, "body": body}
        town.do("choice_system.record_decision", {**DECISION, **told})
    common = {"system": SYSTEM, "bundle": BUNDLE, "areas": [AREA], "regime": "lou"}
    for agreement in ("egen-regi", "avtal-1"):
        named = {"agreement": agreement, "provider": agreement, "name": agreement}
        made = {**common, **named, "starts_on": "2018-01-01"}
        town.do("agreement.register", made)
    town.do(
        "choice_round.open",
        {
            "round": "varen-2020",
            "system": SYSTEM,
            "bundle": BUNDLE,
            "last_day": "2020-05-31",
        },
    )
    try:
        told = {"system": SYSTEM, "decision": "kf-2019"}
        town.do("choice_system.record_decision", {**DECISION, **told, "body": "board"})
    except Refused:
        return
    message = "the second decision by the same key was not refused"
    raise AssertionError(message)


def grown(house: House, size: int) -> None:
    """One agreement's long history, then everybody else's."""
    long = min(LONG, size // 10)
    for first in range(2, long + 2, AT_A_TIME):
        versions = range(first, min(first + AT_A_TIME, long + 2))
        house.recorder.insert_events([*_freed(versions)])
    fill(house.recorder, size - long)
    house.refresh()


def _freed(versions: range) -> Iterator[StoredEvent]:
    state = to_json(
        {
            "effective_at": "2019-05-02T08:00:00Z",
            "by": "handlaggare-1",
            "role": "contract_manager",
            "mandate": None,
            "because": None,
            "customers": ["nagon"],
        }
    )
    for version in versions:
        topic = "agreement.places_freed"
        yield StoredEvent("agreement:avtal-1", version, topic, state)


def questions(house: House) -> Questions:
    """Some of each kind, the same for both databases."""
    chance = Random(1)
    people = max(1, _how_many(house, "customer_choice.taken_over"))
    tenders = max(1, _how_many(house, "award.decided"))
    customers = [f"c{chance.randrange(people):08d}" for _ in range(ASKED)]
    numbers = [f"{chance.randrange(tenders):08d}" for _ in range(ASKED)]
    return {
        "a person's provider": [
            Asked(about=customer, on=LATER) for customer in customers
        ],
        "an agreement": [Asked(about=f"agreement:avtal-{n}") for n in numbers],
        "a score": [
            Asked(about=f"award:tilldelning-{n}", bid="anbud-1") for n in numbers
        ],
        "a date": [
            Asked(about=f"deadline:award:tilldelning-{n}/standstill_ends")
            for n in numbers
        ],
        "a refusal": [Asked(about="refusal:1")] * ASKED,
    }


def _how_many(house: House, topic: str) -> int:
    """The cases of the log that have come so far; counted once, by reading it all."""
    return sum(1 for _ in house.recorder.records(topics=(topic,)))


def measure(name: str, url: str, size: int) -> float:
    """Print one table; gives the slowest answer to any question, milliseconds."""
    with Town(url, "2019-05-02T09:00") as town:
        house = town.house
        founded(town)
        grown(house, size)
        print(
            f"\n{name}, {house.recorder.max_notification_id():,} events, ms an answer"
        )
        print(
            f"  {'':20}  {'rows':>7} {'why':>7} {'ratio':>6} {'worst':>7} {'links':>6}"
        )
        slowest = 0.0
        for title, asked in questions(house).items():
            worst, links = _worst(house, asked)
            measured = rates(
                {
                    "rows": partial(_rows, house, links),
                    "why": partial(_answers, house, asked),
                },
                ASKED,
                rounds=3,
            )
            rows, ours = (1_000 / measured[way] for way in ("rows", "why"))
            many = sum(map(len, links)) / len(links)
            slowest = max(slowest, worst)
            print(
                f"  {title:20}  {rows:7.1f} {ours:7.1f} {ours / rows:6.1f}"
                f" {worst:7.1f} {many:6.1f}",
                flush=True,
            )
    return slowest


def _worst(house: House, asked: Sequence[Asked]) -> tuple[float, list[list[str]]]:
    """The slowest answer, the first time it is given, and the links of each."""
    worst, links = 0.0, []
    for one in asked:
        started = perf_counter()
        found = why(house, one, find_case)
        worst = max(worst, 1_000 * (perf_counter() - started))
        assert found["complete"], (one, found["chains"][0]["ends"])
        links.append(
            [link["event"] for chain in found["chains"] for link in chain["links"]]
        )
    return worst, links


def _answers(house: House, asked: Sequence[Asked], many: int) -> Callable[[], object]:
    def work() -> None:
        for one in asked[:many]:
            why(house, one, find_case)

    return work


def _rows(
    house: House, links: Sequence[Sequence[str]], many: int
) -> Callable[[], object]:
    lookup = Lookup(house.database)

    def work() -> None:
        for chain in links[:many]:
            for event in chain:
                case, _, version = event.rpartition("@")
                lookup.event(case, int(version))

    return work


def main(arguments: list[str] | None = None) -> None:
    """Print one table for each database; fails when an answer is too slow."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.why")
    parser.add_argument("--events", type=int, default=EVENTS)
    size = parser.parse_args(arguments).events
    logs.silence()
    with both_kinds() as kinds:
        slowest = max(
            measure(name, factory.migrated(), size) for name, factory in kinds.items()
        )
    print(f"\nthe slowest answer of all took {slowest:.1f} ms, at most {MOST_MS}")
    if slowest > MOST_MS:
        sys.exit(f"an answer takes more than {MOST_MS} ms")


if __name__ == "__main__":
    main()
