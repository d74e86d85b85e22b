"""The examples as journeys: each is played once, and then asked what came of it."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from pydantic_core import from_json, to_json
from sqlalchemy import select

from tests.vault_key import the_keys
from upphandling.bootstrap import House, open_house, upgrade
from upphandling.domain.base import Aggregate
from upphandling.domain.catalogue import KINDS
from upphandling.interfaces.scenarios.journal import Act, Scenario, read, read_until
from upphandling.interfaces.scenarios.report import report
from upphandling.interfaces.scenarios.runner import play
from upphandling.projections.responsibilities import responsibilities

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = (
    "orebro-planned",
    "orebro-actual",
    "botkyrka-planned",
    "botkyrka-actual",
    "soderhamn",
    "borlange",
)


@dataclass(frozen=True)
class Journey:
    """One run: its report, who answered for whom, and everything that happened."""

    scenario: Scenario = field(repr=False)
    url: str
    found: dict[str, Any] = field(repr=False)
    periods: list[Any] = field(repr=False)
    log: list[tuple[str, str, str]] = field(repr=False)  # case, topic, data

    def events(self, topic: str) -> list[tuple[str, dict[str, Any]]]:
        """The case and the data of every event of a topic, in order."""
        return [
            (case, from_json(data)) for case, said, data in self.log if said == topic
        ]

    def only(self, topic: str) -> dict[str, Any]:
        """The data of the only event of a topic."""
        ((_, data),) = self.events(topic)
        return data

    def told(self) -> list[tuple[str, str, str]]:
        """Who was told: the customer, the day, the channel."""
        return [
            (customer_of(case), said["effective_at"][:10], said["channel"])
            for case, said in self.events("customer_choice.informed")
        ]

    def courses(self, customer: str) -> list[tuple[str | None, date, date | None]]:
        """Who was responsible for a customer: agreement, first day, day after the last."""
        return [
            (row.agreement, row.from_day, row.until)
            for row in self.periods
            if row.customer == customer
        ]

    def cases(self, *case_ids: str) -> list[Any]:
        """The cases as the log has them."""
        with open_house(self.url) as house:
            return [fetched(house, case_id) for case_id in case_ids]

    def text(self, token: str) -> str:
        """What the vault keeps for a token."""
        with open_house(self.url, keys=the_keys()) as house:
            return house.vault.text_of(token)

    def fell(self) -> list[tuple[str, str, str]]:
        """What fell by itself: the local instant, the event, the case."""
        return [(f["effective_at"], f["event"], f["case"]) for f in self.found["fell"]]

    def milestones(self) -> dict[str, tuple[str, date | None]]:
        rows = self.found["timetable"]["milestones"]
        return {row["milestone"]: (row["status"], row["met_on"]) for row in rows}

    def promises(self) -> dict[str, str]:
        rows = self.found["timetable"]["promises"]
        return {row["promise"]: row["status"] for row in rows}

    def shares(self) -> dict[str, dict[str, Any]]:
        """The shares in all areas together, by agreement."""
        rows = self.found["shares"]
        return {row["agreement"]: row for row in rows if row["area"] is None}

    def refused(self) -> list[tuple[str, str]]:
        assert all(refusal["expected"] for refusal in self.found["refused"])
        assert self.found["not_refused"] == []
        return [(r["rule"], r["at"]) for r in self.found["refused"]]

    def covered(self) -> int:
        """The persons, none of whom was a day without or with two providers."""
        (row,) = self.found["coverage"]
        for told in (row, row["services"]):
            assert told["days_without_provider"] == 0
            assert told["days_with_two_providers"] == 0
            assert told["flaws"] == []
        assert isinstance(row["persons"], int)
        return row["persons"]

    def in_json(self) -> str:
        return to_json(self.found, fallback=str, indent=1).decode()

    def copy(self, file: Path) -> str:
        """The URL of a copy of the database, to be written in."""
        path = self.url.removeprefix("sqlite:///")
        with closing(connect(path)) as origin, closing(connect(file)) as made:
            origin.backup(made)
        return f"sqlite:///{file}"


def run(
    name: str, url: str, until: str | None = None, acts: Iterable[Act] | None = None
) -> Journey:
    """Play an example, whole or to an end; or other acts under its name."""
    scenario = read(EXAMPLES / name)
    if acts is not None:
        scenario = Scenario(scenario.name, scenario.title, tuple(acts))
    upgrade(url)
    house, played = play(
        scenario, url, None if until is None else read_until(until), keys=the_keys()
    )
    with house:
        found = report(house, scenario, played)
        log = [(row.stream_id, row.topic, row.data) for row in house.recorder.records()]
        return Journey(scenario, url, found, _periods(house), log)


def once(name: str, folders: pytest.TempPathFactory) -> Journey:
    """The whole example, played when the first test of the whole run asks for it.

    The workers of a run share what came of it; each has a database of its own.
    """
    own = folders.getbasetemp()
    return _played(
        name, own, own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    )


@cache
def _played(name: str, own: Path, shared: Path) -> Journey:
    kept = shared / f"{name}.journey"
    with (shared / f"{name}.lock").open("w") as turn:
        flock(turn, LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(run(name, f"sqlite:///{shared}/{name}.db")))
    journey: Journey = pickle.loads(kept.read_bytes())  # noqa: S301 -- we wrote it
    return replace(journey, url=journey.copy(own / f"{name}.own.db"))


def customer_of(case: str) -> str:
    """The customer of a `customer_choice:customer/bundle`."""
    return case.partition(":")[2].partition("/")[0]


def instant(data: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(data["effective_at"])


def fetched(house: House, case_id: str) -> Aggregate:
    kind, _, key = case_id.partition(":")
    return house.engine.session().fetch(KINDS[kind], key)


def _periods(house: House) -> list[Any]:
    row = responsibilities.c
    query = select(responsibilities).order_by(row.case_key, row.from_day)
    with house.database.engine.connect() as connection:
        return list(connection.execute(query))
