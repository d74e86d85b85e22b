"""Whatever is due falls, or is told with its reason; what lawfully waits is never due."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter, deque
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import structlog

from tests.given import local
from tests.schedules.matters_that_wait import MATTERS, WAITING
from tests.simulation.matters import FOUNDING, STADEN, Act
from tests.town import SYSTEM, Town
from upphandling.domain.choice_system.refusals import AppealPending, QuestionUnanswered
from upphandling.domain.errors import MustWait, Refused
from upphandling.domain.instants import local_date
from upphandling.domain.tender.refusals import ExtensionOwed
from upphandling.interfaces.follow_up.reading import rows
from upphandling.projections.deadlines import Deadline, WaitsFor, due, held_back
from upphandling.schedules.sweep import STUCK, Due

SEEDS, ACTS = range(4), 90
KINDS_MET = 15
SWEPT = 0.5  # how often somebody lets deadlines fall after an act
AT_A_TIME = 4  # matters under way
IN_ORDER = 0.7  # how often the next act of a matter is the one that is taken
DAY = re.compile(r"\{([+-]\d+)\}")
PAUSES = (0, 0, 1, 4, 9, 26)  # days between two acts

FOR_A_PERSON = {ExtensionOwed.message()}
"""What stands in a deadline's way until somebody acts, and is told as that."""

WAITS = {
    WaitsFor.RULING: AppealPending,
    WaitsFor.ANSWER: QuestionUnanswered,
}
MUST_WAIT = {rule.message() for rule in WAITS.values()}


class Years:
    """Matters that go on side by side while the days pass, and are judged at each."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.chance = Random(seed)
        self.number = 0
        self.running: list[tuple[int, deque[Act], tuple[Act, ...]]] = []
        self.met: Counter[str] = Counter()
        for act in FOUNDING:
            self._take(act, 0)

    def step(self) -> None:
        """Somebody does something in some matter; then time passes."""
        while len(self.running) < AT_A_TIME:
            kinds = WAITING if self.chance.random() < 0.7 else MATTERS
            course = MATTERS[self.chance.choice(sorted(kinds))]
            self.number += 1
            self.running.append((self.number, deque(course), course))
        matter = self.chance.choice(self.running)
        number, left, course = matter
        in_order = self.chance.random() < IN_ORDER
        with suppress(Refused):
            self._take(
                left.popleft() if in_order else self.chance.choice(course), number
            )
        if not left:
            self.running.remove(matter)
        self.town.clock.advance(timedelta(days=self.chance.choice(PAUSES)))

    def judge(self) -> None:
        """Sweep, and look at what did not fall."""
        house, now = self.town.house, self.town.clock.now
        for fallen in house.fall_due(now):
            self.met[fallen.due.deadline] += 1
        with house.database.engine.connect() as connection:
            left = rows(connection, due(now, 1_000))
            waiting = rows(connection, held_back(None))
        for row in left:
            self.met[f"left: {row['deadline']}"] += 1
            assert house.sweep.hindrance(Due.of(row)) in FOR_A_PERSON, row
        for row in waiting:
            assert house.sweep.hindrance(Due.of(row)) in MUST_WAIT, row
        for one in {(row["case_id"], row["part"]): row for row in waiting}.values():
            if one["due_at"] <= now:
                self.met[f"waits for: {one['waits_for']}"] += 1

    def _take(self, act: Act, number: int) -> None:
        name, data = act
        self.town.do(name, self._today(data, number))

    def _today(self, data: dict[str, Any], number: int) -> Any:
        today = local_date(self.town.clock.now)

        def day(found: re.Match[str]) -> str:
            return (today + timedelta(days=int(found[1]))).isoformat()

        return json.loads(DAY.sub(day, json.dumps(data).replace("{n}", str(number))))


def lived(url: str, seed: int) -> Counter[str]:
    """What a municipality met in so many acts."""
    with Town(url, "2026-02-02T09:00") as town:
        town.do("choice_system.establish", SYSTEM)
        town.with_agreement("egen", starts_on="2026-02-02", ends_on="2027-06-30")
        years = Years(town, seed)
        for _ in range(ACTS):
            years.step()
            if years.chance.random() < SWEPT:
                years.judge()
        return years.met


def test_whatever_is_due_falls_or_is_told_why_and_what_must_wait_is_not_due(
    sqlite_databases, fresh_log
):
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL)
    )
    met: Counter[str] = Counter()
    for seed in SEEDS:
        try:
            met += lived(sqlite_databases.migrated(), seed)
        except AssertionError as wrong:
            wrong.add_note(f"seed {seed}")
            raise

    assert met["waits for: court_ruling"] > 0
    assert met["waits for: question_answer"] > 0
    assert len(set(Deadline) & met.keys()) > KINDS_MET


def test_every_rule_that_makes_a_deadline_wait_has_a_row_that_holds_it_back():
    """A new one is not told as late until somebody has looked at it."""
    assert set(MustWait.__subclasses__()) == set(WAITS.values())
    assert set(WAITS) == set(WaitsFor)


def test_who_appeals_just_as_it_falls_makes_it_wait_and_no_alarm(sqlite_url):
    """The read model of this sweep had not seen the appeal yet."""
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        town.do("choice_system.establish", SYSTEM)
        today = {**STADEN, "decision": "kf-1", "on": "2026-02-02"}
        told = {"body": "council", "minutes": "§ 1", "matter": "Valfrihet"}
        taken = {**STADEN, "decision": "kf-1", "taken_on": "2026-02-02"}
        town.do("choice_system.record_decision", {**taken, **told})
        town.do("choice_system.announce_minutes", today)
        town.clock.now = local("2026-03-02T09:00")
        (falling,) = town.house.sweep.due(town.clock.now, 0)
        about = {**STADEN, "decision": "kf-1", "court": "fr", "case_number": "1-26"}
        town.do("choice_system.appeal_decision", {**about, "received_on": "2026-02-20"})

        with structlog.testing.capture_logs() as lines:
            for _ in range(STUCK + 1):
                assert town.house.sweep._carry_out(falling) is None

    assert {one["event"] for one in lines} == {"deadline_waits"}
    assert {one["rule"] for one in lines} == {"AppealPending"}
