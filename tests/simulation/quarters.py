"""Quarters with too few places: people choose, queue, move and leave; providers end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tests.contention.oracle import Ledger
from tests.contention.quarter import DEEDS, PEOPLE, Ask, Quarter
from tests.simulation.letters import Letter
from tests.simulation.municipality import Municipality
from tests.town import role_for
from upphandling.application.store import Record
from upphandling.domain.base import Role
from upphandling.domain.instants import local_date

LIVED = timedelta(days=120)
RIVALRY = 0.1  # the share of asks that somebody else's comes before
IN_HOUSE = "agreement.entrust_in_house"


class Quarters:
    """One quarter after another, each with people and agreements of its own."""

    def __init__(self, town: Municipality) -> None:
        self.town = town
        self.number = 0
        town.watchers.append(self.hear)
        self.begin()

    def begin(self) -> None:
        """A new quarter; the last one is left to itself."""
        self.number += 1
        self.begun = self.town.clock.now
        self.ledger, self.command = Ledger(), None
        self.quarter = Quarter(f"kvarter{self.number}", local_date(self.begun))
        ends_on = self.begun + timedelta(days=self.town.chance.randrange(20, 100))
        for name, data in self.quarter.founding():
            if data.get("ends_on"):
                data["ends_on"] = local_date(ends_on).isoformat()
            assert self.town.do(name, data, role=_sender(name)) == "done"

    def step(self) -> None:
        """Somebody asks for something; at times somebody else does at the same time."""
        if self.town.clock.now > self.begun + LIVED:
            self.town.clear()
            self.town.sweep()
            self.close()
            self.begin()
        rival = self._drawn() if self.town.chance.random() < RIVALRY else None
        name, data = self._drawn()
        if _sender(name) is Role.SCHEDULER:
            self.town.sweep()
            return
        self.town.do(name, data, rival=self._letter(rival), role=_sender(name))

    def hear(self, row: Record) -> Sequence[str]:
        """What is wrong with a row of this quarter, and with the command before it."""
        key = row.stream_id.partition(":")[2]
        if not key.startswith(f"{self.quarter.name}-"):
            return ()
        wrongs: list[str] = []
        if row.command_id != self.command:
            self.command = row.command_id
            wrongs += self.ledger.balance()
        return [*wrongs, *self.ledger.sees(row)]

    def close(self) -> None:
        """Everybody was somebody's on each day."""
        self.town.judge([*self.ledger.balance(), *self.ledger.days()])

    def _drawn(self) -> Ask:
        chance = self.town.chance
        self.quarter.today = local_date(self.town.clock.now)
        return self.quarter.ask(chance.randrange(len(DEEDS)), chance.randrange(PEOPLE))

    def _letter(self, ask: Ask | None) -> Letter | None:
        if ask is None or _sender(ask[0]) is Role.SCHEDULER:
            return None
        return self.town.letter(*ask, role=_sender(ask[0]))


def _sender(name: str) -> Role:
    return role_for(name, Role.CARE_ADMINISTRATOR)
