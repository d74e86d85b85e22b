"""The authority's own desk: decisions, plans, admissions, care and its follow-up."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.simulation.matters import COURSES, FOUNDING, Act
from tests.simulation.municipality import Municipality
from upphandling.application.store import Record
from upphandling.domain.instants import local_date

AT_A_TIME = 4  # matters on the desk
IN_ORDER = 0.75  # how often the next act of a matter is the one that is taken
CHECKED = 0.15  # how often a check is made instead
DAY = re.compile(r"\{([+-]\d+)\}")
REQUIREMENT = "ledning"


class Authority:
    """A few matters at a time; those that are over make room for new ones."""

    def __init__(self, town: Municipality) -> None:
        self.town = town
        self.number = 0
        self.running: list[tuple[int, deque[Act], tuple[Act, ...]]] = []
        self.checks: deque[tuple[str, str]] = deque(maxlen=20)
        town.watchers.append(self.hear)
        for act in FOUNDING:
            assert self._take(act) == "done", act

    def step(self) -> None:
        """The next act of some matter, or one of its acts at the wrong time."""
        chance = self.town.chance
        if self.checks and chance.random() < CHECKED:
            self._check()
            return
        while len(self.running) < AT_A_TIME:
            course = COURSES[chance.choice(sorted(COURSES))]
            self.number += 1
            self.running.append((self.number, deque(course), course))
        matter = chance.choice(self.running)
        number, left, course = matter
        in_order = chance.random() < IN_ORDER
        self._take(left.popleft() if in_order else chance.choice(course), number)
        if not left:
            self.running.remove(matter)

    def hear(self, row: Record) -> Sequence[str]:
        """Note which checks are to be made."""
        if row.topic == "follow_up.check_planned":
            check = json.loads(row.data)["check"]["check"]
            self.checks.append((row.stream_id.partition(":")[2], check))
        return ()

    def _check(self) -> None:
        follow_up, check = self.town.chance.choice(self.checks)
        told = {
            "follow_up": follow_up,
            "check": check,
            "checker": "handlaggare-2",
            "done_on": "{+0}",
            "outcome": "approved",
            "findings": [{"requirement": REQUIREMENT, "verdict": "fulfilled"}],
            "evidence": [{"reference": "Dnr 1", "sha256": "a" * 64}],
        }
        self._take(("follow_up.record_check", told))

    def _take(self, act: Act, number: int = 0) -> str:
        name, data = act
        return self.town.do(name, self._today(data, number))

    def _today(self, data: dict[str, Any], number: int) -> Any:
        """The act's data, with the matter's number and the days in it."""
        today = local_date(self.town.clock.now)

        def day(found: re.Match[str]) -> str:
            return (today + timedelta(days=int(found[1]))).isoformat()

        return json.loads(DAY.sub(day, json.dumps(data).replace("{n}", str(number))))
