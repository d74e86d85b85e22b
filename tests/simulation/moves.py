"""Customers who move between providers, by waves and one by one, in the first year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tests.generated.moving import AGREEMENTS, CUSTOMERS, settle, try_something
from tests.generated.test_one_provider import flaws
from tests.simulation.desk import Desk
from tests.simulation.municipality import Municipality
from upphandling.application.store import Record
from upphandling.domain.instants import local_date

STEPS = 150
BACKWARDS = 0.1  # how often a takeover is tried before the last one
BETWEEN_LOOKS = 3


class Moves:
    """Five customers, four agreements, and all that may be tried with them."""

    def __init__(self, town: Municipality) -> None:
        self.town = town
        self.steps = 0
        self.desk = Desk(town, lambda _, value: value, _is_of_the_move)
        town.watchers.append(self.hear)
        settle(self.desk)

    def step(self) -> None:
        """One move, whatever the rules say to it; then everybody has one provider."""
        self.steps += 1
        if self.steps > STEPS:
            return
        if self.town.chance.random() < BACKWARDS:
            self._back_and_forth()
        else:
            try_something(self.desk, self.town.chance.randrange)
        if self.steps % BETWEEN_LOOKS == 0:
            self.town.judge([*flaws(self.desk)])

    def _back_and_forth(self) -> None:
        """Somebody moves today, and then to somebody else as if it were yesterday."""
        chance, today = self.town.chance, local_date(self.town.clock.now)
        who = {"customer": chance.choice(CUSTOMERS), "bundle": "omvardnad"}
        for days, agreement in enumerate(chance.sample(AGREEMENTS, 2)):
            there = {"agreement": agreement, "reason": "Kundens val."}
            on = (today - timedelta(days=days)).isoformat()
            self.desk.do("customer_choice.choose", {**who, "wishes": [agreement]})
            self.desk.do("customer_choice.place", {**who, **there})
            self.desk.do("customer_choice.take_over", {**who, "on": on})

    def hear(self, row: Record) -> Sequence[str]:
        """Take in a row; what is wrong shows when the whole move is over."""
        for _ in self.desk.hear(row):
            pass
        return ()


def _is_of_the_move(stream: str) -> bool:
    kind, _, key = stream.partition(":")
    if kind == "transition":
        return True
    return kind == "customer_choice" and key.startswith("k-")
