"""Crowds: many invented customers from a few figures and a seed.

Only scenarios have them. The same seed always gives the same people, wishes and
instants, on every machine: nothing but `Random.random` and `getrandbits` is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Annotated, ClassVar

from pydantic import Field

from upphandling.application.choice_round.window import Invite
from upphandling.application.commands import Command, Instant, Part
from upphandling.application.customer_choice.choosing import Choose
from upphandling.application.customer_choice.registration import (
    Customer,
    RegisterCustomers,
)
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day

Weights = Annotated[dict[Key, Annotated[float, Field(gt=0)]], Field(min_length=1)]


class AreaCount(Part):
    """Hur många kunder i ett område, och hur de fördelar sig på dagens avtal."""

    count: Annotated[int, Field(ge=0, le=20_000)]
    agreements: dict[Key, Annotated[float, Field(gt=0)]] = {}


class MinutesRange(Part):
    """Beviljad tid per vecka; de flesta ligger nära min, några nära max."""

    min: Annotated[int, Field(ge=0)]
    max: Annotated[int, Field(le=10_080)]


class RegisterCrowd(Part):
    """Påhittade kunder: antal per område, tid per vecka och dagens utförare."""

    NAME: ClassVar[str] = "crowd.register"
    crowd: Key
    seed: int
    system: Key
    bundle: Key
    since: Day
    areas: Annotated[dict[Key, AreaCount], Field(min_length=1)]
    minutes_per_week: MinutesRange


class InviteCrowd(Part):
    """Bjud in hela skaran till en valomgång."""

    NAME: ClassVar[str] = "crowd.invite"
    crowd: Key
    round: Key
    channel: Text


class ChooseCrowd(Part):
    """Skaran väljer: andel som väljer, vikter per avtal, antal önskemål."""

    NAME: ClassVar[str] = "crowd.choose"
    crowd: Key
    seed: int
    round: Key
    until: Instant
    choosing_percent: Annotated[float, Field(ge=0, le=100)]
    wishes: Weights
    wishes_each: Annotated[int, Field(ge=1, le=5)] = 1


CrowdCommand = RegisterCrowd | InviteCrowd | ChooseCrowd
BLOCKS: Mapping[str, type[CrowdCommand]] = {
    block.NAME: block for block in (RegisterCrowd, InviteCrowd, ChooseCrowd)
}


class UnknownCrowd(ValueError):
    """Skaran har inte registrerats tidigare i journalen."""


class Crowds:
    """The people that the journal has invented so far."""

    def __init__(self) -> None:
        self.registered: dict[str, tuple[str, list[Customer]]] = {}

    def expand(
        self, block: CrowdCommand, at: datetime
    ) -> Iterator[tuple[datetime, str | None, Command]]:
        """The commands of a block: instant, who acts (None: as the line says), what."""
        match block:
            case RegisterCrowd():
                yield at, None, self._register(block)
            case InviteCrowd():
                _, people = self._known(block.crowd)
                yield (
                    at,
                    None,
                    Invite(
                        round=block.round,
                        customers=[person.customer for person in people],
                        channel=block.channel,
                    ),
                )
            case ChooseCrowd():
                yield from self._choose(block, at)

    def _register(self, block: RegisterCrowd) -> RegisterCustomers:
        random = Random(block.seed)  # noqa: S311  (a scenario, not a secret)
        low, high = block.minutes_per_week.min, block.minutes_per_week.max
        people = [
            Customer(
                customer=f"k-{random.getrandbits(48):012x}",
                area=area,
                minutes_per_week=low + int((high - low) * random.random() ** 2),
                agreement=_pick(random, terms.agreements) if terms.agreements else None,
            )
            for area, terms in block.areas.items()
            for _ in range(terms.count)
        ]
        self.registered[block.crowd] = (block.bundle, people)
        return RegisterCustomers(
            system=block.system,
            bundle=block.bundle,
            since=block.since,
            customers=people,
        )

    def _choose(
        self, block: ChooseCrowd, at: datetime
    ) -> Iterator[tuple[datetime, str | None, Command]]:
        bundle, people = self._known(block.crowd)
        random = Random(block.seed)  # noqa: S311
        seconds = (block.until - at).total_seconds()
        for person in people:
            chooses = random.random() * 100 < block.choosing_percent
            chosen_at = at + timedelta(seconds=int(random.random() * seconds))
            wishes = _wishes(random, block.wishes, block.wishes_each)
            if chooses:
                yield (
                    chosen_at,
                    person.customer,
                    Choose(
                        customer=person.customer,
                        bundle=bundle,
                        round=block.round,
                        wishes=wishes,
                    ),
                )

    def _known(self, crowd: str) -> tuple[str, Sequence[Customer]]:
        if crowd not in self.registered:
            message = f"skaran ”{crowd}” har inte registrerats tidigare i journalen"
            raise UnknownCrowd(message)
        return self.registered[crowd]


def _pick(random: Random, weights: Mapping[str, float]) -> str:
    mark = random.random() * sum(weights.values())
    for name, weight in weights.items():
        mark -= weight
        if mark < 0:
            return name
    return name


def _wishes(random: Random, weights: Mapping[str, float], number: int) -> list[str]:
    left = dict(weights)
    wishes: list[str] = []
    while left and len(wishes) < number:
        wish = _pick(random, left)
        wishes.append(wish)
        del left[wish]
    return wishes
