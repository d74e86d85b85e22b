"""Checks as they stood at the end of a day: days, status and what was recorded by then."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Subquery, Table, and_, case, func, select

from upphandling.domain.follow_up import Progress
from upphandling.domain.instants import midnight_after
from upphandling.projections.agreements import agreements
from upphandling.projections.check_tables import (
    check_corrections,
    check_moves,
    checks,
    follow_ups,
)

RECORDED = ("done_on", "checker", "outcome", "findings", "evidence")


def as_of(day: date) -> Subquery:
    """Every check that was planned by the end of a day, with its days and status then.

    What was moved or corrected later stands as it did before that. `reason` is why it
    was settled as it was.
    """
    end = midnight_after(day)
    row = checks.c
    moved = _first_later(check_moves, check_moves.c.moved_at, end)
    corrected = _first_later(check_corrections, check_corrections.c.corrected_at, end)
    due_on = func.coalesce(moved.c.before_due_on, row.due_on)
    latest = func.coalesce(moved.c.before_latest, row.latest)
    settled = and_(row.settled_at.is_not(None), row.settled_at < end)
    status = case(
        (settled, row.settled_as),
        (latest < day, Progress.MISSED.value),
        else_=Progress.PLANNED.value,
    )
    recorded = {name: func.coalesce(corrected.c[name], row[name]) for name in RECORDED}
    return (
        select(
            follow_ups.c.system,
            row.agreement,
            agreements.c.name,
            row.check_key.label("check"),
            row.requirement,
            due_on.label("due_on"),
            latest.label("latest"),
            status.label("status"),
            row.announced,
            row.responsible,
            row.ordered_because,
            row.deviation,
            *(case((settled, value)).label(name) for name, value in recorded.items()),
            and_(settled, recorded["done_on"] > latest).label("late"),
            case((row.reminded_at < end, row.reminded_at)).label("reminded_at"),
            case((row.escalated_at < end, row.escalated_at)).label("escalated_at"),
            case((settled, row.reason)).label("reason"),
        )
        .join_from(checks, follow_ups, row.agreement == follow_ups.c.agreement)
        .outerjoin(agreements, agreements.c.agreement == row.agreement)
        .outerjoin(moved, _of_the_check(moved))
        .outerjoin(corrected, _of_the_check(corrected))
        .where(row.planned_at < end)
        .subquery("checks_then")
    )


def _first_later(changes: Table, at: Column[Any], end: datetime) -> Subquery:
    """The first change of each check after an instant: it tells how the check was then."""
    row = changes.c
    first = (
        select(row.agreement, row.check_key, func.min(row.position).label("position"))
        .where(at >= end)
        .group_by(row.agreement, row.check_key)
        .subquery(f"first_{changes.name}")
    )
    return (
        select(changes)
        .join_from(
            changes,
            first,
            and_(
                row.agreement == first.c.agreement,
                row.check_key == first.c.check_key,
                row.position == first.c.position,
            ),
        )
        .subquery(f"later_{changes.name}")
    )


def _of_the_check(changed: Subquery) -> ColumnElement[bool]:
    return and_(
        changed.c.agreement == checks.c.agreement,
        changed.c.check_key == checks.c.check_key,
    )
