"""Care given (utförd tid, som beviljad): whose granted minutes fall on which provider."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from upphandling.projections.bundles import first_services
from upphandling.projections.care import care_decisions, care_services, customers
from upphandling.projections.responsibilities import responsibilities

held, decided, granted = responsibilities.c, care_decisions.c, care_services.c


def given(system: str, from_day: date, until: date) -> Select[Any]:
    """Minutes a week per agreement, service and days, summed over the customers.

    The days are cut at `from_day` and `until`, which is not included; what was granted
    holds to and with `last_day` (null: it runs on).
    """
    starts = case(
        (
            and_(decided.valid_from > held.from_day, decided.valid_from > from_day),
            decided.valid_from,
        ),
        (held.from_day > from_day, held.from_day),
        else_=from_day,
    )
    grouped = (
        held.agreement,
        held.area,
        granted.service,
        granted.time_of_day,
        granted.day_kind,
        starts,
        _stops(until),
        case((decided.valid_to < until, decided.valid_to)),
    )
    return _served(
        system,
        (from_day, until),
        *grouped[:5],
        grouped[5].label("from_day"),
        grouped[6].label("until"),
        grouped[7].label("last_day"),
        func.sum(granted.minutes).label("minutes"),
    ).group_by(*grouped)


def given_each(system: str, from_day: date, until: date) -> Select[Any]:
    """The same customer by customer, on the days on which the same answered for them.

    `first`, `until` and `last_day` bound the days; `until` is not included.
    """
    starts = case(
        (decided.valid_from > held.from_day, decided.valid_from), else_=held.from_day
    )
    return _served(
        system,
        (from_day, until),
        held.agreement,
        held.customer,
        granted.service,
        granted.time_of_day,
        granted.day_kind,
        granted.minutes,
        starts.label("first"),
        _stops(until).label("until"),
        decided.valid_to.label("last_day"),
    ).order_by(
        held.agreement,
        held.customer,
        held.from_day,
        granted.decision,
        granted.number,
    )


def _served(system: str, days: tuple[date, date], *columns: Any) -> Select[Any]:
    """What customers are granted beside who answers for them, from a day until another."""
    return (
        select(*columns)
        .join_from(
            responsibilities,
            care_services,
            and_(granted.customer == held.customer, granted.bundle == held.bundle),
        )
        .join(
            care_decisions,
            and_(
                decided.customer == granted.customer,
                decided.decision == granted.decision,
            ),
        )
        .where(_within(system, *days), _overlaps(*days))
    )


def assumed(system: str, from_day: date, until: date) -> Select[Any]:
    """The same of those of whom only minutes are known: by day, all days alike.

    `service` is the first of the bundle.
    """
    grouped = (
        held.agreement,
        held.area,
        first_services.c.service,
        case((held.from_day > from_day, held.from_day), else_=from_day),
        _stops(until),
    )
    decisions = (
        select(granted.customer)
        .join_from(
            care_services,
            care_decisions,
            and_(
                decided.customer == granted.customer,
                decided.decision == granted.decision,
            ),
        )
        .where(
            granted.customer == held.customer,
            granted.bundle == held.bundle,
            _overlaps(from_day, until),
        )
    )
    return (
        select(
            *grouped[:3],
            grouped[3].label("from_day"),
            grouped[4].label("until"),
            func.sum(held.minutes).label("minutes"),
            func.count().label("customers"),
        )
        .join_from(
            responsibilities,
            first_services,
            and_(
                first_services.c.system == held.system,
                first_services.c.bundle == held.bundle,
            ),
        )
        .where(_within(system, from_day, until), held.minutes > 0, ~exists(decisions))
        .group_by(*grouped)
    )


def served(system: str, from_day: date, until: date) -> Select[Any]:
    """How many customers each agreement has had on some day."""
    return (
        select(held.agreement, func.count(held.case_key.distinct()).label("customers"))
        .where(_within(system, from_day, until))
        .group_by(held.agreement)
        .order_by(held.agreement)
    )


def granted_until(system: str, day: date) -> Select[Any]:
    """Every service that was granted from a day up to and including this one."""
    return (
        select(
            granted.customer,
            granted.bundle,
            granted.service,
            decided.valid_from,
            decided.valid_to,
            customers.c.died_on,
        )
        .join_from(
            care_services,
            care_decisions,
            and_(
                decided.customer == granted.customer,
                decided.decision == granted.decision,
            ),
        )
        .join(customers, customers.c.customer == granted.customer)
        .where(customers.c.system == system, decided.valid_from <= day)
        .order_by(granted.customer, granted.decision, granted.number)
    )


def granted_to(customers: Collection[str], on: date) -> Select[Any]:
    """The services that some customers are granted on a day."""
    return (
        select(granted.customer, granted.bundle, granted.service)
        .join_from(
            care_services,
            care_decisions,
            and_(
                decided.customer == granted.customer,
                decided.decision == granted.decision,
            ),
        )
        .where(
            granted.customer.in_(customers),
            decided.valid_from <= on,
            or_(decided.valid_to.is_(None), decided.valid_to >= on),
        )
        .distinct()
        .order_by(granted.customer, granted.bundle, granted.service)
    )


def _within(system: str, from_day: date, until: date) -> ColumnElement[bool]:
    """Somebody was responsible on some of the days."""
    return and_(
        held.system == system,
        held.agreement.is_not(None),
        held.from_day < until,
        or_(held.until.is_(None), held.until > from_day),
    )


def _overlaps(from_day: date, until: date) -> ColumnElement[bool]:
    """The decision held on some of the days of the period."""
    return and_(
        decided.valid_from < until,
        or_(held.until.is_(None), decided.valid_from < held.until),
        or_(
            decided.valid_to.is_(None),
            and_(decided.valid_to >= from_day, decided.valid_to >= held.from_day),
        ),
    )


def _stops(until: date) -> ColumnElement[Any]:
    return case((held.until < until, held.until), else_=until)
