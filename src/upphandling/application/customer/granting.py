"""Commands of the granting: a care decision is taken, and begins to hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import (
    CLOCK,
    Cases,
    Command,
    Part,
    Person,
    verbs,
)
from upphandling.application.customer.bundles import bundle_of
from upphandling.application.customer.in_step import keep_in_step
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.compensation import DayKind, TimeOfDay
from upphandling.domain.configuration import Key, Service
from upphandling.domain.customer import CareDecision, Customer, GrantedService
from upphandling.domain.customer.terms import WEEK_IN_MINUTES
from upphandling.domain.intervals import Day

Minutes = Annotated[int, Field(ge=0, le=WEEK_IN_MINUTES)]
Window = Annotated[
    str, Field(pattern=rf"^{CLOCK}-{CLOCK}$", description="Till exempel 07:00-10:00")
]


class Grant(Part):
    """En beviljad insats; bundle behövs bara när insatsen finns i flera paket."""

    service: Service
    minutes_per_week: Minutes
    bundle: Key | None = None
    time_of_day: TimeOfDay = TimeOfDay.DAY
    day_kind: DayKind = DayKind.ANY_DAY
    window: Window | None = None


class GrantCare(Command):
    """Bevilja en kund insatser; de förs in hos utföraren eller väntar på ett val."""

    NAME = "customer.grant"
    customer: Person
    decision: Key
    system: Key
    area: Key
    granted_on: Day
    valid_from: Day
    valid_to: Day | None = None
    assessed: bool = True
    services: Annotated[list[Grant], Field(min_length=1)]


class BeginDecision(Command):
    """Konstatera att ett biståndsbeslut börjar gälla."""

    NAME = "customer.begin_decision"
    customer: Person
    decision: Key


def grant(command: GrantCare, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.must_have_areas([command.area])
    decision = CareDecision(
        decision=command.decision,
        granted_on=command.granted_on,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        assessed=command.assessed,
        services=tuple(granted(system, part) for part in command.services),
    )
    customer = cases.find(Customer, command.customer)
    if customer is None:
        customer = Customer.grant_first(
            stamp,
            command.customer,
            system=system.key,
            area=command.area,
            decision=decision,
        )
        cases.add(customer)
    else:
        customer.grant(stamp, system=system.key, area=command.area, decision=decision)
    keep_in_step(
        cases, stamp, [customer], reason=f"Biståndsbeslut {decision.decision}."
    )


def begin(command: BeginDecision, cases: Cases, stamp: Stamp) -> None:
    customer = cases.fetch(Customer, command.customer)
    customer.begin_decision(stamp, decision=command.decision)
    keep_in_step(
        cases,
        stamp,
        [customer],
        reason=f"Biståndsbeslut {command.decision} har börjat gälla.",
        on=customer.decisions[command.decision].valid_from,
    )


def granted(system: ChoiceSystem, part: Grant) -> GrantedService:
    """The service as it is kept, in the bundle that it belongs to."""
    return GrantedService(
        service=part.service,
        bundle=bundle_of(system, part.service, part.bundle).key,
        minutes_per_week=part.minutes_per_week,
        time_of_day=part.time_of_day,
        day_kind=part.day_kind,
        window=part.window,
    )


VERBS = verbs((GrantCare, grant), (BeginDecision, begin))
