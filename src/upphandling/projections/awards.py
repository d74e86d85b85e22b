"""Awards (tilldelningar): who won, what locks signing, and what follows on contracts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Date, Integer, Select, String, Table, func, select

from upphandling.domain.award import Award, Status
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    drop,
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

award_locks = Table(
    "award_locks",
    READ_MODELS,
    Column("award", String, primary_key=True),
    Column("lock", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("review", String, nullable=False),
    Column("last_day", Date),
)

award_contracts = Table(
    "award_contracts",
    READ_MODELS,
    Column("award", String, primary_key=True),
    Column("agreement", String, primary_key=True),
    Column("post_award_notice_due", Date),
    Column("validity_last_day", Date),
)

award_reevaluations = Table(
    "award_reevaluations",
    READ_MODELS,
    Column("award", String, primary_key=True),
    Column("reevaluated_at", Moment, nullable=False),
)

AWARDS = Projection(
    "awards",
    "Tilldelningar",
    (awards, award_locks, award_contracts, award_reevaluations),
    version=2,
)


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


@AWARDS.on(Award.NotifiedDefectively, Award.NoticeFoundDefective)
def standstill_not_running(fact: Fact) -> Iterable[Change]:
    yield patch(
        awards,
        fact.key,
        status=Status.DECIDED.value,
        notified=None,
        standstill_last_day=None,
        free_from=None,
    )


@AWARDS.on(Award.SigningUnlocked)
def signing_unlocked(fact: Fact) -> Iterable[Change]:
    yield patch(awards, fact.key, status=Status.UNLOCKED.value)


@AWARDS.on(Award.SigningRelocked)
def signing_relocked(fact: Fact) -> Iterable[Change]:
    yield patch(awards, fact.key, status=Status.NOTIFIED.value)


@AWARDS.on(Award.Annulled)
def annulled(fact: Fact) -> Iterable[Change]:
    yield patch(awards, fact.key, status=Status.ANNULLED.value)


@AWARDS.on(Award.Withdrawn)
def withdrawn(fact: Fact) -> Iterable[Change]:
    yield patch(awards, fact.key, status=Status.WITHDRAWN.value)


@AWARDS.on(Award.Reevaluated)
def reevaluated(fact: Fact) -> Iterable[Change]:
    yield put(award_reevaluations, fact.key, reevaluated_at=fact.data["effective_at"])
    yield patch(
        awards,
        fact.key,
        status=Status.PROPOSED.value,
        winners="[]",
        notified=None,
        standstill_last_day=None,
        free_from=None,
    )


@AWARDS.on(Award.SigningLocked)
def signing_locked(fact: Fact) -> Iterable[Change]:
    lock = fact.data["lock"]
    yield put(
        award_locks,
        fact.key,
        lock["lock"],
        kind=lock["kind"],
        review=lock["review"],
        last_day=lock["period"] and lock["period"]["last_day"],
    )


@AWARDS.on(Award.LockReleased)
def lock_released(fact: Fact) -> Iterable[Change]:
    yield drop(award_locks, fact.key, fact.data["lock"])


@AWARDS.on(Award.WindowsOpened)
def windows_opened(fact: Fact) -> Iterable[Change]:
    notice, validity = fact.data["post_award_notice"], fact.data["validity"]
    yield put(
        award_contracts,
        fact.key,
        fact.data["agreement"],
        post_award_notice_due=notice and notice["last_day"],
        validity_last_day=validity and validity["last_day"],
    )


@AWARDS.on(Award.PostAwardNoticePublished)
def notice_published(fact: Fact) -> Iterable[Change]:
    for agreement in fact.data["agreements"]:
        yield patch(award_contracts, fact.key, agreement, post_award_notice_due=None)
    yield from contracts_announced(fact)


@AWARDS.on(Award.ContractAnnouncedToBidders)
def contracts_announced(fact: Fact) -> Iterable[Change]:
    for agreement in fact.data["shortened"]:
        last_day = fact.data["validity_short"]["last_day"]
        yield patch(award_contracts, fact.key, agreement, validity_last_day=last_day)


def register(limit: int, offset: int) -> Select[Any]:
    """Awards by key; of several contracts the first notice due and the last review."""
    of_contracts = award_contracts.c
    columns = (
        select(func.aggregate_strings(award_locks.c.kind, ", "))
        .where(award_locks.c.award == awards.c.award)
        .scalar_subquery()
        .label("locked_by"),
        select(award_reevaluations.c.reevaluated_at)
        .where(award_reevaluations.c.award == awards.c.award)
        .scalar_subquery()
        .label("reevaluated_at"),
        select(func.min(of_contracts.post_award_notice_due))
        .where(of_contracts.award == awards.c.award)
        .scalar_subquery()
        .label("post_award_notice_due"),
        select(func.max(of_contracts.validity_last_day))
        .where(of_contracts.award == awards.c.award)
        .scalar_subquery()
        .label("validity_last_day"),
    )
    query = select(awards, *columns).order_by(awards.c.award)
    return query.limit(limit).offset(offset)
