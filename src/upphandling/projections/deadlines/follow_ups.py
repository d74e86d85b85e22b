"""What a follow-up waits for: reminders, the last day of each check, escalation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.instants import start_of
from upphandling.projections.base import Change, Fact, instant_text, put
from upphandling.projections.deadlines.followed import check_schedules, followed
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    after,
    over,
    until,
)


@DEADLINES.on(ChoiceSystem.ChecksScheduled)
def checks_scheduled(fact: Fact) -> Iterable[Change]:
    valid_from = fact.data["schedule"]["valid_from"]
    yield put(
        check_schedules,
        fact.key,
        fact.data["requirement"],
        valid_from,
        from_at=max(_start(valid_from), fact.data["effective_at"]),
        set_by=fact.reference,
        position=fact.position,
    )


@DEADLINES.on(FollowUp.CheckPlanned)
def check_planned(fact: Fact) -> Iterable[Change]:
    check = fact.data["check"]
    yield put(followed, fact.key, check["requirement"])
    yield from _awaited(fact, check["check"], check["when"])


@DEADLINES.on(FollowUp.CheckOrdered, FollowUp.CheckMoved)
def check_put_on_days(fact: Fact) -> Iterable[Change]:
    yield from _awaited(fact, fact.data["check"], fact.data["when"])


@DEADLINES.on(FollowUp.CheckReminded)
def check_reminded(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.CHECK_REMINDER, fact.data["check"])


@DEADLINES.on(FollowUp.CheckOverdue)
def check_overdue(fact: Fact) -> Iterable[Change]:
    check, escalate_on = fact.data["check"], fact.data["escalate_on"]
    yield over(fact, Deadline.CHECK_REMINDER, check)
    yield over(fact, Deadline.CHECK_LATEST, check)
    yield until(
        fact,
        Deadline.CHECK_ESCALATION,
        _start(escalate_on),
        date.fromisoformat(escalate_on),
        check,
    )


@DEADLINES.on(FollowUp.CheckEscalated)
def check_escalated(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.CHECK_ESCALATION, fact.data["check"])


@DEADLINES.on(FollowUp.CheckDone, FollowUp.CheckCancelled, FollowUp.CheckLapsed)
def check_settled(fact: Fact) -> Iterable[Change]:
    for deadline in (
        Deadline.CHECK_REMINDER,
        Deadline.CHECK_LATEST,
        Deadline.CHECK_ESCALATION,
    ):
        yield over(fact, deadline, fact.data["check"])


def _awaited(fact: Fact, check: str, when: dict[str, Any]) -> Iterable[Change]:
    yield until(
        fact,
        Deadline.CHECK_REMINDER,
        _start(when["remind_on"]),
        date.fromisoformat(when["remind_on"]),
        check,
    )
    latest = date.fromisoformat(when["latest"])
    yield until(fact, Deadline.CHECK_LATEST, after(latest), latest, check)


def _start(day: str) -> str:
    return instant_text(start_of(date.fromisoformat(day)))
