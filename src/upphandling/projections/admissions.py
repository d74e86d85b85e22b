"""Admissions (valfrihetssystem enligt LOV): what one may apply to, and by when."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, Date, Select, String, Table, func, select

from upphandling.domain.admission import Admission, Status
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

admissions = Table(
    "admissions",
    READ_MODELS,
    Column("admission", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("bundles", String, nullable=False),
    Column("title", String, nullable=False),
    Column("status", String, nullable=False),
    Column("always_open", Boolean, nullable=False),
    Column("announced_at", Moment),
    Column("database", String),
    Column("compensation", String),
    Column("reason", String),
)

application_windows = Table(
    "application_windows",
    READ_MODELS,
    Column("admission", String, primary_key=True),
    Column("application_window", String, primary_key=True),
    Column("apply_by", Date, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("closed", Boolean, nullable=False),
)

ADMISSIONS = Projection(
    "admissions", "Valfrihetssystem enligt LOV", (admissions, application_windows)
)


@ADMISSIONS.on(Admission.Prepared)
def prepared(fact: Fact) -> Iterable[Change]:
    yield put(
        admissions,
        fact.key,
        system=fact.data["system"],
        bundles=json.dumps(fact.data["bundles"]),
        title=fact.data["title"],
        status=Status.PREPARED.value,
        always_open=fact.data["always_open"],
        announced_at=None,
        database=None,
        compensation=None,
        reason=None,
    )


@ADMISSIONS.on(Admission.CompensationSet)
def compensation_set(fact: Fact) -> Iterable[Change]:
    yield patch(admissions, fact.key, compensation=fact.data["compensation"])


@ADMISSIONS.on(Admission.Announced)
def announced(fact: Fact) -> Iterable[Change]:
    yield patch(
        admissions,
        fact.key,
        status=Status.ANNOUNCED.value,
        announced_at=fact.data["effective_at"],
        database=fact.data["database"],
    )
    for window in fact.data["windows"]:
        yield _open(fact, window)


@ADMISSIONS.on(Admission.WindowScheduled)
def window_scheduled(fact: Fact) -> Iterable[Change]:
    yield _open(fact, fact.data["window"])


@ADMISSIONS.on(Admission.WindowClosed)
def window_closed(fact: Fact) -> Iterable[Change]:
    yield patch(application_windows, fact.key, fact.data["window"], closed=True)
    if fact.data["next"] is not None:
        yield _open(fact, fact.data["next"])


@ADMISSIONS.on(Admission.Paused)
def paused(fact: Fact) -> Iterable[Change]:
    yield _stands(fact, Status.PAUSED)


@ADMISSIONS.on(Admission.Resumed)
def resumed(fact: Fact) -> Iterable[Change]:
    yield _stands(fact, Status.ANNOUNCED)


@ADMISSIONS.on(Admission.Withdrawn)
def withdrawn(fact: Fact) -> Iterable[Change]:
    yield _stands(fact, Status.WITHDRAWN)
    for window in fact.data["windows"]:
        yield patch(application_windows, fact.key, window, closed=True)


def register(limit: int, offset: int) -> Select[Any]:
    """Admissions by key, each with the last day of the round that is open now."""
    row = application_windows.c
    coming = (
        select(row.admission, func.min(row.apply_by).label("apply_by"))
        .where(row.closed.is_(False))
        .group_by(row.admission)
        .subquery()
    )
    return (
        select(admissions, coming.c.apply_by)
        .outerjoin(coming, coming.c.admission == admissions.c.admission)
        .order_by(admissions.c.admission)
        .limit(limit)
        .offset(offset)
    )


def _open(fact: Fact, window: dict[str, Any]) -> Change:
    return put(
        application_windows,
        fact.key,
        window["window"],
        apply_by=window["apply_by"],
        start_on=window["start_on"],
        closed=False,
    )


def _stands(fact: Fact, status: Status) -> Change:
    return patch(admissions, fact.key, status=status.value, reason=fact.data["reason"])
