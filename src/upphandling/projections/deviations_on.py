"""Deviations as they were known by the end of a day, and what they had led to by then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, select

from upphandling.domain.deviation import Outcome, Severity
from upphandling.domain.instants import midnight_after
from upphandling.projections.deviations import STANDING, deviations, measures, steps
from upphandling.projections.sanctions import repetition, sanctions

FIXED = tuple(
    column
    for column in deviations.c
    if column.name not in (*STANDING, "reported_at", "closed_at")
)


def listed(
    day: date,
    *,
    system: str | None = None,
    agreement: str | None = None,
    severity: Severity | None = None,
    only_open: bool = False,
) -> Select[Any]:
    """Those reported by a day, in the order they were discovered; see `steps_of`."""
    end = midnight_after(day)
    query = (
        select(*FIXED)
        .where(deviations.c.reported_at < end)
        .order_by(deviations.c.discovered_on, deviations.c.deviation)
    )
    if system is not None:
        query = query.where(deviations.c.system == system)
    if agreement is not None:
        query = query.where(deviations.c.agreement == agreement)
    if severity is not None:
        query = query.where(_severity(end) == severity.value)
    if only_open:
        query = query.where(_open(end))
    return query


def steps_of(day: date, keys: Collection[str]) -> Select[Any]:
    """How some deviations came to stand as they did on a day, oldest first."""
    return (
        select(steps)
        .where(steps.c.deviation.in_(keys), steps.c.at < midnight_after(day))
        .order_by(steps.c.position)
    )


def of_requirements(day: date, agreements: Collection[str], until: date) -> Select[Any]:
    """What was found of any requirement by `until` and was not unfounded, oldest first."""
    end = midnight_after(day)
    row = deviations.c
    return (
        select(row.deviation, row.agreement, row.requirement, row.discovered_on)
        .where(
            row.agreement.in_(agreements),
            row.requirement.is_not(None),
            row.discovered_on <= until,
            row.reported_at < end,
            _open(end) | (row.outcome != Outcome.UNFOUNDED.value),
        )
        .order_by(row.discovered_on, row.deviation)
    )


def measures_of(day: date, keys: Collection[str]) -> Select[Any]:
    """The measures that some deviations had by a day, in the order they are due."""
    end = midnight_after(day)
    row = measures.c
    return (
        select(
            row.deviation,
            row.measure,
            row.due_on,
            case((row.done_at < end, row.done_on)).label("done_on"),
        )
        .where(row.deviation.in_(keys), row.accepted_at < end)
        .order_by(row.due_on, row.measure)
    )


def sanctions_of(day: date, keys: Collection[str]) -> Select[Any]:
    """What some deviations had led to by a day, in the order it was decided."""
    end = midnight_after(day)
    ended = {name: sanctions.c[name] for name in ("lifted_at", "withdrawn_at")}
    return (
        select(
            *(column for column in sanctions.c if column.name not in ended),
            *(case((at < end, at)).label(name) for name, at in ended.items()),
        )
        .where(sanctions.c.deviation.in_(keys), sanctions.c.decided_at < end)
        .order_by(sanctions.c.decided_at, sanctions.c.sanction)
    )


def repeats_of(day: date, agreements: Collection[str]) -> Select[Any]:
    """Within which length some agreements said by a day that a deviation is repeated."""
    row = repetition.c
    return select(repetition).where(
        row.agreement.in_(agreements), row.agreed_at < midnight_after(day)
    )


def _severity(end: datetime) -> ScalarSelect[str]:
    """What was said last of how grave a deviation is."""
    row = steps.c
    return (
        select(row.severity)
        .where(
            row.deviation == deviations.c.deviation,
            row.severity.is_not(None),
            row.at < end,
        )
        .order_by(row.position.desc())
        .limit(1)
        .scalar_subquery()
    )


def _open(end: datetime) -> ColumnElement[bool]:
    return deviations.c.closed_at.is_(None) | (deviations.c.closed_at >= end)
