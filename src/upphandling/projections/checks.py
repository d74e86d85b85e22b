"""Checks (kontroller): what is to be checked of every agreement, and what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import BigInteger, Boolean, Column, Date, String, Table

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.follow_up import FollowUp, Progress
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

requirements = Table(
    "requirements",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("requirement", String, primary_key=True),
    Column("set_at", Moment, nullable=False),
    Column("text", String, nullable=False),
    Column("how", String),
    Column("by_whom", String),
    Column("how_often", String),
)

schedules = Table(
    "requirement_schedules",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("requirement", String, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("every_amount", BigInteger, nullable=False),
    Column("every_unit", String, nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("responsible", String, nullable=False),
)

follow_ups = Table(
    "follow_ups",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("system", String, nullable=False, index=True),
    Column("provider", String, nullable=False),
    Column("ended_on", Date),
)

checks = Table(
    "checks",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("check_key", String, primary_key=True),
    Column("requirement", String, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("due_on", Date, nullable=False, index=True),
    Column("latest", Date, nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("responsible", String, nullable=False),
    Column("reminded_at", Moment),
    Column("escalated_at", Moment),
    Column("settled_at", Moment),
    Column("settled_as", String),
    Column("done_on", Date),
    Column("checker", String),
    Column("outcome", String),
    Column("findings", String),
    Column("evidence", String),
    Column("reason", String),
)

check_moves = Table(
    "check_moves",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("check_key", String, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("moved_at", Moment, nullable=False),
    Column("before_due_on", Date, nullable=False),
    Column("before_latest", Date, nullable=False),
    Column("reason", String, nullable=False),
)

CHECKS = Projection(
    "checks", "Kontroller", (requirements, schedules, follow_ups, checks, check_moves)
)


@CHECKS.on(ChoiceSystem.RequirementSet)
def requirement_set(fact: Fact) -> Iterable[Change]:
    told = fact.data["requirement"]
    yield put(
        requirements,
        fact.key,
        told["requirement"],
        set_at=fact.data["effective_at"],
        text=told["text"],
        how=None,
        by_whom=None,
        how_often=None,
    )


@CHECKS.on(ChoiceSystem.FollowUpPlanned)
def follow_up_planned(fact: Fact) -> Iterable[Change]:
    told = fact.data["follow_up"]
    yield patch(
        requirements,
        fact.key,
        fact.data["requirement"],
        how=told["how"],
        by_whom=told["by_whom"],
        how_often=told["how_often"],
    )


@CHECKS.on(ChoiceSystem.ChecksScheduled)
def checks_scheduled(fact: Fact) -> Iterable[Change]:
    schedule = fact.data["schedule"]
    yield put(
        schedules,
        fact.key,
        fact.data["requirement"],
        schedule["valid_from"],
        every_amount=schedule["every"]["amount"],
        every_unit=schedule["every"]["unit"],
        announced=schedule["announced"],
        responsible=schedule["responsible"],
    )


@CHECKS.on(FollowUp.Opened)
def opened(fact: Fact) -> Iterable[Change]:
    yield put(
        follow_ups,
        fact.key,
        system=fact.data["system"],
        provider=fact.data["provider"],
        ended_on=None,
    )


@CHECKS.on(FollowUp.Closed)
def closed(fact: Fact) -> Iterable[Change]:
    yield patch(follow_ups, fact.key, ended_on=fact.data["ended_on"])


@CHECKS.on(FollowUp.CheckPlanned)
def check_planned(fact: Fact) -> Iterable[Change]:
    check = fact.data["check"]
    empty = (
        "reminded_at",
        "escalated_at",
        "settled_at",
        "settled_as",
        "done_on",
        "checker",
        "outcome",
        "findings",
        "evidence",
        "reason",
    )
    yield put(
        checks,
        fact.key,
        check["check"],
        requirement=check["requirement"],
        planned_at=fact.data["effective_at"],
        due_on=check["when"]["due_on"],
        latest=check["when"]["latest"],
        announced=check["schedule"]["announced"],
        responsible=check["schedule"]["responsible"],
        **dict.fromkeys(empty),
    )


@CHECKS.on(FollowUp.CheckMoved)
def check_moved(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield patch(
        checks,
        fact.key,
        told["check"],
        due_on=told["when"]["due_on"],
        latest=told["when"]["latest"],
        reason=told["reason"],
    )
    yield put(
        check_moves,
        fact.key,
        told["check"],
        fact.position,
        moved_at=told["effective_at"],
        before_due_on=told["before"]["due_on"],
        before_latest=told["before"]["latest"],
        reason=told["reason"],
    )


@CHECKS.on(FollowUp.CheckReminded)
def check_reminded(fact: Fact) -> Iterable[Change]:
    yield patch(
        checks, fact.key, fact.data["check"], reminded_at=fact.data["effective_at"]
    )


@CHECKS.on(FollowUp.CheckEscalated)
def check_escalated(fact: Fact) -> Iterable[Change]:
    yield patch(
        checks, fact.key, fact.data["check"], escalated_at=fact.data["effective_at"]
    )


@CHECKS.on(FollowUp.CheckDone)
def check_done(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield patch(
        checks,
        fact.key,
        told["check"],
        settled_at=told["effective_at"],
        settled_as=Progress.DONE.value,
        done_on=told["done_on"],
        checker=told["checker"],
        outcome=told["outcome"],
        findings=json.dumps(told["findings"], ensure_ascii=False),
        evidence=json.dumps(told["evidence"], ensure_ascii=False),
    )


@CHECKS.on(FollowUp.CheckCancelled)
def check_cancelled(fact: Fact) -> Iterable[Change]:
    yield _without(fact, Progress.CANCELLED, fact.data["reason"])


@CHECKS.on(FollowUp.CheckLapsed)
def check_lapsed(fact: Fact) -> Iterable[Change]:
    yield _without(fact, Progress.LAPSED, fact.data["ending"])


def _without(fact: Fact, settled_as: Progress, reason: str) -> Change:
    """The check is not to be made, and why."""
    return patch(
        checks,
        fact.key,
        fact.data["check"],
        settled_at=fact.data["effective_at"],
        settled_as=settled_as.value,
        reason=reason,
    )
