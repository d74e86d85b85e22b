"""The course of a transition: planned, moved, taken over, ended."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.transition import Status, Transition
from upphandling.projections.base import Change, Fact, patch, put
from upphandling.projections.transitions.table import (
    TRANSITIONS,
    customers,
    moves,
    transitions,
    waves,
)


@TRANSITIONS.on(Transition.ReassignmentProposed)
def proposed(fact: Fact) -> Iterable[Change]:
    yield put(
        transitions,
        fact.key,
        system=fact.data["system"],
        bundle=fact.data["bundle"],
        source=f"agreement:{fact.data['agreement']}",
        status=Status.PROPOSED.value,
        reason=None,
        position=fact.position,
    )


@TRANSITIONS.on(Transition.Planned)
def planned(fact: Fact) -> Iterable[Change]:
    yield put(
        transitions,
        fact.key,
        system=fact.data["system"],
        bundle=fact.data["bundle"],
        source=fact.data["source"],
        status=Status.PLANNED.value,
        reason=None,
        position=fact.position,
    )
    for wave in fact.data["waves"]:
        yield put(
            waves,
            fact.key,
            wave["wave"],
            planned_on=wave["on"],
            first_planned_on=wave["on"],
            customers=len(wave["customers"]),
            taken_over_on=None,
            taken=0,
            go=None,
            overdue=False,
        )
        for customer in wave["customers"]:
            yield put(
                customers,
                fact.key,
                customer,
                wave=wave["wave"],
                failed_because=None,
                taken_alone_on=None,
            )


@TRANSITIONS.on(Transition.WavePostponed)
def wave_postponed(fact: Fact) -> Iterable[Change]:
    on = fact.data["on"]
    yield patch(
        waves, fact.key, fact.data["wave"], planned_on=on, go=None, overdue=False
    )
    yield put(
        moves,
        fact.key,
        fact.data["wave"],
        fact.version,
        before_on=fact.data["before"],
        moved_to=on,
        reason=fact.data["reason"],
    )


@TRANSITIONS.on(Transition.CustomerFailed)
def customer_failed(fact: Fact) -> Iterable[Change]:
    because = fact.data["reason"]
    yield patch(customers, fact.key, fact.data["customer"], failed_because=because)


@TRANSITIONS.on(Transition.CustomerTakenOver)
def customer_taken_over(fact: Fact) -> Iterable[Change]:
    on = fact.data["on"]
    yield patch(customers, fact.key, fact.data["customer"], taken_alone_on=on)


@TRANSITIONS.on(Transition.WaveTakenOver)
def wave_taken_over(fact: Fact) -> Iterable[Change]:
    yield patch(
        waves,
        fact.key,
        fact.data["wave"],
        taken_over_on=fact.data["on"],
        taken=fact.data["customers"],
    )


@TRANSITIONS.on(Transition.WaveOverdue)
def wave_overdue(fact: Fact) -> Iterable[Change]:
    yield patch(waves, fact.key, fact.data["wave"], overdue=True)


@TRANSITIONS.on(Transition.Completed)
def completed(fact: Fact) -> Iterable[Change]:
    yield patch(transitions, fact.key, status=Status.COMPLETED.value)


@TRANSITIONS.on(Transition.Abandoned)
def abandoned(fact: Fact) -> Iterable[Change]:
    yield patch(
        transitions,
        fact.key,
        status=Status.ABANDONED.value,
        reason=fact.data["reason"],
    )
