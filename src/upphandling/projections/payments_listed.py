"""How payments are asked for: each month by its latest, or its approved, calculation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, Subquery, cast, func, select, true

from upphandling.domain.instants import midnight_after
from upphandling.domain.payment import Status
from upphandling.projections.payments import (
    payment_calculations,
    payment_parts,
    payment_services,
    payments,
)


def listed(
    asked: dict[str, str | None],
    limit: int | None = None,
    offset: int = 0,
    *,
    approved: bool = False,
) -> Select[Any]:
    """Payments by month and agreement; `asked` are columns that must be as told.

    `paid_ore` is what has been approved, with all corrections and after deductions;
    null for nothing. `calculated_ore`, before deductions, and what follows it is of the
    latest calculation; with `approved` of what was approved, and of no other months.
    """
    paid = (
        select(
            payment_parts.c.payment,
            cast(func.sum(payment_parts.c.total_ore), BigInteger).label("paid_ore"),
        )
        .group_by(payment_parts.c.payment)
        .subquery()
    )
    which = _chosen(approved=approved)
    told = {name: value for name, value in asked.items() if value is not None}
    of_calculation = payment_calculations.c
    return (
        select(
            *(column for column in payments.c if column is not payments.c.opened),
            of_calculation.tariff,
            of_calculation.visits,
            of_calculation.pay_ore.label("calculated_ore"),
            of_calculation.deducted_ore,
            of_calculation.carried_ore,
            of_calculation.calculated_at,
            paid.c.paid_ore,
        )
        .join_from(payments, which, which.c.payment == payments.c.payment)
        .join(
            payment_calculations,
            (of_calculation.payment == which.c.payment)
            & (of_calculation.version == which.c.version),
        )
        .join(paid, paid.c.payment == payments.c.payment, isouter=True)
        .where(*(payments.c[name] == value for name, value in told.items()))
        .order_by(payments.c.month, payments.c.agreement)
        .limit(limit)
        .offset(offset)
    )


def services_of(keys: Sequence[str], *, approved: bool = False) -> Select[Any]:
    """Of each service in the latest, or the approved, calculations of some payments."""
    return _services(_chosen(keys, approved=approved))


def approved_services_of(keys: Sequence[str], on: date) -> Select[Any]:
    """The same of what had been approved by the end of a day; of no other payments."""
    return _services(_chosen(keys, approved=True, on=on))


def _services(which: Subquery) -> Select[Any]:
    return (
        select(*(column for column in payment_services.c if column.key != "version"))
        .join(
            which,
            (payment_services.c.payment == which.c.payment)
            & (payment_services.c.version == which.c.version),
        )
        .order_by(payment_services.c.payment, payment_services.c.service)
    )


def parts_of(keys: Sequence[str]) -> Select[Any]:
    """What was approved of some payments, the month before its corrections."""
    return (
        select(*(column for column in payment_parts.c if column.key != "version"))
        .where(payment_parts.c.payment.in_(keys))
        .order_by(payment_parts.c.payment, payment_parts.c.number)
    )


def _chosen(
    keys: Sequence[str] | None = None, *, approved: bool, on: date | None = None
) -> Subquery:
    """By payment, the version of the calculation that is approved, or is the latest.

    Approved is the last one before the last approval, or before the last by the end of
    a day. The latest is that, unless none was approved or a correction is open that has
    been calculated since it was opened.
    """
    part = payment_parts.c
    known = true() if on is None else part.approved_at < midnight_after(on)
    last = (
        select(part.payment, func.max(part.version).label("on"))
        .where(known)
        .group_by(payment_parts.c.payment)
        .subquery()
    )
    version = payment_calculations.c.version
    stands = version < last.c.on
    in_work = last.c.on.is_(None) | (
        (payments.c.status == Status.CORRECTING.value) & (version > payments.c.opened)
    )
    return (
        select(payments.c.payment, func.max(version).label("version"))
        .join_from(
            payments,
            payment_calculations,
            payment_calculations.c.payment == payments.c.payment,
        )
        .join(last, last.c.payment == payments.c.payment, isouter=True)
        .where(stands if approved else stands | in_work)
        .where(true() if keys is None else payments.c.payment.in_(keys))
        .group_by(payments.c.payment)
        .subquery()
    )
