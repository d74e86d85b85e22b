"""What a plan waits for: milestones to be met, promises to be kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.plan import Plan
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    after,
    over,
    until,
)


@DEADLINES.on(Plan.MilestonePlanned, Plan.MilestoneMoved)
def milestone_planned(fact: Fact) -> Iterable[Change]:
    latest = date.fromisoformat(fact.data["when"]["latest"])
    yield until(
        fact, Deadline.MILESTONE_LATEST, after(latest), latest, fact.data["milestone"]
    )


@DEADLINES.on(Plan.MilestoneMet, Plan.MilestoneMissed, Plan.MilestoneAbandoned)
def milestone_settled(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.MILESTONE_LATEST, fact.data["milestone"])


@DEADLINES.on(Plan.PromiseMade)
def promise_made(fact: Fact) -> Iterable[Change]:
    latest = date.fromisoformat(fact.data["when"]["latest"])
    yield until(
        fact, Deadline.PROMISE_LATEST, after(latest), latest, fact.data["promise"]
    )


@DEADLINES.on(Plan.PromiseKept, Plan.PromiseBroken, Plan.PromiseWithdrawn)
def promise_settled(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.PROMISE_LATEST, fact.data["promise"])
