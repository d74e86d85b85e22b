"""Checks by a day: one by one, counted by requirement, and how each came to be as it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Subquery,
    Table,
    and_,
    case,
    func,
    select,
)

from upphandling.domain.follow_up import Progress
from upphandling.domain.instants import midnight_after
from upphandling.projections.agreements import agreements
from upphandling.projections.check_tables import requirements, schedules
from upphandling.projections.checks_as_of import as_of


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
    row = as_of(day).c
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


def changes_by(
    day: date, about: Table, at: Column[Any], agreements: Collection[str]
) -> Select[Any]:
    """What was moved or corrected of some agreements' checks by a day, oldest first."""
    return (
        select(about)
        .where(about.c.agreement.in_(agreements), at < midnight_after(day))
        .order_by(about.c.position)
    )


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


def _tallies(day: date) -> Subquery:
    """How many checks of each agreement and requirement came to what, by a day."""
    row = as_of(day).c

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
