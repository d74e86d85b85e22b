"""Policies (regler för kunder): the default, how choosing goes on, and who falls in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Date, Select, String, Table, select

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.instants import local_date, parse_instant
from upphandling.domain.intervals import FIRST_DAY
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    put,
)

policies = Table(
    "policies",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("policy", String, primary_key=True),
    Column("bundle", String, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("rule", String, nullable=False),
    Column("legal_basis", String),
    Column("terms", String, nullable=False),
    Column("decision", String),
    Column("decided_at", Moment, nullable=False),
)

POLICIES = Projection(
    "policies", "Regler för dem som väljer eller inte", (policies,), version=2
)


@POLICIES.on(ChoiceSystem.Established)
def established(fact: Fact) -> Iterable[Change]:
    configuration = fact.data["configuration"]
    yield _default(fact, configuration["default"])
    if "choosing" in configuration:
        yield _choosing(fact, configuration["choosing"])


@POLICIES.on(ChoiceSystem.DefaultDecided)
def default_decided(fact: Fact) -> Iterable[Change]:
    yield _default(fact, fact.data["policy"])


@POLICIES.on(ChoiceSystem.ChoosingDecided)
def choosing_decided(fact: Fact) -> Iterable[Change]:
    yield _choosing(fact, fact.data["policy"])


@POLICIES.on(ChoiceSystem.FlagPolicyDecided)
def flags_decided(fact: Fact) -> Iterable[Change]:
    policy = fact.data["policy"]
    yield _row(fact, "flags", policy, rule="flags", legal_basis=policy["source"])


@POLICIES.on(ChoiceSystem.FallbackNamed)
def fallback_named(fact: Fact) -> Iterable[Change]:
    decided_at = parse_instant(fact.data["effective_at"], naive_is_local=False)
    yield _row(
        fact,
        "fallback",
        {"valid_from": local_date(decided_at).isoformat()},
        bundle=fact.data["bundle"],
        rule=fact.data["agreement"],
        legal_basis=fact.data["legal_basis"],
    )


def register(limit: int, offset: int) -> Select[Any]:
    """Policies by system and kind, the latest first."""
    return (
        select(policies)
        .order_by(
            policies.c.system,
            policies.c.policy,
            policies.c.bundle,
            policies.c.valid_from.desc(),
        )
        .limit(limit)
        .offset(offset)
    )


def _default(fact: Fact, policy: dict[str, Any]) -> Change:
    return _row(
        fact,
        "default",
        policy,
        rule=policy["rule"],
        legal_basis=policy["legal_basis"],
    )


def _choosing(fact: Fact, policy: dict[str, Any]) -> Change:
    return _row(fact, "choosing", policy, rule=policy["queue_order"])


def _row(
    fact: Fact,
    policy: str,
    terms: dict[str, Any],
    *,
    rule: str,
    bundle: str = "",
    legal_basis: str | None = None,
) -> Change:
    return put(
        policies,
        fact.key,
        policy,
        bundle,
        terms.get("valid_from", FIRST_DAY.isoformat()),
        rule=rule,
        legal_basis=legal_basis,
        terms=json.dumps(terms, ensure_ascii=False, sort_keys=True),
        decision=fact.data.get("decision"),
        decided_at=fact.data["effective_at"],
    )
