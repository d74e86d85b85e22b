"""Care (beviljade insatser): what each person is granted, and what nobody carries out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, String, Table

from upphandling.domain.customer import Customer
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    patch,
    put,
)

customers = Table(
    "customers",
    READ_MODELS,
    Column("customer", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("area", String, nullable=False),
    Column("died_on", Date),
)

care_decisions = Table(
    "care_decisions",
    READ_MODELS,
    Column("customer", String, primary_key=True),
    Column("decision", String, primary_key=True),
    Column("granted_on", Date, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("assessed", Boolean, nullable=False),
    Column("since", Date, nullable=False),
    Column("report_by", Date, nullable=False),
    Column("due_on", Date),
    Column("reported_on", Date),
    Column("executed_on", Date),
    Column("over", Boolean, nullable=False),
)

care_services = Table(
    "care_services",
    READ_MODELS,
    Column("customer", String, primary_key=True),
    Column("decision", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("service", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("time_of_day", String, nullable=False),
    Column("day_kind", String, nullable=False),
    Column("time_window", String),
)

CARE = Projection(
    "care",
    "Biståndsbeslut och deras verkställighet",
    (customers, care_decisions, care_services),
)


@CARE.on(Customer.Granted)
def granted(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield put(
        customers, fact.key, system=told["system"], area=told["area"], died_on=None
    )
    yield put(
        care_decisions,
        fact.key,
        told["decision"],
        granted_on=told["granted_on"],
        valid_from=told["valid_from"],
        valid_to=told["valid_to"],
        assessed=told["assessed"],
        since=told["granted_on"],
        report_by=told["report_by"]["last_day"],
        due_on=None,
        reported_on=None,
        executed_on=None,
        over=False,
    )
    for number, service in enumerate(told["services"], start=1):
        yield put(
            care_services,
            fact.key,
            told["decision"],
            number,
            service=service["service"],
            bundle=service["bundle"],
            minutes=service["minutes_per_week"],
            time_of_day=service["time_of_day"],
            day_kind=service["day_kind"],
            time_window=service["window"],
        )


@CARE.on(Customer.Moved)
def moved(fact: Fact) -> Iterable[Change]:
    yield patch(customers, fact.key, area=fact.data["area"])


@CARE.on(Customer.Died)
def died(fact: Fact) -> Iterable[Change]:
    yield patch(customers, fact.key, died_on=fact.data["on"])


@CARE.on(Customer.DecisionEnded)
def decision_ended(fact: Fact) -> Iterable[Change]:
    yield _decision(fact, valid_to=fact.data["last_day"])


@CARE.on(Customer.DecisionExpired)
def decision_expired(fact: Fact) -> Iterable[Change]:
    yield _decision(fact, over=True)


@CARE.on(Customer.Executed)
def executed(fact: Fact) -> Iterable[Change]:
    yield _decision(fact, executed_on=fact.data["on"], due_on=None)


@CARE.on(Customer.Interrupted)
def interrupted(fact: Fact) -> Iterable[Change]:
    yield _decision(
        fact,
        since=fact.data["from_on"],
        report_by=fact.data["report_by"]["last_day"],
        executed_on=None,
        reported_on=None,
    )


@CARE.on(Customer.ReportDue)
def report_due(fact: Fact) -> Iterable[Change]:
    yield _decision(fact, due_on=fact.data["last_day"])


@CARE.on(Customer.Reported)
def reported(fact: Fact) -> Iterable[Change]:
    yield _decision(
        fact,
        reported_on=fact.data["reported_on"],
        report_by=fact.data["report_by"]["last_day"],
        due_on=None,
    )


def _decision(fact: Fact, **values: Any) -> Change:
    return patch(care_decisions, fact.key, fact.data["decision"], **values)
