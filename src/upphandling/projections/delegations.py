"""Delegation: the register, and every decision that was taken by it.

A secret decision, one that tells of bids, stands only in the history of its case, and
so do the placings of each customer: the allocation that placed them is listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Select,
    String,
    Table,
    func,
    select,
)

from upphandling.domain.base import Decision
from upphandling.domain.catalogue import EVENTS, PERSONAL
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.tender import Tender
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

delegations = Table(
    "delegations",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("delegation", String, primary_key=True),
    Column("decisions", String, nullable=False),
    Column("roles", String, nullable=False),
    Column("delegated_to", String, nullable=False),
    Column("max_amount_sek", BigInteger),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("source", String, nullable=False),
    Column("reported_to", String),
    Column("withdrawn_on", Date),
)

mandated = Table(
    "mandated",
    READ_MODELS,
    Column("position", BigInteger, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("event", String, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("role", String, nullable=False),
    Column("mandate", String, nullable=False, index=True),
    # Whoever asks why finds a case's last decision without its whole history.
    Index("decided_in", "case_id", "position"),
)

belongings = Table(
    "belongings",
    READ_MODELS,
    Column("case_id", String, primary_key=True),
    Column("system", String),
    Column("through", String),
)

DELEGATIONS = Projection(
    "delegations", "Delegation", (delegations, mandated, belongings)
)

OF_THE_REGISTER = (
    ChoiceSystem.DecisionRightDelegated,
    ChoiceSystem.DelegationWithdrawn,
)


# -- The register ----------------------------------------------------------


@DELEGATIONS.on(ChoiceSystem.DecisionRightDelegated)
def delegated(fact: Fact) -> Iterable[Change]:
    yield put(
        delegations,
        fact.key,
        fact.data["delegation"],
        decisions=json.dumps(fact.data["decisions"]),
        roles=json.dumps(fact.data["roles"]),
        delegated_to=fact.data["to"],
        max_amount_sek=fact.data["max_amount_sek"],
        valid_from=fact.data["valid_from"],
        valid_to=fact.data["valid_to"],
        source=fact.data["source"],
        reported_to=fact.data["reported_to"],
        withdrawn_on=None,
    )


@DELEGATIONS.on(ChoiceSystem.DelegationWithdrawn)
def withdrawn(fact: Fact) -> Iterable[Change]:
    yield patch(
        delegations,
        fact.key,
        fact.data["delegation"],
        withdrawn_on=fact.data["withdrawn_on"],
    )


# -- What was decided, and in which system ---------------------------------


def decided(fact: Fact) -> Iterable[Change]:
    yield put(
        mandated,
        fact.position,
        case_id=fact.case,
        event=fact.topic,
        decided_at=fact.data["effective_at"],
        decided_by=fact.data["by"],
        role=fact.data["role"],
        mandate=fact.data["mandate"],
    )
    yield from belongs(fact)


def belongs(fact: Fact) -> Iterable[Change]:
    """Where a case says which system it belongs to, or through which tender."""
    told = fact.data.get("terms", fact.data)
    if "system" in told:
        yield put(belongings, fact.case, system=told["system"], through=None)
    if fact.topic == ChoiceSystem.Established.TOPIC:
        yield put(belongings, fact.case, system=fact.key, through=None)
    if fact.topic == Tender.Awarded.TOPIC:
        award = f"award:{fact.data['award']}"
        yield put(belongings, award, system=None, through=fact.case)


_PUBLIC = [
    event
    for event in EVENTS.values()
    if not event.SECRET
    and event.CASE.KIND not in PERSONAL
    and event not in OF_THE_REGISTER
]
DELEGATIONS.on(*(event for event in _PUBLIC if issubclass(event, Decision)))(decided)
DELEGATIONS.on(
    *(
        event
        for event in _PUBLIC
        if not issubclass(event, Decision)
        and not {"system", "terms"}.isdisjoint(event.model_fields)
    )
)(belongs)


# -- How it is asked -------------------------------------------------------


def register(limit: int, offset: int) -> Select[Any]:
    """The register, system by system."""
    return (
        select(delegations)
        .order_by(delegations.c.system, delegations.c.delegation)
        .limit(limit)
        .offset(offset)
    )


def decided_by_delegation(limit: int, offset: int) -> Select[Any]:
    """Every decision taken by delegation, in the order they were recorded."""
    through = belongings.alias()
    system = func.coalesce(belongings.c.system, through.c.system)
    return (
        select(
            delegations.c.system,
            delegations.c.delegation,
            delegations.c.reported_to,
            mandated.c.case_id,
            mandated.c.event,
            mandated.c.decided_at,
            mandated.c.decided_by,
            mandated.c.role,
        )
        .join_from(mandated, belongings, mandated.c.case_id == belongings.c.case_id)
        .join(through, through.c.case_id == belongings.c.through, isouter=True)
        .join(
            delegations,
            (delegations.c.system == system)
            & (delegations.c.delegation == mandated.c.mandate),
        )
        .order_by(mandated.c.position)
        .limit(limit)
        .offset(offset)
    )
