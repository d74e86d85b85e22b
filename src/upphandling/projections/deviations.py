"""Deviations (avvikelser): how each stands and came to stand so, and its measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BigInteger, Column, Date, String, Table

from upphandling.domain.deviation import Deviation
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

OPEN, ANSWERED, RAN_OUT = "open", "answered", "ran_out"
DEMANDED, RECEIVED, ACCEPTED, REJECTED = "demanded", "received", "accepted", "rejected"


def _standing() -> Iterator[Column[Any]]:
    """What changes of a deviation as it goes on; None until something has been said."""
    for name in ("severity", "hearing", "plan", "recheck", "outcome"):
        yield Column(name, String)
    for name in ("answer_by", "plan_by", "rechecked_on"):
        yield Column(name, Date)


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
    Column("discovered_on", Date, nullable=False),
    Column("reported_at", Moment, nullable=False),
    Column("closed_at", Moment),
    *_standing(),
)

steps = Table(
    "deviation_steps",
    READ_MODELS,
    Column("deviation", String, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("at", Moment, nullable=False),
    *_standing(),
)
"""Each change of how a deviation stands: what it says, and None for all else."""

measures = Table(
    "deviation_measures",
    READ_MODELS,
    Column("deviation", String, primary_key=True),
    Column("measure", String, primary_key=True),
    Column("accepted_at", Moment, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("done_on", Date),
    Column("done_at", Moment),
)

STANDING = tuple(column.name for column in _standing())

DEVIATIONS = Projection(
    "deviations", "Avvikelser och åtgärder", (deviations, steps, measures)
)


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
        discovered_on=told["discovered_on"],
        reported_at=told["effective_at"],
        closed_at=None,
        **_said(severity=told["severity"]),
    )
    yield _step(fact, severity=told["severity"])


@DEVIATIONS.on(Deviation.SeverityChanged)
def severity_changed(fact: Fact) -> Iterable[Change]:
    yield from _now(fact, severity=fact.data["severity"])


@DEVIATIONS.on(Deviation.HearingOpened)
def hearing_opened(fact: Fact) -> Iterable[Change]:
    last_day = fact.data["answer_by"]["last_day"]
    yield from _now(fact, hearing=OPEN, answer_by=last_day)


@DEVIATIONS.on(Deviation.ProviderHeard)
def provider_heard(fact: Fact) -> Iterable[Change]:
    yield from _now(fact, hearing=ANSWERED)


@DEVIATIONS.on(Deviation.HearingRanOut)
def hearing_ran_out(fact: Fact) -> Iterable[Change]:
    yield from _now(fact, hearing=RAN_OUT)


@DEVIATIONS.on(Deviation.PlanDemanded)
def plan_demanded(fact: Fact) -> Iterable[Change]:
    yield from _now(fact, plan=DEMANDED, plan_by=fact.data["plan_by"])


@DEVIATIONS.on(Deviation.PlanReceived)
def plan_received(fact: Fact) -> Iterable[Change]:
    yield from _now(fact, plan=RECEIVED)


@DEVIATIONS.on(Deviation.PlanAccepted)
def plan_accepted(fact: Fact) -> Iterable[Change]:
    yield from _now(fact, plan=ACCEPTED)
    for measure in fact.data["measures"]:
        yield put(
            measures,
            fact.key,
            measure["measure"],
            accepted_at=fact.data["effective_at"],
            due_on=measure["due_on"],
            done_on=None,
            done_at=None,
        )


@DEVIATIONS.on(Deviation.PlanRejected)
def plan_rejected(fact: Fact) -> Iterable[Change]:
    yield from _now(fact, plan=REJECTED)


@DEVIATIONS.on(Deviation.MeasureDone)
def measure_done(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield patch(
        measures,
        fact.key,
        told["measure"],
        done_on=told["done_on"],
        done_at=told["effective_at"],
    )


@DEVIATIONS.on(Deviation.Rechecked)
def rechecked(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield from _now(fact, recheck=told["recheck"], rechecked_on=told["rechecked_on"])


@DEVIATIONS.on(Deviation.Closed)
def closed(fact: Fact) -> Iterable[Change]:
    yield from _now(fact, outcome=fact.data["outcome"])
    yield patch(deviations, fact.key, closed_at=fact.data["effective_at"])


def _now(fact: Fact, **told: str) -> Iterator[Change]:
    """How it stands from now on, and that it came to stand so."""
    yield patch(deviations, fact.key, **told)
    yield _step(fact, **told)


def _step(fact: Fact, **told: str) -> Change:
    return put(
        steps, fact.key, fact.position, at=fact.data["effective_at"], **_said(**told)
    )


def _said(**told: str) -> dict[str, str | None]:
    return {**dict.fromkeys(STANDING), **told}
