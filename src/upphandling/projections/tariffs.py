"""Tariffs (taxor): each version with its prices, from the day it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, Integer, Select, String, Table, func, select

from upphandling.domain.tariff import Tariff
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    put,
)

tariffs = Table(
    "tariffs",
    READ_MODELS,
    Column("tariff", String, primary_key=True),
    Column("system", String, nullable=False),
)

tariff_versions = Table(
    "tariff_versions",
    READ_MODELS,
    Column("tariff", String, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("decided_at", Moment, nullable=False),
    Column("most_percent", String),
    Column("vat_percent", String),
    Column("price_index", String),
    Column("factor", String),
    Column("source", String, nullable=False),
)

tariff_prices = Table(
    "tariff_prices",
    READ_MODELS,
    Column("tariff", String, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("service", String, nullable=False),
    Column("paid_by", String, nullable=False),
    Column("band", String),
    Column("least_minutes", Integer),
    Column("ore", Integer, nullable=False),
)

TARIFFS = Projection(
    "tariffs", "Taxor och deras priser", (tariffs, tariff_versions, tariff_prices)
)


@TARIFFS.on(Tariff.Adopted)
def adopted(fact: Fact) -> Iterable[Change]:
    yield put(tariffs, fact.key, system=fact.data["system"])
    yield from _version(fact)


@TARIFFS.on(Tariff.VersionAdopted, Tariff.Indexed)
def version_decided(fact: Fact) -> Iterable[Change]:
    yield from _version(fact)


def register(system: str | None, on: date, limit: int, offset: int) -> Select[Any]:
    """The prices that hold on a day, of every tariff or those of a system."""
    held = (
        select(
            tariff_versions.c.tariff,
            func.max(tariff_versions.c.valid_from).label("valid_from"),
        )
        .where(tariff_versions.c.valid_from <= on)
        .group_by(tariff_versions.c.tariff)
        .subquery()
    )
    version, price = tariff_versions.c, tariff_prices.c
    query = (
        select(
            tariffs.c.system,
            tariffs.c.tariff,
            version.valid_from,
            price.service,
            price.paid_by,
            price.band,
            price.least_minutes,
            price.ore,
            version.most_percent,
            version.vat_percent,
            version.price_index,
            version.factor,
            version.source,
        )
        .join_from(tariffs, held, held.c.tariff == tariffs.c.tariff)
        .join(
            tariff_versions,
            (version.tariff == held.c.tariff)
            & (version.valid_from == held.c.valid_from),
        )
        .join(
            tariff_prices,
            (price.tariff == version.tariff) & (price.valid_from == version.valid_from),
        )
        .order_by(tariffs.c.tariff, price.number)
        .limit(limit)
        .offset(offset)
    )
    return query if system is None else query.where(tariffs.c.system == system)


def _version(fact: Fact) -> Iterable[Change]:
    version = fact.data["version"]
    yield put(
        tariff_versions,
        fact.key,
        version["valid_from"],
        decided_at=fact.data["effective_at"],
        most_percent=version["most_percent"],
        vat_percent=version["vat_percent"],
        price_index=fact.data.get("index"),
        factor=fact.data.get("factor"),
        source=version["source"],
    )
    for number, price in enumerate(version["prices"], start=1):
        yield put(
            tariff_prices,
            fact.key,
            version["valid_from"],
            number,
            **{name: price[name] for name in ("service", "paid_by", "band")},
            **{name: price[name] for name in ("least_minutes", "ore")},
        )
