"""Commands of a proposed reassignment: the engine proposes, a person adopts."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.places import Reservation, reserve
from upphandling.application.selection import must_not_select
from upphandling.application.transition.covering import must_cover
from upphandling.application.transition.loss import Loss, candidates_for
from upphandling.application.transition.own_choice import place_of_own
from upphandling.application.transition.reassignment import (
    cover,
    day_by_day,
    leave_behind,
    parted,
)
from upphandling.domain.agreement import Agreement
from upphandling.domain.allocation import Placement, Proposal, allocate
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Basis, Key, Text
from upphandling.domain.instants import local_date
from upphandling.domain.intervals import Day
from upphandling.domain.transition import Transition
from upphandling.domain.transition.refusals import NobodyToReassign, ProposalOutdated


class ProposeReassignment(Command):
    """Räkna fram ett förslag till nya utförare för kunderna hos en som faller bort."""

    NAME = "transition.propose_reassignment"
    transition: Key
    agreement: Key
    days: Annotated[list[Day], Field(min_length=1)]
    seed: Annotated[Text, Field(max_length=200)]
    candidates: Annotated[list[Key], Field(min_length=1)] | None = None


class AdoptReassignment(Command):
    """Besluta förslaget; kunderna får sina nya platser och flyttar på angivna dagar."""

    NAME = "transition.adopt_reassignment"
    transition: Key


def propose(command: ProposeReassignment, cases: Cases, stamp: Stamp) -> None:
    falling = cases.fetch(Agreement, command.agreement)
    moving, _ = parted(cases, falling, falling.agreed.bundle)
    if not moving:
        raise NobodyToReassign(agreement=falling.key)
    must_cover(cases, stamp, max(command.days), moving)
    today = local_date(stamp.at)
    system = cases.fetch(ChoiceSystem, falling.agreed.system)
    loss = Loss(
        falling,
        system,
        system.choosing_on(today).when_provider_falls,
        moving,
        candidates_for(cases, system, falling, command.candidates or ()),
    )
    question = loss.question(stamp, command.seed)
    answer = allocate(question)
    cases.add(
        Transition.propose(
            stamp,
            command.transition,
            system=system.key,
            bundle=falling.agreed.bundle,
            agreement=falling.key,
            rule=loss.rule,
            question=question,
            placements=_placements(cases, stamp, loss, answer, min(command.days)),
            stages=answer.stages,
            shortfalls=answer.shortfalls,
            solver=answer.solver,
            waves=day_by_day([choice.customer for choice in moving], command.days),
        )
    )


def adopt(command: AdoptReassignment, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    placements = transition.to_adopt()
    falling = cases.fetch(Agreement, transition.falling)
    gone = f"{falling.agreed.name} faller bort."
    moving = leave_behind(cases, stamp, falling, transition.bundle, gone)
    own = {choice.customer: place_of_own(choice, falling.key) for choice in moving}
    chosen = [
        customer
        for customer, placed in placements.items()
        if own.get(customer) not in (None, placed.agreement)
    ]
    if chosen:
        raise ProposalOutdated(customers=sorted(chosen))
    transition.adopt_reassignment(
        stamp, remaining=[choice.customer for choice in moving]
    )
    reserve(
        cases,
        stamp,
        (
            Reservation(
                choice,
                placements[choice.customer].agreement,
                Basis.REASSIGNED,
                placements[choice.customer].reason,
            )
            for choice in moving
        ),
    )
    cover(cases, stamp, transition, moving)


def _placements(
    cases: Cases, stamp: Stamp, loss: Loss, answer: Proposal, on: date
) -> tuple[Placement, ...]:
    """A lawful place with a reason for everybody, from the first day on."""
    allocated = {placed.customer: placed for placed in answer.placements}
    placements = []
    for choice in loss.moving:
        placed = allocated.get(choice.customer) or loss.own_place(cases, choice)
        to = cases.fetch(Agreement, placed.agreement)
        must_not_select(cases, stamp, choice, loss.falling, to)
        to.must_answer_on(on)
        reason = loss.reason(cases, choice, placed)
        placements.append(placed.model_copy(update={"reason": reason}))
    return tuple(placements)


VERBS = verbs((ProposeReassignment, propose), (AdoptReassignment, adopt))
