"""Shares (andelar): what was decided, and how many customers each provider has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    CompoundSelect,
    Date,
    Float,
    Select,
    String,
    Table,
    func,
    select,
)

from upphandling.domain.agreement import Agreement
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import SharePolicy
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    put,
)
from upphandling.projections.responsibilities import responsibilities, there_on

WHOLE = ""  # stands for the whole system where a key cannot be null

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

share_steps = Table(
    "share_steps",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("area", String, primary_key=True),
    Column("minimum_percent", Float, nullable=False),
    Column("cap_percent", Float),
    Column("unit", String, nullable=False),
    Column("position", BigInteger, nullable=False),
)

SHARES = Projection("shares", "Andelar", (share_policies, share_steps), version=2)


@SHARES.on(ChoiceSystem.Established)
def established(fact: Fact) -> Iterable[Change]:
    for policy in fact.data["configuration"]["shares"]:
        yield _policy(fact.key, policy)


@SHARES.on(ChoiceSystem.SharesDecided)
def shares_decided(fact: Fact) -> Iterable[Change]:
    yield _policy(fact.key, fact.data["policy"])


@SHARES.on(Agreement.SharesAgreed)
def shares_agreed(fact: Fact) -> Iterable[Change]:
    for step in fact.data["steps"]:
        yield put(
            share_steps,
            fact.key,
            step["from_on"],
            step["area"] or WHOLE,
            minimum_percent=step["minimum_percent"],
            cap_percent=step["cap_percent"],
            unit=step["unit"],
            position=fact.position,
        )


def policies(system: str) -> Select[Any]:
    """The decided shares of a system, oldest first."""
    return (
        select(share_policies)
        .where(share_policies.c.system == system)
        .order_by(share_policies.c.valid_from)
    )


def steps() -> Select[Any]:
    """Every agreed step of a share; one that comes later here replaces the earlier."""
    return select(share_steps).order_by(share_steps.c.position, share_steps.c.from_on)


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
        .where(row.system == system, there_on(on))
        .group_by(row.bundle, row.agreement, row.provider, row.area)
        .order_by(row.bundle, row.agreement, row.area)
    )


def held(system: str, first: date, last: date) -> Select[Any]:
    """As `actual`, for all who were there on any of the days, by when they were."""
    row = responsibilities.c
    held_by = (
        row.bundle,
        row.agreement,
        row.area,
        row.from_day,
        row.until,
    )
    return (
        select(
            *held_by,
            func.count().label("customers"),
            func.sum(row.minutes).label("minutes"),
        )
        .where(
            row.system == system,
            row.from_day <= last,
            row.until.is_(None) | (row.until > first),
        )
        .group_by(*held_by)
    )


def systems() -> CompoundSelect[Any]:
    """The systems that have customers or decided shares."""
    return (
        select(share_policies.c.system)
        .union(select(responsibilities.c.system))
        .order_by("system")
    )


def _policy(system: str, policy: dict[str, Any]) -> Change:
    columns = SharePolicy.model_fields.keys() - {"valid_from"}
    return put(
        share_policies,
        system,
        policy["valid_from"],
        **{column: policy[column] for column in sorted(columns)},
    )
