"""The ceilings: how many customers, and how many hours, a provider is to take at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import TypeVar

from upphandling.domain.agreement.changes import Changes
from upphandling.domain.agreement.refusals import (
    NegativeCapacity,
    NoRoom,
    SameStepTwice,
)
from upphandling.domain.agreement.terms import (
    Capacity,
    CapacityGround,
    CapacityUnit,
    Place,
    ShareStep,
)
from upphandling.domain.base import Decision, Stamp
from upphandling.domain.configuration import Service
from upphandling.domain.instants import local_date
from upphandling.domain.intervals import FIRST_DAY

S = TypeVar("S", Capacity, ShareStep)
Load = tuple[str, CapacityUnit, Service | None]
"""What a ceiling is on: an area, in places or minutes, for all services or for one."""


class Ceilings(Changes):
    """An agreement whose provider has only so much room.

    A ceiling that is lowered throws nobody out: it is newcomers that must fit. They
    fit every ceiling in force on the day, and every lower one to come. `used` counts
    who holds a place or has been offered one, so that no list of people is counted
    through when a place is taken. `served` are all who ever held a place.
    """

    capacity: dict[Load, tuple[Capacity, ...]] = field(default_factory=dict)
    holders: dict[str, Place] = field(default_factory=dict)
    used: dict[Load, int] = field(default_factory=dict)
    served: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class CapacityAgreed(Decision):
        """Tak för platser eller timmar har bestämts för tiden framåt (lokal ordning)."""

        TOPIC = "agreement.capacity_agreed"
        steps: tuple[Capacity, ...]
        ground: CapacityGround
        reason: str

        def apply(self, case: Ceilings) -> None:
            for load in dict.fromkeys(map(load_of, self.steps)):
                new = [step for step in self.steps if load_of(step) == load]
                case.capacity[load] = in_order(case.capacity.get(load, ()), new)

    # -- Commands: refuse, or bring about one event ------------------------

    def agree_capacity(
        self,
        stamp: Stamp,
        *,
        steps: tuple[Capacity, ...],
        ground: CapacityGround,
        reason: str,
    ) -> None:
        """From its first new day on, a ceiling's earlier steps no longer hold."""
        self._must_be_alive()
        for step in steps:
            self._must_serve(step.area)
            if step.amount < 0:
                raise NegativeCapacity(area=step.area, amount=step.amount)
        if len({(load_of(step), step.from_on) for step in steps}) < len(steps):
            raise SameStepTwice(agreement=self.key)
        self.decide(
            self.CapacityAgreed, stamp, steps=steps, ground=ground, reason=reason
        )

    # -- Rules -------------------------------------------------------------

    def room_in(self, area: str, day: date = FIRST_DAY) -> int | None:
        """Free places in an area, or None where there is no ceiling.

        Without a day: the room that is left whatever the day.
        """
        return self.free(area, CapacityUnit.PLACES, None, day)

    def free(
        self, area: str, unit: CapacityUnit, service: Service | None, day: date
    ) -> int | None:
        """Room for newcomers from a day on, in places or minutes a week; None: no ceiling."""
        load = (area, unit, service)
        limit = self.limit(load, day)
        return None if limit is None else max(limit - self.used.get(load, 0), 0)

    def limit(self, load: Load, day: date) -> int | None:
        """The lowest ceiling in force on a day or later; None where there is none."""
        area, _, _ = load
        steps = self.capacity.get(load, ())
        amounts = [step.amount for step in steps if step.from_on > day]
        begun = [step.amount for step in steps if step.from_on <= day]
        if begun:
            amounts.append(begun[-1])
        elif load == places_in(area) and area in self.ceiling:
            amounts.append(self.ceiling[area])
        return min(amounts, default=None)

    def first_day(self, stamp: Stamp) -> date:
        """The day from which a newcomer of today takes up room."""
        return max(local_date(stamp.at), self.agreed.starts_on)

    def seat(self, place: Place) -> None:
        """The customer holds this place, and no other here."""
        self.unseat(place.customer)
        self.holders[place.customer] = place
        self.served.add(place.customer)
        count_in(self.used, place)

    def unseat(self, customer: str) -> None:
        """The customer holds no place here."""
        if (place := self.holders.pop(customer, None)) is not None:
            count_out(self.used, place)

    def _must_have_room(
        self, newcomers: Iterable[Place], leaving: Iterable[Place], day: date
    ) -> None:
        """Room for all newcomers, in what is free when others have been left."""
        wanted: Counter[Load] = Counter()
        for place in newcomers:
            count_in(wanted, place)
        for place in leaving:
            count_out(wanted, place)
        for load, amount in wanted.items():
            limit, used = self.limit(load, day), self.used.get(load, 0)
            if limit is not None and 0 < amount > limit - used:
                raise NoRoom(
                    agreement=self.key,
                    **_told(load),
                    room=max(limit - used, 0),
                    wanted=amount,
                )


def loads(place: Place) -> Iterator[tuple[Load, int]]:
    """What a place counts against: ceilings of the area, and of each service in it.

    A customer's time is granted as a whole: a ceiling of minutes for one service
    counts all the time of those who have it.
    """
    for service in (None, *place.services):
        yield (place.area, CapacityUnit.PLACES, service), 1
        yield (place.area, CapacityUnit.MINUTES, service), place.minutes


def in_order(earlier: Iterable[S], new: Sequence[S]) -> tuple[S, ...]:
    """Steps in order of time: what was to come from the first new day on is replaced."""
    first = min(step.from_on for step in new)
    steps: list[S] = [step for step in earlier if step.from_on < first]
    steps.extend(new)
    return tuple(sorted(steps, key=lambda step: step.from_on))


def count_in(used: dict[Load, int], place: Place) -> None:
    for load, amount in loads(place):
        used[load] = used.get(load, 0) + amount


def count_out(used: dict[Load, int], place: Place) -> None:
    for load, amount in loads(place):
        used[load] = used.get(load, 0) - amount


def load_of(step: Capacity) -> Load:
    """What a step is a ceiling on."""
    return step.area, step.unit, step.service


def places_in(area: str) -> Load:
    """The ceiling on all customers of an area."""
    return area, CapacityUnit.PLACES, None


def _told(load: Load) -> Mapping[str, object]:
    """A ceiling in a refusal: its area, and what else it is on."""
    area, unit, service = load
    if load == places_in(area):
        return {"area": area}
    return {"area": area, "unit": unit, "service": service}
