"""Awards (tilldelningar): who won, and until when signing is locked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Date, Integer, Select, String, Table, select

from upphandling.domain.award import Award, Status
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

awards = Table(
    "awards",
    READ_MODELS,
    Column("award", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("winners", String, nullable=False),
    Column("motive", String, nullable=False),
    Column("notified", Integer),
    Column("standstill_last_day", Date),
    Column("free_from", Date),
)

AWARDS = Projection("awards", "Tilldelningar", (awards,))


@AWARDS.on(Award.Decided)
def decided(fact: Fact) -> Iterable[Change]:
    yield put(
        awards,
        fact.key,
        status=Status.DECIDED.value,
        decided_at=fact.data["effective_at"],
        winners=json.dumps(fact.data["winners"]),
        motive=fact.data["motive"],
        notified=None,
        standstill_last_day=None,
        free_from=None,
    )


@AWARDS.on(Award.Notified)
def notified(fact: Fact) -> Iterable[Change]:
    yield patch(
        awards,
        fact.key,
        status=Status.NOTIFIED.value,
        notified=len(fact.data["notices"]),
        standstill_last_day=fact.data["standstill"]["last_day"],
        free_from=fact.data["standstill"]["free_from"],
    )


@AWARDS.on(Award.SigningUnlocked)
def signing_unlocked(fact: Fact) -> Iterable[Change]:
    yield patch(awards, fact.key, status=Status.UNLOCKED.value)


@AWARDS.on(Award.Withdrawn)
def withdrawn(fact: Fact) -> Iterable[Change]:
    yield patch(awards, fact.key, status=Status.WITHDRAWN.value)


def register(limit: int, offset: int) -> Select[Any]:
    """Awards by key."""
    return select(awards).order_by(awards.c.award).limit(limit).offset(offset)
