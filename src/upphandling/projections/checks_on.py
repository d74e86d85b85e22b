"""Checks as they stood on a day: which were planned by then, and which were missed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select

from upphandling.domain.follow_up import Progress
from upphandling.domain.instants import midnight_after
from upphandling.projections.agreements import agreements
from upphandling.projections.checks import (
    check_moves,
    checks,
    follow_ups,
    requirements,
    schedules,
)


def checks_on(
    day: date,
    *,
    system: str | None = None,
    agreement: str | None = None,
    status: str | None = None,
    due: tuple[date | None, date | None] = (None, None),
    known_to_provider: bool = False,
) -> Select[Any]:
    """The checks known on a day, the first that is due first.

    `due` is the first and the last day on which they were due. A provider knows of an
    unannounced check when it is done.
    """
    row = _as_of(day).c
    query = select(*row).order_by(row.due_on, row.agreement, row.check)
    if system is not None:
        query = query.where(row.system == system)
    if agreement is not None:
        query = query.where(row.agreement == agreement)
    if status is not None:
        query = query.where(row.status == status)
    first, last = due
    if first is not None:
        query = query.where(row.due_on >= first)
    if last is not None:
        query = query.where(row.due_on <= last)
    if known_to_provider:
        query = query.where(row.announced | (row.status == Progress.DONE.value))
    return query


def plan_on(
    day: date, *, system: str | None = None, agreement: str | None = None
) -> Select[Any]:
    """Every requirement of every agreement in force or followed, and how it stands.

    Where no schedule holds, `every_unit` is None.
    """
    tallies = _tallies(day)
    schedule = _schedules_on(day)
    about, wanted = agreements.c, requirements.c
    query = (
        select(
            about.system,
            about.agreement,
            about.name,
            wanted.requirement,
            wanted.by_whom,
            schedule.c.every_amount,
            schedule.c.every_unit,
            schedule.c.responsible,
            schedule.c.announced,
            *(
                func.coalesce(tallies.c[name], 0).label(name)
                for name in ("done", "missed", "late")
            ),
            tallies.c.last_done_on,
            tallies.c.next_due_on,
        )
        .join_from(agreements, requirements, about.system == wanted.system)
        .outerjoin(
            schedule,
            and_(
                schedule.c.system == wanted.system,
                schedule.c.requirement == wanted.requirement,
            ),
        )
        .outerjoin(
            tallies,
            and_(
                tallies.c.agreement == about.agreement,
                tallies.c.requirement == wanted.requirement,
            ),
        )
        .where(
            wanted.set_at < midnight_after(day),
            about.starts_on <= day,
            (about.ends_on.is_(None)) | (about.ends_on >= day) | tallies.c.open,
        )
        .order_by(about.system, about.agreement, wanted.requirement)
    )
    if system is not None:
        query = query.where(about.system == system)
    if agreement is not None:
        query = query.where(about.agreement == agreement)
    return query


def _as_of(day: date) -> Subquery:
    """Every check that was planned by the end of a day, with its days and status then."""
    end = midnight_after(day)
    row = checks.c
    moved = _moved_later(end)
    due_on = func.coalesce(moved.c.before_due_on, row.due_on)
    latest = func.coalesce(moved.c.before_latest, row.latest)
    settled = and_(row.settled_at.is_not(None), row.settled_at < end)
    status = case(
        (settled, row.settled_as),
        (latest < day, Progress.MISSED.value),
        else_=Progress.PLANNED.value,
    )
    told = ("done_on", "checker", "outcome", "findings", "evidence")
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
            *(case((settled, row[name])).label(name) for name in told),
            and_(settled, row.done_on > latest).label("late"),
            case((row.reminded_at < end, row.reminded_at)).label("reminded_at"),
            case((row.escalated_at < end, row.escalated_at)).label("escalated_at"),
            row.reason,
        )
        .join_from(checks, follow_ups, row.agreement == follow_ups.c.agreement)
        .outerjoin(agreements, agreements.c.agreement == row.agreement)
        .outerjoin(
            moved,
            and_(
                moved.c.agreement == row.agreement,
                moved.c.check_key == row.check_key,
            ),
        )
        .where(row.planned_at < end)
        .subquery("checks_then")
    )


def _moved_later(end: datetime) -> Subquery:
    """The checks that were moved after an instant, with the days that they had then."""
    row = check_moves.c
    first = (
        select(row.agreement, row.check_key, func.min(row.position).label("position"))
        .where(row.moved_at >= end)
        .group_by(row.agreement, row.check_key)
        .subquery("first_moves")
    )
    return (
        select(row.agreement, row.check_key, row.before_due_on, row.before_latest)
        .join_from(
            check_moves,
            first,
            and_(
                row.agreement == first.c.agreement,
                row.check_key == first.c.check_key,
                row.position == first.c.position,
            ),
        )
        .subquery("moved_later")
    )


def _tallies(day: date) -> Subquery:
    """How many checks of each agreement and requirement came to what, by a day."""
    row = _as_of(day).c

    def number(status: Progress) -> ColumnElement[int]:
        return func.sum(case((row.status == status.value, 1), else_=0))

    planned = row.status == Progress.PLANNED.value
    return (
        select(
            row.agreement,
            row.requirement,
            number(Progress.DONE).label("done"),
            number(Progress.MISSED).label("missed"),
            func.sum(case((row.late, 1), else_=0)).label("late"),
            func.max(row.done_on).label("last_done_on"),
            func.min(case((planned, row.due_on))).label("next_due_on"),
            (
                func.sum(
                    case(
                        (
                            row.status.in_(
                                (Progress.PLANNED.value, Progress.MISSED.value)
                            ),
                            1,
                        ),
                        else_=0,
                    )
                )
                > 0
            ).label("open"),
        )
        .group_by(row.agreement, row.requirement)
        .subquery("tallies")
    )


def _schedules_on(day: date) -> Subquery:
    """The schedule of each requirement that held on a day."""
    row = schedules.c
    latest = (
        select(row.system, row.requirement, func.max(row.valid_from).label("held_from"))
        .where(row.valid_from <= day)
        .group_by(row.system, row.requirement)
        .subquery("held")
    )
    return (
        select(*row)
        .join_from(
            schedules,
            latest,
            and_(
                row.system == latest.c.system,
                row.requirement == latest.c.requirement,
                row.valid_from == latest.c.held_from,
            ),
        )
        .subquery("schedules_then")
    )
