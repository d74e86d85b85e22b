"""Applications (ansökningar): who asked to join, what was answered, and in time or not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, Date, Select, String, Table, select

from upphandling.domain.application import Application, Status
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    patch,
    put,
)

applications = Table(
    "applications",
    READ_MODELS,
    Column("application", String, primary_key=True),
    Column("admission", String, nullable=False),
    Column("system", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("provider", String, nullable=False),
    Column("name", String, nullable=False),
    Column("areas", String, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("application_window", String),
    Column("start_on", Date),
    Column("answer_by", Date, nullable=False),
    Column("answer_overdue", Boolean, nullable=False),
    Column("status", String, nullable=False),
    Column("failed", String, nullable=False),
    Column("reason", String),
    Column("rattelse_last_day", Date),
    Column("court", String),
    Column("ruling", String),
    Column("agreement", String),
)

APPLICATIONS = Projection("applications", "Ansökningar enligt LOV", (applications,))


@APPLICATIONS.on(Application.Received)
def received(fact: Fact) -> Iterable[Change]:
    yield put(
        applications,
        fact.key,
        admission=fact.data["admission"],
        system=fact.data["system"],
        bundle=fact.data["bundle"],
        provider=fact.data["provider"],
        name=fact.data["name"],
        areas=json.dumps(fact.data["areas"]),
        received_on=fact.data["received_on"],
        application_window=fact.data["window"],
        start_on=fact.data["start_on"],
        answer_by=fact.data["answer_due"]["last_day"],
        answer_overdue=False,
        status=Status.RECEIVED.value,
        failed=json.dumps([]),
        reason=None,
        rattelse_last_day=None,
        court=None,
        ruling=None,
        agreement=None,
    )


@APPLICATIONS.on(Application.AnswerOverdue)
def answer_overdue(fact: Fact) -> Iterable[Change]:
    yield patch(applications, fact.key, answer_overdue=True)


@APPLICATIONS.on(Application.Approved)
def approved(fact: Fact) -> Iterable[Change]:
    yield patch(
        applications,
        fact.key,
        status=Status.APPROVED.value,
        failed=json.dumps([]),
        reason=fact.data["motive"],
    )


@APPLICATIONS.on(Application.Rejected)
def rejected(fact: Fact) -> Iterable[Change]:
    yield patch(
        applications,
        fact.key,
        status=Status.REJECTED.value,
        failed=json.dumps(fact.data["failed"]),
        reason=fact.data["reasons"],
        rattelse_last_day=fact.data["rattelse"]["last_day"],
    )


@APPLICATIONS.on(Application.RattelseFiled)
def rattelse_filed(fact: Fact) -> Iterable[Change]:
    yield patch(applications, fact.key, court=fact.data["court"])


@APPLICATIONS.on(Application.RattelseRuled)
def rattelse_ruled(fact: Fact) -> Iterable[Change]:
    yield patch(applications, fact.key, ruling=fact.data["outcome"])


@APPLICATIONS.on(Application.Reopened)
def reopened(fact: Fact) -> Iterable[Change]:
    yield patch(
        applications,
        fact.key,
        status=Status.RECEIVED.value,
        answer_by=fact.data["answer_due"]["last_day"],
        answer_overdue=False,
        failed=json.dumps([]),
        reason=None,
        rattelse_last_day=None,
    )


@APPLICATIONS.on(Application.Withdrawn)
def withdrawn(fact: Fact) -> Iterable[Change]:
    yield patch(
        applications,
        fact.key,
        status=Status.WITHDRAWN.value,
        reason=fact.data["reason"],
    )


@APPLICATIONS.on(Application.AgreementSigned)
def agreement_signed(fact: Fact) -> Iterable[Change]:
    yield patch(
        applications,
        fact.key,
        status=Status.ADMITTED.value,
        agreement=fact.data["agreement"],
    )


def register(limit: int, offset: int) -> Select[Any]:
    """Applications in the order they came in."""
    return (
        select(applications)
        .order_by(applications.c.received_on, applications.c.application)
        .limit(limit)
        .offset(offset)
    )
