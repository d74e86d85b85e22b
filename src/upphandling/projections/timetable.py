"""Timetable (tidplan): plan against actual, every slip with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Column, Date, Select, String, Table, select

from upphandling.domain.plan import Plan, Progress
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

milestones = Table(
    "milestones",
    READ_MODELS,
    Column("plan", String, primary_key=True),
    Column("milestone", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("depends_on", String, nullable=False),
    Column("planned_earliest", Date, nullable=False),
    Column("planned_latest", Date, nullable=False),
    Column("planned_wording", String),
    Column("earliest", Date, nullable=False),
    Column("latest", Date, nullable=False),
    Column("status", String, nullable=False),
    Column("met_on", Date),
    Column("reason", String),
    Column("position", BigInteger, nullable=False),
)

slips = Table(
    "slips",
    READ_MODELS,
    Column("plan", String, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("milestone", String, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("before_latest", Date, nullable=False),
    Column("after_latest", Date, nullable=False),
    Column("reason", String, nullable=False),
)

promises = Table(
    "promises",
    READ_MODELS,
    Column("plan", String, primary_key=True),
    Column("promise", String, primary_key=True),
    Column("promised_to", String, nullable=False),
    Column("text", String, nullable=False),
    Column("depends_on", String, nullable=False),
    Column("earliest", Date, nullable=False),
    Column("latest", Date, nullable=False),
    Column("status", String, nullable=False),
    Column("reason", String),
    Column("position", BigInteger, nullable=False),
)

TIMETABLE = Projection("timetable", "Tidplan mot utfall", (milestones, slips, promises))


@TIMETABLE.on(Plan.MilestonePlanned)
def milestone_planned(fact: Fact) -> Iterable[Change]:
    when = fact.data["when"]
    yield put(
        milestones,
        fact.key,
        fact.data["milestone"],
        title=fact.data["title"],
        depends_on=json.dumps(fact.data["depends_on"]),
        planned_earliest=when["earliest"],
        planned_latest=when["latest"],
        planned_wording=when["wording"],
        earliest=when["earliest"],
        latest=when["latest"],
        status=Progress.PLANNED.value,
        met_on=None,
        reason=None,
        position=fact.position,
    )


@TIMETABLE.on(Plan.MilestoneMoved)
def milestone_moved(fact: Fact) -> Iterable[Change]:
    when = fact.data["when"]
    yield patch(
        milestones,
        fact.key,
        fact.data["milestone"],
        earliest=when["earliest"],
        latest=when["latest"],
        status=Progress.PLANNED.value,
        reason=fact.data["reason"],
    )
    yield put(
        slips,
        fact.key,
        fact.position,
        milestone=fact.data["milestone"],
        moved_at=fact.data["effective_at"],
        before_latest=fact.data["before"]["latest"],
        after_latest=when["latest"],
        reason=fact.data["reason"],
    )


@TIMETABLE.on(Plan.MilestoneMet)
def milestone_met(fact: Fact) -> Iterable[Change]:
    yield patch(
        milestones,
        fact.key,
        fact.data["milestone"],
        status=Progress.MET.value,
        met_on=fact.data["met_on"],
        **({"reason": fact.data["reason"]} if fact.data["reason"] else {}),
    )


@TIMETABLE.on(Plan.MilestoneMissed)
def milestone_missed(fact: Fact) -> Iterable[Change]:
    yield patch(
        milestones,
        fact.key,
        fact.data["milestone"],
        status=Progress.MISSED.value,
    )


@TIMETABLE.on(Plan.MilestoneAbandoned)
def milestone_abandoned(fact: Fact) -> Iterable[Change]:
    yield patch(
        milestones,
        fact.key,
        fact.data["milestone"],
        status=Progress.ABANDONED.value,
        reason=fact.data["reason"],
    )


@TIMETABLE.on(Plan.PromiseMade)
def promise_made(fact: Fact) -> Iterable[Change]:
    yield put(
        promises,
        fact.key,
        fact.data["promise"],
        promised_to=fact.data["to"],
        text=fact.data["text"],
        depends_on=json.dumps(fact.data.get("depends_on", [])),
        earliest=fact.data["when"]["earliest"],
        latest=fact.data["when"]["latest"],
        status=Progress.PROMISED.value,
        reason=None,
        position=fact.position,
    )


@TIMETABLE.on(Plan.PromiseKept)
def promise_kept(fact: Fact) -> Iterable[Change]:
    yield patch(promises, fact.key, fact.data["promise"], status=Progress.KEPT.value)


@TIMETABLE.on(Plan.PromiseBroken)
def promise_broken(fact: Fact) -> Iterable[Change]:
    yield patch(promises, fact.key, fact.data["promise"], status=Progress.BROKEN.value)


@TIMETABLE.on(Plan.PromiseWithdrawn)
def promise_withdrawn(fact: Fact) -> Iterable[Change]:
    yield patch(
        promises,
        fact.key,
        fact.data["promise"],
        status=Progress.WITHDRAWN.value,
        reason=fact.data["reason"],
    )


def planned(plan: str | None) -> Select[Any]:
    """Milestones as first planned and as they stand, in the plan's order."""
    return _of(milestones, plan)


def slipped(plan: str | None) -> Select[Any]:
    """Every move of a milestone, oldest first."""
    return _of(slips, plan)


def promised(plan: str | None) -> Select[Any]:
    """What citizens were promised, oldest first."""
    return _of(promises, plan)


def _of(table: Table, plan: str | None) -> Select[Any]:
    query = select(table).order_by(table.c.plan, table.c.position)
    return query if plan is None else query.where(table.c.plan == plan)
