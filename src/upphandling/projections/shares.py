"""Shares (andelar): who is responsible for whom, against what was decided.

`responsibilities` has one row per customer, bundle and period; `until` is the
first day that is not covered. Shares and coverage are counted from these rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    Date,
    Float,
    Integer,
    Select,
    String,
    Table,
    func,
    select,
)

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import SharePolicy
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    patch,
    put,
)

share_policies = Table(
    "share_policies",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("unit", String, nullable=False),
    Column("in_house_percent", Float, nullable=False),
    Column("external_percent", Float, nullable=False),
    Column("tolerance_points", Float, nullable=False),
    Column("note", String),
)

responsibilities = Table(
    "responsibilities",
    READ_MODELS,
    Column("case_key", String, primary_key=True),
    Column("from_day", Date, primary_key=True),
    Column("until", Date),
    Column("system", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("area", String, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("agreement", String),
    Column("provider", String),
)

SHARES = Projection("shares", "Andelar och ansvar", (share_policies, responsibilities))


@SHARES.on(ChoiceSystem.Established)
def established(fact: Fact) -> Iterable[Change]:
    for policy in fact.data["configuration"]["shares"]:
        yield _policy(fact.key, policy)


@SHARES.on(ChoiceSystem.SharesDecided)
def shares_decided(fact: Fact) -> Iterable[Change]:
    yield _policy(fact.key, fact.data["policy"])


@SHARES.on(CustomerChoice.Registered)
def registered(fact: Fact) -> Iterable[Change]:
    yield _begins(fact, fact.data["since"])


@SHARES.on(CustomerChoice.TakenOver)
def taken_over(fact: Fact) -> Iterable[Change]:
    if fact.data["before_since"] is not None:
        yield patch(
            responsibilities,
            fact.key,
            fact.data["before_since"],
            until=fact.data["on"],
        )
    yield _begins(fact, fact.data["on"])


@SHARES.on(CustomerChoice.CareEnded)
def care_ended(fact: Fact) -> Iterable[Change]:
    if fact.data["since"] is not None:
        first_free = date.fromisoformat(fact.data["last_day"]) + timedelta(days=1)
        yield patch(
            responsibilities,
            fact.key,
            fact.data["since"],
            until=first_free.isoformat(),
        )


def policies(system: str) -> Select[Any]:
    """The decided shares of a system, oldest first."""
    return (
        select(share_policies)
        .where(share_policies.c.system == system)
        .order_by(share_policies.c.valid_from)
    )


def actual(system: str, on: date) -> Select[Any]:
    """Customers and minutes a week per bundle, agreement and area on a day."""
    row = responsibilities.c
    return (
        select(
            row.bundle,
            row.agreement,
            row.provider,
            row.area,
            func.count().label("customers"),
            func.sum(row.minutes).label("minutes"),
        )
        .where(row.system == system, row.from_day <= on)
        .where((row.until.is_(None)) | (row.until > on))
        .group_by(row.bundle, row.agreement, row.provider, row.area)
        .order_by(row.bundle, row.agreement, row.area)
    )


def periods(system: str) -> Select[Any]:
    """Every period of responsibility, customer by customer, in order."""
    row = responsibilities.c
    return (
        select(row.case_key, row.from_day, row.until, row.agreement)
        .where(row.system == system)
        .order_by(row.case_key, row.from_day)
    )


def systems() -> CompoundSelect[Any]:
    """The systems that have customers or decided shares."""
    return (
        select(share_policies.c.system)
        .union(select(responsibilities.c.system))
        .order_by("system")
    )


def _begins(fact: Fact, day: str) -> Change:
    """Somebody becomes responsible for the customer on a day."""
    columns = ("system", "bundle", "area", "minutes", "agreement", "provider")
    return put(
        responsibilities,
        fact.key,
        day,
        until=None,
        **{column: fact.data[column] for column in columns},
    )


def _policy(system: str, policy: dict[str, Any]) -> Change:
    columns = SharePolicy.model_fields.keys() - {"valid_from"}
    return put(
        share_policies,
        system,
        policy["valid_from"],
        **{column: policy[column] for column in sorted(columns)},
    )
