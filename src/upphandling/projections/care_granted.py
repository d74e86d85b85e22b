"""Care granted (beviljad tid): whose, on a day; and what nobody carries out."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from upphandling.projections.bundles import choice_duties
from upphandling.projections.care import care_decisions, care_services, customers


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


def _holds_on(day: date) -> ColumnElement[bool]:
    return and_(
        care_decisions.c.valid_from <= day,
        or_(care_decisions.c.valid_to.is_(None), care_decisions.c.valid_to >= day),
        or_(customers.c.died_on.is_(None), customers.c.died_on >= day),
    )


def _of(system: str | None, customer: str | None) -> list[ColumnElement[bool]]:
    asked = ((customers.c.system, system), (customers.c.customer, customer))
    return [column == value for column, value in asked if value is not None]
