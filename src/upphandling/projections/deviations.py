"""Deviations (avvikelser): how each of them stands, and the measures of its plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, Select, String, Table, select

from upphandling.domain.deviation import Deviation, Outcome, Severity
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    patch,
    put,
)

OPEN, ANSWERED, RAN_OUT = "open", "answered", "ran_out"
DEMANDED, RECEIVED, ACCEPTED, REJECTED = "demanded", "received", "accepted", "rejected"

deviations = Table(
    "deviations",
    READ_MODELS,
    Column("deviation", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("agreement", String, nullable=False, index=True),
    Column("provider", String, nullable=False),
    Column("requirement", String),
    Column("origin", String, nullable=False),
    Column("origin_reference", String),
    Column("severity", String, nullable=False),
    Column("discovered_on", Date, nullable=False),
    Column("hearing", String),
    Column("answer_by", Date),
    Column("plan", String),
    Column("plan_by", Date),
    Column("recheck", String),
    Column("rechecked_on", Date),
    Column("outcome", String),
)

measures = Table(
    "deviation_measures",
    READ_MODELS,
    Column("deviation", String, primary_key=True),
    Column("measure", String, primary_key=True),
    Column("due_on", Date, nullable=False),
    Column("done_on", Date),
)

DEVIATIONS = Projection("deviations", "Avvikelser och åtgärder", (deviations, measures))


@DEVIATIONS.on(Deviation.Reported)
def reported(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield put(
        deviations,
        fact.key,
        system=told["system"],
        agreement=told["agreement"],
        provider=told["provider"],
        requirement=told["requirement"],
        origin=told["origin"],
        origin_reference=told["origin_reference"],
        severity=told["severity"],
        discovered_on=told["discovered_on"],
        hearing=None,
        answer_by=None,
        plan=None,
        plan_by=None,
        recheck=None,
        rechecked_on=None,
        outcome=None,
    )


@DEVIATIONS.on(Deviation.SeverityChanged)
def severity_changed(fact: Fact) -> Iterable[Change]:
    yield patch(deviations, fact.key, severity=fact.data["severity"])


@DEVIATIONS.on(Deviation.HearingOpened)
def hearing_opened(fact: Fact) -> Iterable[Change]:
    last_day = fact.data["answer_by"]["last_day"]
    yield patch(deviations, fact.key, hearing=OPEN, answer_by=last_day)


@DEVIATIONS.on(Deviation.ProviderHeard)
def provider_heard(fact: Fact) -> Iterable[Change]:
    yield patch(deviations, fact.key, hearing=ANSWERED)


@DEVIATIONS.on(Deviation.HearingRanOut)
def hearing_ran_out(fact: Fact) -> Iterable[Change]:
    yield patch(deviations, fact.key, hearing=RAN_OUT)


@DEVIATIONS.on(Deviation.PlanDemanded)
def plan_demanded(fact: Fact) -> Iterable[Change]:
    yield patch(deviations, fact.key, plan=DEMANDED, plan_by=fact.data["plan_by"])


@DEVIATIONS.on(Deviation.PlanReceived)
def plan_received(fact: Fact) -> Iterable[Change]:
    yield patch(deviations, fact.key, plan=RECEIVED)


@DEVIATIONS.on(Deviation.PlanAccepted)
def plan_accepted(fact: Fact) -> Iterable[Change]:
    yield patch(deviations, fact.key, plan=ACCEPTED)
    for measure in fact.data["measures"]:
        key = measure["measure"]
        yield put(measures, fact.key, key, due_on=measure["due_on"], done_on=None)


@DEVIATIONS.on(Deviation.PlanRejected)
def plan_rejected(fact: Fact) -> Iterable[Change]:
    yield patch(deviations, fact.key, plan=REJECTED)


@DEVIATIONS.on(Deviation.MeasureDone)
def measure_done(fact: Fact) -> Iterable[Change]:
    done_on = fact.data["done_on"]
    yield patch(measures, fact.key, fact.data["measure"], done_on=done_on)


@DEVIATIONS.on(Deviation.Rechecked)
def rechecked(fact: Fact) -> Iterable[Change]:
    yield patch(
        deviations,
        fact.key,
        recheck=fact.data["recheck"],
        rechecked_on=fact.data["rechecked_on"],
    )


@DEVIATIONS.on(Deviation.Closed)
def closed(fact: Fact) -> Iterable[Change]:
    yield patch(deviations, fact.key, outcome=fact.data["outcome"])


def listed(
    limit: int,
    offset: int,
    *,
    system: str | None = None,
    agreement: str | None = None,
    severity: Severity | None = None,
    only_open: bool = False,
) -> Select[Any]:
    """Deviations in the order they were discovered."""
    query = select(deviations)
    if system is not None:
        query = query.where(deviations.c.system == system)
    if agreement is not None:
        query = query.where(deviations.c.agreement == agreement)
    if severity is not None:
        query = query.where(deviations.c.severity == severity.value)
    if only_open:
        query = query.where(deviations.c.outcome.is_(None))
    return (
        query.order_by(deviations.c.discovered_on, deviations.c.deviation)
        .limit(limit)
        .offset(offset)
    )


def of_requirements(agreements: Collection[str], until: date) -> Select[Any]:
    """What was found of any requirement by a day and was not unfounded, oldest first."""
    return (
        select(
            deviations.c.deviation,
            deviations.c.agreement,
            deviations.c.requirement,
            deviations.c.discovered_on,
        )
        .where(
            deviations.c.agreement.in_(agreements),
            deviations.c.requirement.is_not(None),
            deviations.c.discovered_on <= until,
            deviations.c.outcome.is_(None)
            | (deviations.c.outcome != Outcome.UNFOUNDED.value),
        )
        .order_by(deviations.c.discovered_on, deviations.c.deviation)
    )


def measures_of(keys: Collection[str]) -> Select[Any]:
    """The measures of some deviations, in the order they are due."""
    return (
        select(measures)
        .where(measures.c.deviation.in_(keys))
        .order_by(measures.c.due_on, measures.c.measure)
    )
