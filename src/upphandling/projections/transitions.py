"""Transitions (övertaganden): how far each wave has come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    Select,
    String,
    Table,
    select,
)

from upphandling.domain.transition import Status, Transition
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    patch,
    put,
)

transitions = Table(
    "transitions",
    READ_MODELS,
    Column("transition", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("source", String, nullable=False),
    Column("status", String, nullable=False),
    Column("reason", String),
    Column("position", BigInteger, nullable=False),
)

waves = Table(
    "waves",
    READ_MODELS,
    Column("transition", String, primary_key=True),
    Column("wave", String, primary_key=True),
    Column("planned_on", Date, nullable=False),
    Column("customers", Integer, nullable=False),
    Column("taken_over_on", Date),
    Column("overdue", Boolean, nullable=False),
)

TRANSITIONS = Projection("transitions", "Övertaganden", (transitions, waves))


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
            customers=len(wave["customers"]),
            taken_over_on=None,
            overdue=False,
        )


@TRANSITIONS.on(Transition.WaveTakenOver)
def wave_taken_over(fact: Fact) -> Iterable[Change]:
    yield patch(waves, fact.key, fact.data["wave"], taken_over_on=fact.data["on"])


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


def progress(system: str | None) -> Select[Any]:
    """Every wave with its transition, in the order planned."""
    query = (
        select(
            transitions.c.transition,
            transitions.c.system,
            transitions.c.status,
            waves.c.wave,
            waves.c.planned_on,
            waves.c.customers,
            waves.c.taken_over_on,
            waves.c.overdue,
        )
        .join_from(transitions, waves, transitions.c.transition == waves.c.transition)
        .order_by(transitions.c.position, waves.c.planned_on, waves.c.wave)
    )
    return query if system is None else query.where(transitions.c.system == system)
