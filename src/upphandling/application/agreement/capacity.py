"""Commands of an agreement's ceilings and shares, for the time ahead."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, verbs
from upphandling.domain.agreement import (
    Agreement,
    Capacity,
    CapacityGround,
    CapacityUnit,
    ShareStep,
)
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Percent, Service, ShareUnit, Text
from upphandling.domain.customer_choice.terms import must_be_of
from upphandling.domain.intervals import Day


class Ceiling(Part):
    """Ett tak från en dag: antal kunder, eller beviljade minuter per vecka."""

    from_on: Day
    area: Key
    unit: CapacityUnit = CapacityUnit.PLACES
    amount: Annotated[int, Field(ge=0, le=100_000_000)]
    service: Service | None = None


class AgreedShare(Part):
    """En garanterad andel från en dag, och ett tak för den; utan område hela systemet."""

    from_on: Day
    minimum_percent: Percent
    cap_percent: Percent | None = None
    unit: ShareUnit = ShareUnit.CUSTOMERS
    area: Key | None = None


class AgreeCapacity(Command):
    """Bestäm tak för platser eller timmar, per område och insats, för tiden framåt."""

    NAME = "agreement.agree_capacity"
    agreement: Key
    steps: Annotated[list[Ceiling], Field(min_length=1)]
    ground: CapacityGround = CapacityGround.AGREED
    reason: Text


class AgreeShares(Command):
    """Bestäm garanterad andel och tak för den, stegvis för tiden framåt."""

    NAME = "agreement.agree_shares"
    agreement: Key
    steps: Annotated[list[AgreedShare], Field(min_length=1)]
    legal_basis: Text
    reason: Text


def agree_capacity(command: AgreeCapacity, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    system = cases.fetch(ChoiceSystem, agreement.agreed.system)
    bundle = system.bundle(agreement.agreed.bundle)
    must_be_of(bundle, [step.service for step in command.steps if step.service])
    agreement.agree_capacity(
        stamp,
        steps=tuple(Capacity(**dict(step)) for step in command.steps),
        ground=command.ground,
        reason=command.reason,
    )


def agree_shares(command: AgreeShares, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).agree_shares(
        stamp,
        steps=tuple(ShareStep(**dict(step)) for step in command.steps),
        legal_basis=command.legal_basis,
        reason=command.reason,
    )


VERBS = verbs((AgreeCapacity, agree_capacity), (AgreeShares, agree_shares))
