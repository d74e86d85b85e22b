"""Two houses on one database, as two instances are: each may die at any statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import make_url

from tests.simulation import fragile
from tests.simulation.fragile import Crash, Lifeline
from tests.simulation.skies import Skies, Weather
from tests.vault_key import the_keys
from upphandling.bootstrap import House, open_house
from upphandling.infrastructure.storage.troubles import DatabaseTrouble

HOUSES = 2
LONGEST_BIRTH = 20  # statements

Act = Callable[[House], Any]


class Houses:
    """Opened when they are asked for, and again after each death.

    `skies` are what their clock and their machine tell, `destroyed` their list of
    destroyed keys.
    """

    def __init__(
        self,
        url: str,
        chance: Random,
        weather: Weather,
        skies: Skies,
        destroyed: Path,
    ) -> None:
        self.url = url
        self.chance = chance
        self.weather = weather
        self.skies = skies
        self.destroyed = destroyed
        self.hanging_by = hanging(url)
        self.crashes = self.cuts = 0
        self._open: list[tuple[House, Lifeline] | None] = [None] * HOUSES

    def house(self, number: int) -> House:
        """The house of that number."""
        return self._opened(number)[0]

    def lifeline(self, number: int) -> Lifeline:
        """What the house of that number hangs by."""
        return self._opened(number)[1]

    def any(self) -> int:
        return self.chance.randrange(HOUSES)

    @contextmanager
    def using(self, number: int) -> Iterator[House]:
        """What is done meanwhile is done by that house."""
        house, lifeline = self._opened(number)
        with self.hanging_by(lifeline):
            yield house

    def until_done(self, number: int, act: Act) -> Any:
        """By that house, or by whoever comes after it; only the first one may die.

        Where only its line was cut, the same house tries again, whatever it answered.
        """
        while True:
            broken = False
            try:
                with self.using(number) as house:
                    lifeline = self.lifeline(number)
                    try:
                        done = act(house)
                    except DatabaseTrouble:
                        if not lifeline.broken:
                            raise
                    broken, lifeline.broken = lifeline.broken, False
                if not broken:
                    return done
                self.cuts += 1
            except Crash:
                self.crashes += 1
                self.bury(number)
                number = self.any()
                self.lifeline(number).disarm()
            finally:
                self.calm()

    def calm(self) -> None:
        """Nobody is to die any more, nor to be interrupted."""
        for known in self._open:
            if known is not None:
                known[1].disarm()

    def bury(self, number: int) -> None:
        """The process is killed."""
        known, self._open[number] = self._open[number], None
        if known is not None:
            known[1].sever()

    def _opened(self, number: int) -> tuple[House, Lifeline]:
        known = self._open[number]
        if known is None:
            known = self._open[number] = self._born()
        return known

    def _born(self) -> tuple[House, Lifeline]:
        """A new house; some die before they are quite open."""
        while True:
            lifeline = Lifeline()
            if self.chance.random() < self.weather.stillborn:
                lifeline.arm(self.chance.randrange(1, LONGEST_BIRTH), after=False)
            try:
                with self.hanging_by(lifeline):
                    house = open_house(
                        self.url,
                        clock=self.skies.told,
                        since=self.skies.since,
                        keys=the_keys(),
                        destroyed=self.destroyed,
                    )
            except Crash:
                self.crashes += 1
                lifeline.sever()
            else:
                lifeline.disarm()
                house.database.now = self.skies.told  # which else is the real one
                return house, lifeline


def hanging(url: str) -> Callable[[Lifeline], AbstractContextManager[None]]:
    """How connections to that kind of database are hung by a lifeline."""
    if make_url(url).get_backend_name() == "sqlite":
        return fragile.hanging_by
    from tests.simulation import fragile_server  # noqa: PLC0415 -- slow to load

    return fragile_server.hanging_by
