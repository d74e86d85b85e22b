"""Care (beviljade insatser): what each person is granted, and what nobody carries out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Table,
    and_,
    func,
    or_,
    select,
)

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import ChoiceDuty
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

choice_duties = Table(
    "choice_duties",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("bundle", String, primary_key=True),
    Column("service", String, primary_key=True),
    Column("duty", String, nullable=False),
)

CARE = Projection(
    "care",
    "Biståndsbeslut och deras verkställighet",
    (customers, care_decisions, care_services, choice_duties),
)


@CARE.on(ChoiceSystem.Established)
def established(fact: Fact) -> Iterable[Change]:
    for bundle in fact.data["configuration"]["bundles"]:
        asked = ChoiceDuty.MUST if bundle["must_choose"] else ChoiceDuty.MAY
        exempt = bundle.get("without_choice", ())
        for service in bundle["services"]:
            duty = ChoiceDuty.NEED_NOT if service in exempt else asked
            yield put(choice_duties, fact.key, bundle["key"], service, duty=duty.value)


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


def services_on(
    day: date, *, system: str | None = None, customer: str | None = None
) -> Select[Any]:
    """One row a service that is granted on a day, with minutes a week; by person."""
    return (
        select(
            customers.c.system,
            care_services.c.customer,
            care_services.c.decision,
            care_services.c.service,
            care_services.c.bundle,
            care_services.c.minutes,
            care_services.c.time_of_day,
            care_services.c.day_kind,
            care_services.c.time_window,
            customers.c.area,
            care_decisions.c.assessed,
            care_decisions.c.valid_from,
            care_decisions.c.valid_to,
            choice_duties.c.duty,
        )
        .join_from(
            care_services,
            care_decisions,
            and_(
                care_decisions.c.customer == care_services.c.customer,
                care_decisions.c.decision == care_services.c.decision,
            ),
        )
        .join(customers, customers.c.customer == care_services.c.customer)
        .join(
            choice_duties,
            and_(
                choice_duties.c.system == customers.c.system,
                choice_duties.c.bundle == care_services.c.bundle,
                choice_duties.c.service == care_services.c.service,
            ),
            isouter=True,
        )
        .where(_holds_on(day), *_of(system, customer))
        .order_by(
            care_services.c.customer, care_services.c.decision, care_services.c.number
        )
    )


def bundles_on(
    day: date, *, system: str | None = None, customer: str | None = None
) -> Select[Any]:
    """One row a person and bundle: minutes a week in all, and the duty to choose.

    Only whoever has nothing but services that are exempt need not choose.
    """
    rows = services_on(day, system=system, customer=customer).order_by(None).subquery()
    return (
        select(
            rows.c.system,
            rows.c.customer,
            rows.c.bundle,
            rows.c.area,
            func.sum(rows.c.minutes).label("minutes"),
            func.min(rows.c.duty).label("duty"),  # "need_not" sorts last
        )
        .group_by(rows.c.system, rows.c.customer, rows.c.bundle, rows.c.area)
        .order_by(rows.c.customer, rows.c.bundle)
    )


def unexecuted(system: str | None = None) -> Select[Any]:
    """Decisions that nobody carries out, the oldest first, with their report."""
    return (
        select(
            customers.c.system,
            care_decisions.c.customer,
            care_decisions.c.decision,
            customers.c.area,
            care_decisions.c.granted_on,
            care_decisions.c.since,
            care_decisions.c.report_by,
            care_decisions.c.due_on.is_not(None).label("due"),
            care_decisions.c.reported_on,
        )
        .join_from(
            care_decisions,
            customers,
            customers.c.customer == care_decisions.c.customer,
        )
        .where(
            care_decisions.c.executed_on.is_(None),
            care_decisions.c.over.is_(False),
            customers.c.died_on.is_(None),
            *_of(system, None),
        )
        .order_by(
            care_decisions.c.since, care_decisions.c.customer, care_decisions.c.decision
        )
    )


def _decision(fact: Fact, **values: Any) -> Change:
    return patch(care_decisions, fact.key, fact.data["decision"], **values)


def _holds_on(day: date) -> ColumnElement[bool]:
    return and_(
        care_decisions.c.valid_from <= day,
        or_(care_decisions.c.valid_to.is_(None), care_decisions.c.valid_to >= day),
        or_(customers.c.died_on.is_(None), customers.c.died_on >= day),
    )


def _of(system: str | None, customer: str | None) -> list[ColumnElement[bool]]:
    asked = ((customers.c.system, system), (customers.c.customer, customer))
    return [column == value for column, value in asked if value is not None]
