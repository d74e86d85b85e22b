"""Of a transition: the proposed reassignment, its waves, and the gaps it warns of."""

from __future__ import annotations

from datetime import timedelta

from upphandling.application.commands import Cases
from upphandling.application.transition.covering import ALARM
from upphandling.application.transition.loss import Loss, candidates_for
from upphandling.application.transition.people import choices_of, gone
from upphandling.application.transition.reassignment import day_by_day, parted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import (
    NotKept,
    Then,
    recount,
    stamp_of,
)
from upphandling.application.verification.recounts.rounds import (
    as_far_as_asked,
    other_solver,
)
from upphandling.domain.agreement import Agreement
from upphandling.domain.allocation import Question, allocate
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.instants import local_date
from upphandling.domain.transition import Gap, Transition

DATE, CARRIED, TALLY = Computation.DATE, Computation.CARRIED, Computation.TALLY
ALLOCATION = Computation.ALLOCATION


def _loss(said: Transition.ReassignmentProposed, then: Cases) -> Loss:
    """Who fell away and who had to move, as it was then."""
    falling = then.fetch(Agreement, said.agreement)
    system = then.fetch(ChoiceSystem, said.system)
    moving, _ = parted(then, falling, said.bundle)
    rule = system.choosing_on(local_date(said.effective_at)).when_provider_falls
    named = said.question.default.order
    return Loss(
        falling, system, rule, moving, candidates_for(then, system, falling, named)
    )


def _asked(said: Transition.ReassignmentProposed, then: Cases) -> Question:
    ought = _loss(said, then).question(stamp_of(said), said.question.seed)
    return as_far_as_asked(ought, said.question)


def _placements(
    said: Transition.ReassignmentProposed, then: Cases
) -> tuple[object, ...]:
    """Everybody's new place with the reason, and what proves that it is the best."""
    loss, answer = _loss(said, then), allocate(said.question)
    allocated = {placed.customer: placed for placed in answer.placements}
    placements = []
    for choice in loss.moving:
        placed = allocated.get(choice.customer) or loss.own_place(then, choice)
        reason = loss.reason(then, choice, placed)
        placements.append(placed.model_copy(update={"reason": reason}))
    found = (tuple(placements), answer.stages, answer.shortfalls, answer.solver)
    kept = (said.placements, said.stages, said.shortfalls, said.solver)
    if answer.solver == said.solver:
        return found
    if found[:-1] != kept[:-1]:
        raise NotKept(other_solver(said.solver, answer.solver))
    return kept


def _remaining(transition: Transition, then: Then) -> int:
    """How many had to move when the proposal was adopted."""
    falling = then.before.fetch(Agreement, transition.falling)
    moving, _ = parted(then.before, falling, transition.bundle)
    return len(moving)


def _moving(said: Transition.WaveTakenOver, transition: Transition, then: Then) -> int:
    """How many of the wave moved: not the failed, nor whoever needs no takeover."""
    customers = transition.waves[said.wave].customers
    choices = choices_of(then.before, transition.bundle, customers)
    left_out = {
        *gone(then.before, transition, choices),
        *transition.failed,
        *transition.taken_alone,
    }
    return len(set(customers) - left_out)


def _gap(said: Transition.GapWatched, transition: Transition, then: Cases) -> Gap:
    ends_on = then.fetch(Agreement, said.gap.agreement).ends_on or said.gap.ends_on
    late = transition.waves[said.gap.wave].on + timedelta(days=1)
    return said.gap.model_copy(
        update={"ends_on": ends_on, "warn_on": max(ends_on - ALARM, late)}
    )


def _coming(said: Transition.GapComing, transition: Transition) -> tuple[object, ...]:
    gap, wave = transition.gaps[said.wave], transition.waves[said.wave]
    return (
        gap.agreement,
        gap.ends_on,
        wave.on,
        len(wave.customers),
        tuple(transition.unmet(said.wave)),
    )


TRANSITIONS = (
    recount(
        Transition.ReassignmentProposed,
        "question rule",
        Computation.SHARE,
        lambda said, _transition, then: (_asked(said, then), _loss(said, then).rule),
    ),
    recount(
        Transition.ReassignmentProposed,
        "placements stages shortfalls solver",
        ALLOCATION,
        lambda said, _transition, then: _placements(said, then),
    ),
    recount(
        Transition.ReassignmentProposed,
        "waves",
        ALLOCATION,
        lambda said, _transition, then: day_by_day(
            [choice.customer for choice in _loss(said, then).moving],
            [wave.on for wave in said.waves],
        ),
    ),
    recount(
        Transition.ReassignmentAdopted,
        "proposal",
        CARRIED,
        lambda _said, transition, _: f"{transition.id}@{transition.version}",
    ),
    recount(
        Transition.ReassignmentAdopted,
        "customers",
        TALLY,
        lambda _said, transition, then: _remaining(transition, then),
    ),
    recount(
        Transition.GoDecided,
        "unmet",
        CARRIED,
        # Conditions that had fallen meanwhile are told beside them.
        lambda said, transition, _: tuple(
            sorted({*transition.unmet(said.wave), *said.unmet})
        ),
    ),
    recount(
        Transition.GapWatched,
        "gap",
        DATE,
        _gap,
    ),
    recount(
        Transition.GapComing,
        "agreement ends_on planned_on customers unmet",
        DATE,
        lambda said, transition, _: _coming(said, transition),
    ),
    recount(
        Transition.WavePostponed,
        "before",
        DATE,
        lambda said, transition, _: transition.waves[said.wave].on,
    ),
    recount(
        Transition.WaveTakenOver,
        "on",
        DATE,
        lambda said, _transition, _: local_date(said.effective_at),
    ),
    recount(Transition.WaveTakenOver, "customers", TALLY, _moving),
    recount(
        Transition.WaveOverdue,
        "on",
        DATE,
        lambda said, transition, _: transition.waves[said.wave].on,
    ),
    recount(
        Transition.CustomerTakenOver,
        "wave on",
        DATE,
        lambda said, transition, _: (
            transition.wave_of(said.customer),
            local_date(said.effective_at),
        ),
    ),
    *(
        recount(
            event,
            "wave",
            CARRIED,
            lambda said, transition, _: transition.wave_of(said.customer),
        )
        for event in (Transition.CustomerFailed, Transition.HandedOver)
    ),
    recount(
        Transition.Abandoned,
        "remaining",
        CARRIED,
        lambda _said, transition, _: tuple(transition.remaining),
    ),
)
