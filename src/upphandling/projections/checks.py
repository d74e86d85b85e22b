"""Checks (kontroller): what is to be checked of every agreement, and what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.follow_up import FollowUp, Progress
from upphandling.projections.base import Change, Fact, Projection, patch, put
from upphandling.projections.check_tables import (
    check_corrections,
    check_moves,
    checks,
    follow_ups,
    requirements,
    schedules,
)

CHECKS = Projection(
    "checks",
    "Kontroller",
    (requirements, schedules, follow_ups, checks, check_moves, check_corrections),
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
    yield _awaited(fact, check["check"], check, check["schedule"])


@CHECKS.on(FollowUp.CheckOrdered)
def check_ordered(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield _awaited(
        fact,
        told["check"],
        told,
        told["course"],
        ordered_because=told["reason"],
        deviation=told["deviation"],
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
    yield patch(
        checks,
        fact.key,
        fact.data["check"],
        settled_at=fact.data["effective_at"],
        settled_as=Progress.DONE.value,
        **_found(fact.data),
    )


@CHECKS.on(FollowUp.CheckCorrected)
def check_corrected(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield patch(checks, fact.key, told["check"], **_found(told))
    yield put(
        check_corrections,
        fact.key,
        told["check"],
        fact.position,
        corrected_at=told["effective_at"],
        reason=told["reason"],
        **_found(told["before"]),
    )


@CHECKS.on(FollowUp.CheckCancelled)
def check_cancelled(fact: Fact) -> Iterable[Change]:
    yield _without(fact, Progress.CANCELLED, fact.data["reason"])


@CHECKS.on(FollowUp.CheckLapsed)
def check_lapsed(fact: Fact) -> Iterable[Change]:
    yield _without(fact, Progress.LAPSED, fact.data["ending"])


def _awaited(
    fact: Fact,
    check: str,
    told: Mapping[str, Any],
    course: Mapping[str, Any],
    **ordered: str | None,
) -> Change:
    """The check is to be made; nothing has come of it yet."""
    empty = dict.fromkeys(column.name for column in checks.c if column.nullable)
    return put(
        checks,
        fact.key,
        check,
        requirement=told["requirement"],
        planned_at=fact.data["effective_at"],
        due_on=told["when"]["due_on"],
        latest=told["when"]["latest"],
        announced=course["announced"],
        responsible=course["responsible"],
        **{**empty, **ordered},
    )


def _found(record: Mapping[str, Any]) -> dict[str, Any]:
    """What was recorded of a check."""
    return {
        "done_on": record["done_on"],
        "checker": record["checker"],
        "outcome": record["outcome"],
        "findings": json.dumps(record["findings"], ensure_ascii=False),
        "evidence": json.dumps(record["evidence"], ensure_ascii=False),
    }


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
