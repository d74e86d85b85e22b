"""Commands of the transition: plan waves, take over, complete, abandon."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.application.places import Reservation, move, reserve
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import Basis, Key, Text
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.intervals import Day
from upphandling.domain.transition import CustomersLeftOut, Transition, Wave


class WavePlan(Part):
    """En våg: dagen och de områden vars kunder flyttar då."""

    wave: Key
    on: Day
    areas: Annotated[list[Key], Field(min_length=1)]


class PlanTransition(Command):
    """Planera övertagandet i vågor efter en beslutad fördelning."""

    NAME = "transition.plan"
    transition: Key
    round: Key
    waves: Annotated[list[WavePlan], Field(min_length=1), unique(by="wave")]


class ReassignCustomers(Command):
    """Ge alla kunder hos en utförare en ny utförare, med övertagande angivna dagar."""

    NAME = "transition.reassign"
    transition: Key
    bundle: Key
    from_agreement: Key
    to_agreement: Key
    days: Annotated[list[Day], Field(min_length=1)]
    reason: Text


class TakeOverWave(Command):
    """Genomför en våg: de nya utförarna tar över ansvaret för kunderna."""

    NAME = "transition.take_over"
    transition: Key
    wave: Key


class CallOverdue(Command):
    """Konstatera att en våg inte har tagits över på sin dag."""

    NAME = "transition.call_overdue"
    transition: Key
    wave: Key


class CompleteTransition(Command):
    """Avsluta övertagandet när alla vågor är genomförda."""

    NAME = "transition.complete"
    transition: Key


class AbandonTransition(Command):
    """Överge övertagandet, med skäl."""

    NAME = "transition.abandon"
    transition: Key
    reason: Text


def plan(command: PlanTransition, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    round_.must_be_adopted()
    system = cases.fetch(ChoiceSystem, round_.system)
    system.must_not_be_blocked(Phase.PLAN_TRANSITION, round_.bundle)
    keys = [choice_key(p.customer, round_.bundle) for p in round_.placements]
    moving = [
        choice
        for choice in cases.fetch_many(CustomerChoice, keys)
        if choice.placed_at is not None
    ]
    covered = [area for wave in command.waves for area in wave.areas]
    left_out = sorted({c.area for c in moving} - set(covered))
    twice = sorted({area for area in covered if covered.count(area) > 1})
    if left_out or twice:
        raise CustomersLeftOut(left_out=left_out, twice=twice)
    cases.add(
        Transition.plan(
            stamp,
            command.transition,
            system=round_.system,
            bundle=round_.bundle,
            source=str(round_.id),
            waves=tuple(
                Wave(
                    wave=wave.wave,
                    on=wave.on,
                    customers=tuple(c.customer for c in moving if c.area in wave.areas),
                )
                for wave in command.waves
            ),
        )
    )


def reassign(command: ReassignCustomers, cases: Cases, stamp: Stamp) -> None:
    old = cases.fetch(Agreement, command.from_agreement)
    customers = sorted(old.holders)
    keys = [choice_key(customer, command.bundle) for customer in customers]
    reserve(
        cases,
        stamp,
        (
            Reservation(choice, command.to_agreement, Basis.REASSIGNED, command.reason)
            for choice in cases.fetch_many(CustomerChoice, keys)
        ),
    )
    days = sorted(command.days)
    cases.add(
        Transition.plan(
            stamp,
            command.transition,
            system=old.agreed.system,
            bundle=command.bundle,
            source=str(old.id),
            waves=tuple(
                Wave(
                    wave=f"dag-{number + 1}",
                    on=day,
                    customers=tuple(customers[number :: len(days)]),
                )
                for number, day in enumerate(days)
            ),
        )
    )


def take_over(command: TakeOverWave, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    wave = transition.take_over(stamp, wave=command.wave)
    keys = [choice_key(customer, transition.bundle) for customer in wave.customers]
    still_waiting = [
        choice
        for choice in cases.fetch_many(CustomerChoice, keys)
        if choice.placed_at is not None and choice.ended_on is None
    ]
    move(cases, stamp, still_waiting, on=transition.taken[wave.wave])


def call_overdue(command: CallOverdue, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Transition, command.transition).call_overdue(stamp, wave=command.wave)


def complete(command: CompleteTransition, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Transition, command.transition).complete(stamp)


def abandon(command: AbandonTransition, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Transition, command.transition).abandon(stamp, reason=command.reason)


VERBS = verbs(
    (PlanTransition, plan),
    (ReassignCustomers, reassign),
    (TakeOverWave, take_over),
    (CallOverdue, call_overdue),
    (CompleteTransition, complete),
    (AbandonTransition, abandon),
)
