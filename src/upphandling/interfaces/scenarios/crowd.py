"""Crowds: many invented customers from a few figures and a seed.

Only scenarios have them. The same seed always gives the same people, wishes and
instants, on every machine: nothing but `Random.random` and `getrandbits` is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from upphandling.application.choice_round.reminders import RemindCustomers
from upphandling.application.choice_round.window import Invite
from upphandling.application.commands import Command
from upphandling.application.customer.importing import ImportCustomers, ImportedService
from upphandling.application.customer_choice.choosing import Choose
from upphandling.application.customer_choice.registration import (
    Customer,
    RegisterCustomers,
)
from upphandling.interfaces.scenarios.crowd_blocks import (
    CareProfile,
    ChooseCrowd,
    CrowdCommand,
    InviteCrowd,
    RegisterCrowd,
    RemindCrowd,
)
from upphandling.interfaces.scenarios.visit_blocks import CrowdVisits


class UnknownCrowd(ValueError):
    """Skaran har inte registrerats tidigare i journalen."""


class Crowds:
    """The people that the journal has invented so far."""

    def __init__(self) -> None:
        self.registered: dict[str, tuple[str, list[Customer]]] = {}
        self.chosen: dict[tuple[str, str], datetime] = {}

    def expand(
        self, block: CrowdCommand, at: datetime
    ) -> Iterator[tuple[datetime, str | None, Command | CrowdVisits]]:
        """The commands of a block: instant, who acts (None: as the line says), what.

        Whose visits there were is first known when the scenario is run.
        """
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
            case RemindCrowd():
                yield at, None, self._remind(block, at)
            case CrowdVisits():
                yield at, None, block

    def _register(self, block: RegisterCrowd) -> RegisterCustomers | ImportCustomers:
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
        if block.profiles:
            return _with_decisions(block, people)
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
                self.chosen[block.round, person.customer] = chosen_at
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

    def _remind(self, block: RemindCrowd, at: datetime) -> RemindCustomers:
        _, people = self._known(block.crowd)
        never = at + timedelta(days=1)
        return RemindCustomers(
            round=block.round,
            customers=[
                person.customer
                for person in people
                if self.chosen.get((block.round, person.customer), never) > at
            ],
            channel=block.channel,
        )

    def _known(self, crowd: str) -> tuple[str, Sequence[Customer]]:
        if crowd not in self.registered:
            message = f"skaran ”{crowd}” har inte registrerats tidigare i journalen"
            raise UnknownCrowd(message)
        return self.registered[crowd]


def _with_decisions(block: RegisterCrowd, people: list[Customer]) -> ImportCustomers:
    """The same people with a care decision each, of the profile that falls to them."""
    random = Random(f"{block.seed}|profiles")  # noqa: S311
    profiles = {str(i): profile.weight for i, profile in enumerate(block.profiles)}
    rows: list[ImportedService] = []
    for person in people:
        profile = block.profiles[int(_pick(random, profiles))]
        rows += _decision(block, profile, person, len(rows))
    return ImportCustomers(system=block.system, rows=rows)


def _decision(
    block: RegisterCrowd, profile: CareProfile, person: Customer, before: int
) -> list[ImportedService]:
    """One row per service; the person's time is shared where none is stated."""
    sharing = [part for part in profile.services if not part.minutes_per_week]
    part = person.minutes_per_week // max(1, len(sharing))
    return [
        ImportedService(
            **service.model_dump(exclude={"agreement", "minutes_per_week"}),
            minutes_per_week=service.minutes_per_week or part,
            row=before + number,
            customer=person.customer,
            decision="beslut-1",
            area=person.area,
            valid_from=block.since,
            agreement=service.agreement or person.agreement,
        )
        for number, service in enumerate(profile.services, start=1)
    ]


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
