"""Indicators (nyckeltal): what each definition said, and every value that was kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, Table

from upphandling.domain.indicator import Indicator
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    put,
)

indicator_definitions = Table(
    "indicator_definitions",
    READ_MODELS,
    Column("indicator", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("title", String, nullable=False),
    Column("formula", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("better", String, nullable=False),
    Column("period", String, nullable=False),
    Column("computed_by", String),
    Column("least_group", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
)

OF_ALL = ""  # stands for every agreement, or area, where a key cannot be null


def _group() -> Iterable[Column[Any]]:
    yield Column("indicator", String, primary_key=True)
    yield Column("system", String, primary_key=True)
    yield Column("agreement", String, primary_key=True)
    yield Column("area", String, primary_key=True)
    yield Column("first_on", Date, primary_key=True)


def _figure() -> Iterable[Column[Any]]:
    yield Column("last_on", Date, nullable=False)
    yield Column("version", Integer, nullable=False)
    yield Column("value", String, nullable=False)
    yield Column("numerator", BigInteger)
    yield Column("denominator", BigInteger)
    yield Column("of_persons", BigInteger, nullable=False)
    yield Column("source", String)
    yield Column("reason", String)
    yield Column("reference", String, nullable=False)
    yield Column("recorded_at", Moment, nullable=False)


indicator_values = Table(
    "indicator_values",
    READ_MODELS,
    *_group(),
    Column("position", BigInteger, nullable=False),
    *_figure(),
)
Index("indicator_values_agreement", indicator_values.c.agreement)

kept_values = Table(
    "kept_values",
    READ_MODELS,
    *_group(),
    Column("position", BigInteger, primary_key=True),
    *_figure(),
)

INDICATORS = Projection(
    "indicators",
    "Nyckeltal",
    (indicator_definitions, indicator_values, kept_values),
)

DEFINED = (
    "title",
    "formula",
    "unit",
    "better",
    "period",
    "computed_by",
    "least_group",
    "valid_from",
)


@INDICATORS.on(Indicator.Defined)
def defined(fact: Fact) -> Iterable[Change]:
    told = fact.data["definition"]
    yield put(
        indicator_definitions,
        fact.key,
        fact.data["version"],
        **{column: told[column] for column in DEFINED},
    )


@INDICATORS.on(
    Indicator.ValueRecorded,
    Indicator.ValueComputed,
    Indicator.ValueCounted,
    Indicator.ValueCorrected,
)
def kept(fact: Fact) -> Iterable[Change]:
    figure = fact.data["figure"]
    whose = figure["whose"]
    group = (
        fact.key,
        whose["system"],
        whose["agreement"] or OF_ALL,
        whose["area"] or OF_ALL,
        figure["first"],
    )
    told = {
        "last_on": figure["last"],
        "version": fact.data["version"],
        "value": figure["value"],
        "numerator": figure["numerator"],
        "denominator": figure["denominator"],
        "of_persons": figure["of"],
        "source": fact.data.get("source"),
        "reason": fact.data.get("reason"),
        "reference": fact.reference,
        "recorded_at": fact.data["effective_at"],
    }
    yield put(kept_values, *group, fact.position, **told)
    yield put(indicator_values, *group, position=fact.position, **told)
