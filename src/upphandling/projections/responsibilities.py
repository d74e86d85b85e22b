"""Responsibilities (ansvar): which provider is responsible for whom, and when.

One row per customer, bundle and period in which provider, area and minutes a week
were the same; `until` is the first day that is not covered, at midnight in Sweden.
`care_ended` marks the last period of an episode: what follows is a return. A period
was begun by the event at the position `begun_at`, named `begun_by`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Select,
    String,
    Table,
    and_,
    or_,
    select,
)

from upphandling.domain.customer_choice import CustomerChoice
from upphandling.projections.agreements import agreements
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    patch,
    put,
)

responsibilities = Table(
    "responsibilities",
    READ_MODELS,
    Column("case_key", String, primary_key=True),
    Column("from_day", Date, primary_key=True),
    Column("until", Date),
    Column("system", String, nullable=False),
    Column("customer", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("area", String, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("agreement", String),
    Column("provider", String),
    Column("care_ended", Boolean, nullable=False),
    Column("begun_at", BigInteger, nullable=False),
    Column("begun_by", String, nullable=False),
    # A page of an agreement's customers is read from the index alone, in order.
    Index("responsible_for", "agreement", "case_key", "from_day", "until"),
    Index("responsible_to", "customer"),
)

RESPONSIBILITIES = Projection(
    "responsibilities", "Ansvar för varje kund", (responsibilities,), version=3
)


@RESPONSIBILITIES.on(CustomerChoice.Registered)
def registered(fact: Fact) -> Iterable[Change]:
    yield _begins(fact, fact.data["since"])


@RESPONSIBILITIES.on(
    CustomerChoice.TakenOver,
    CustomerChoice.FellBack,
    CustomerChoice.CareChanged,
    CustomerChoice.AreaChanged,
)
def changed(fact: Fact) -> Iterable[Change]:
    if fact.data["before_since"] is not None:
        yield patch(
            responsibilities,
            fact.key,
            fact.data["before_since"],
            until=fact.data["on"],
        )
    yield _begins(fact, fact.data["on"])


@RESPONSIBILITIES.on(CustomerChoice.CareEnded)
def care_ended(fact: Fact) -> Iterable[Change]:
    if fact.data["since"] is not None:
        yield _ends(fact, fact.data["since"])


@RESPONSIBILITIES.on(CustomerChoice.EndMoved)
def end_moved(fact: Fact) -> Iterable[Change]:
    """A period that began after the death has no days."""
    if fact.data["cut"] is not None:
        yield _ends(fact, fact.data["cut"])
    for first in fact.data["emptied"]:
        yield patch(responsibilities, fact.key, first, until=first, care_ended=True)


@RESPONSIBILITIES.on(CustomerChoice.Returned)
def returned(fact: Fact) -> Iterable[Change]:
    yield _begins(fact, fact.data["since"])


def there_on(on: date) -> ColumnElement[bool]:
    """The period includes the day."""
    row = responsibilities.c
    return and_(row.from_day <= on, or_(row.until.is_(None), row.until > on))


def periods(system: str) -> Select[Any]:
    """Every period of responsibility, customer by customer, in order."""
    row = responsibilities.c
    return (
        select(
            row.case_key,
            row.from_day,
            row.until,
            row.agreement,
            row.care_ended,
        )
        .where(row.system == system)
        .order_by(row.case_key, row.from_day)
    )


def of_customer(customer: str) -> Select[Any]:
    """Every period of one customer, bundle by bundle, with the agreement's days."""
    row = responsibilities.c
    return (
        select(
            row.bundle,
            row.area,
            row.agreement,
            row.provider,
            row.from_day,
            row.until,
            row.care_ended,
            agreements.c.name,
            agreements.c.starts_on,
            agreements.c.ends_on,
        )
        .join_from(
            responsibilities,
            agreements,
            row.agreement == agreements.c.agreement,
            isouter=True,
        )
        .where(row.customer == customer)
        .order_by(row.bundle, row.from_day)
    )


def of_agreement(agreement: str, on: date, after: str, limit: int) -> Select[Any]:
    """The customers of an agreement on a day, in order, past a `customer/bundle`."""
    row = responsibilities.c
    keys = (
        select(row.case_key, row.from_day)
        .where(row.agreement == agreement, row.case_key > after, there_on(on))
        .order_by(row.case_key)
        .limit(limit)
        .subquery()
    )
    return (
        select(
            row.case_key.label("key"),
            row.customer,
            row.bundle,
            row.area,
            row.minutes,
            row.from_day,
            row.until,
        )
        .join_from(
            keys,
            responsibilities,
            and_(
                keys.c.case_key == row.case_key,
                keys.c.from_day == row.from_day,
            ),
        )
        .order_by(row.case_key)
    )


def _ends(fact: Fact, first: str) -> Change:
    """A period of care has its last day."""
    first_free = date.fromisoformat(fact.data["last_day"]) + timedelta(days=1)
    return patch(
        responsibilities,
        fact.key,
        first,
        until=first_free.isoformat(),
        care_ended=True,
    )


def _begins(fact: Fact, day: str) -> Change:
    """A period begins on a day; nobody is responsible where no provider is named."""
    told = ("system", "bundle", "area", "minutes")
    return put(
        responsibilities,
        fact.key,
        day,
        until=None,
        customer=fact.key.partition("/")[0],
        agreement=fact.data.get("agreement"),
        provider=fact.data.get("provider"),
        care_ended=False,
        begun_at=fact.position,
        begun_by=fact.reference,
        **{column: fact.data[column] for column in told},
    )
