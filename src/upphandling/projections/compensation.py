"""Compensation (ersättning): at which rates each agreement's hours are paid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    Select,
    String,
    Table,
    and_,
    select,
)

from upphandling.domain.agreement import Agreement
from upphandling.domain.tender import Tender
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    put,
)
from upphandling.projections.tenders import tenders

compensations = Table(
    "compensations",
    READ_MODELS,
    Column("tender", String, primary_key=True),
    Column("paid_for", String, nullable=False),
    Column("same_for_in_house", Boolean, nullable=False),
    Column("index_name", String),
    Column("index_first_on", Date),
    Column("position", BigInteger, nullable=False),
)

rates = Table(
    "rates",
    READ_MODELS,
    Column("tender", String, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("service", String, nullable=False),
    Column("time_of_day", String, nullable=False),
    Column("day_kind", String, nullable=False),
    Column("area", String),
    Column("ore_per_hour", BigInteger, nullable=False),
)

awarded_agreements = Table(
    "awarded_agreements",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("award", String, nullable=False),
)

COMPENSATION = Projection(
    "compensation",
    "Ersättning per timme",
    (compensations, rates, awarded_agreements),
)


@COMPENSATION.on(Tender.CompensationSet)
def compensation_set(fact: Fact) -> Iterable[Change]:
    told = fact.data["compensation"]
    index = told["indexation"] or {"index": None, "first_on": None}
    yield put(
        compensations,
        fact.key,
        paid_for=told["basis"],
        same_for_in_house=told["same_for_in_house"],
        index_name=index["index"],
        index_first_on=index["first_on"],
        position=fact.position,
    )
    for number, rate in enumerate(told["rates"]):
        yield put(rates, fact.key, fact.position, number, **rate)


@COMPENSATION.on(Agreement.Signed)
def signed(fact: Fact) -> Iterable[Change]:
    yield put(awarded_agreements, fact.key, award=fact.data["award"])


def models() -> Select[Any]:
    """By which tender's compensation each awarded agreement is paid."""
    return (
        select(awarded_agreements.c.agreement, compensations)
        .join_from(
            awarded_agreements, tenders, tenders.c.award == awarded_agreements.c.award
        )
        .join(compensations, compensations.c.tender == tenders.c.tender)
        .order_by(compensations.c.position, awarded_agreements.c.agreement)
    )


def rates_in_force() -> Select[Any]:
    """The rates that each tender set last."""
    return (
        select(rates)
        .join_from(
            rates,
            compensations,
            and_(
                rates.c.tender == compensations.c.tender,
                rates.c.position == compensations.c.position,
            ),
        )
        .order_by(rates.c.tender, rates.c.number)
    )
