"""The obstacles: what stood in the way of each wish that was not met."""

from __future__ import annotations

from collections import Counter, defaultdict

from upphandling.domain.allocation.dealing import Dealt
from upphandling.domain.allocation.limits import Limit, What
from upphandling.domain.allocation.proposal import Missed, Obstacle
from upphandling.domain.allocation.question import Chooser, Question
from upphandling.domain.configuration import Service

Used = Counter[tuple[str, str | None, bool, Service | None, bool]]


class Obstacles:
    """What room and caps are left when everybody has a place."""

    def __init__(
        self, question: Question, limits: list[Limit], dealt: list[Dealt]
    ) -> None:
        self._serves = {c.agreement: frozenset(c.areas) for c in question.contenders}
        self._stopped = {c.agreement for c in question.contenders if c.stopped}
        self._left_out = question.left_out.keys() - self._serves.keys()
        self._limits: dict[str, list[Limit]] = defaultdict(list)
        for limit in limits:
            if limit.what is not What.GUARANTEE:
                self._limits[limit.agreement].append(limit)
        self._used: Used = Counter()
        for one in dealt:
            agreement, person = one.option.agreement, one.person
            if agreement not in self._limits:
                continue
            for newcomer in {False, agreement != person.present}:
                for area in (person.area, None):
                    for service in (None, *person.services):
                        key = (agreement, area, newcomer, service)
                        self._used[*key, False] += 1
                        self._used[*key, True] += person.minutes

    def missed(self, one: Dealt) -> tuple[Missed, ...]:
        """The person's wishes before the one that was met, each with its obstacle."""
        met = one.option.rank
        return tuple(
            Missed(rank=rank, agreement=wish, obstacle=self._obstacle(one.person, wish))
            for rank, wish in enumerate(one.person.wishes, 1)
            if met is None or rank < met
        )

    def _obstacle(self, person: Chooser, wish: str) -> Obstacle:
        if wish in self._left_out:
            return Obstacle.LEFT_OUT
        if person.area not in self._serves.get(wish, ()):
            return Obstacle.NOT_SERVED
        if wish in self._stopped and wish != person.present:
            return Obstacle.STOPPED
        stopped = {
            limit.what for limit in self._limits[wish] if self._stops(limit, person)
        }
        if What.ROOM in stopped:
            return Obstacle.FULL
        return Obstacle.CAP if What.CAP in stopped else Obstacle.GUARANTEE

    def _stops(self, limit: Limit, person: Chooser) -> bool:
        newcomer = limit.what is What.ROOM
        if limit.area not in (None, person.area):
            return False
        if newcomer and person.present == limit.agreement:
            return False
        if limit.service is not None and limit.service not in person.services:
            return False
        needs = person.minutes if limit.in_minutes else 1
        used = self._used[
            limit.agreement, limit.area, newcomer, limit.service, limit.in_minutes
        ]
        return used + needs > limit.amount
