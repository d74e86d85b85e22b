"""Providers (utförare): their licences day by day, and what a lost one touches.

Bidders are known here from the notices that they were sent, never from their bids.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Select,
    String,
    Subquery,
    Table,
    and_,
    or_,
    select,
    union_all,
)

from upphandling.domain.agreement import Status
from upphandling.domain.award import Award
from upphandling.domain.licence import LicenceStatus
from upphandling.domain.provider import Provider
from upphandling.domain.tender import Tender
from upphandling.projections.agreements import agreements
from upphandling.projections.awards import awards
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    put,
)
from upphandling.projections.tenders import tenders

providers = Table(
    "providers",
    READ_MODELS,
    Column("provider", String, primary_key=True),
    Column("name", String, nullable=False),
)

licences = Table(
    "licences",
    READ_MODELS,
    Column("provider", String, primary_key=True),
    Column("ruling", String, primary_key=True),
    Column("licence", String, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("in_force_from", Date, nullable=False),
    Column("source", String, nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("corrected", Boolean, nullable=False),
)

notified_bidders = Table(
    "notified_bidders",
    READ_MODELS,
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("provider", String, primary_key=True),
)

PROVIDERS = Projection(
    "providers", "Utförare och tillstånd", (providers, licences, notified_bidders)
)


@PROVIDERS.on(Provider.Registered)
def registered(fact: Fact) -> Iterable[Change]:
    yield put(providers, fact.key, name=fact.data["name"])


@PROVIDERS.on(Provider.LicenceDecided, Provider.LicenceCorrected)
def licence_decided(fact: Fact) -> Iterable[Change]:
    ruling = fact.data["ruling"]
    yield put(
        licences,
        fact.key,
        ruling["ruling"],
        licence=ruling["licence"],
        decided_on=ruling["decided_on"],
        in_force_from=ruling["in_force_from"],
        source=ruling["source"],
        known_at=fact.data["effective_at"],
        corrected=fact.topic == Provider.LicenceCorrected.TOPIC,
    )


@PROVIDERS.on(Award.Notified, Tender.CancellationNotified)
def bidders_notified(fact: Fact) -> Iterable[Change]:
    kind = fact.case.partition(":")[0]
    for notice in fact.data["notices"]:
        yield put(notified_bidders, kind, fact.key, notice["recipient"])


def register(on: date, limit: int, offset: int) -> Select[Any]:
    """Providers by key, each with the licence that holds on a day."""
    held = standing(on)
    return (
        select(
            providers,
            held.c.licence,
            held.c.ruling,
            held.c.decided_on,
            held.c.in_force_from,
            held.c.source,
            held.c.known_at,
        )
        .join(held, held.c.provider == providers.c.provider, isouter=True)
        .order_by(providers.c.provider)
        .limit(limit)
        .offset(offset)
    )


def flags(on: date, limit: int, offset: int) -> Select[Any]:
    """What a doubtful licence touches, by provider and case."""
    doubted = in_doubt(on).subquery()
    return (
        select(doubted)
        .order_by(doubted.c.provider, doubted.c.case_id)
        .limit(limit)
        .offset(offset)
    )


def in_doubt(on: date) -> Select[Any]:
    """Agreements, awards and cancelled tenders whose provider's licence is in doubt.

    In doubt is every licence that does not plainly hold on the day, a suspended
    revocation too. Agreements that have ended are left out.
    """
    doubtful = standing(on)
    touched = union_all(
        select(
            agreements.c.provider,
            ("agreement:" + agreements.c.agreement).label("case_id"),
            agreements.c.status,
        ).where(
            agreements.c.status.in_((Status.SIGNED.value, Status.IN_FORCE.value)),
            or_(agreements.c.ends_on.is_(None), agreements.c.ends_on >= on),
        ),
        _notified("award", awards, awards.c.award),
        _notified("tender", tenders, tenders.c.tender),
    ).subquery()
    return (
        select(
            touched.c.provider,
            providers.c.name,
            doubtful.c.licence,
            doubtful.c.in_force_from,
            touched.c.case_id,
            touched.c.status,
        )
        .join_from(touched, doubtful, doubtful.c.provider == touched.c.provider)
        .join(providers, providers.c.provider == touched.c.provider)
        .where(doubtful.c.licence != LicenceStatus.IN_FORCE.value)
    )


def _notified(kind: str, table: Table, key: Column[str]) -> Select[Any]:
    """The bidders of a kind of case, with how the case stands."""
    return (
        select(
            notified_bidders.c.provider,
            (f"{kind}:" + notified_bidders.c.key).label("case_id"),
            table.c.status,
        )
        .join_from(notified_bidders, table, key == notified_bidders.c.key)
        .where(notified_bidders.c.kind == kind)
    )


def standing(on: date) -> Subquery:
    """Each provider's ruling that holds on a day: the last to take effect by then."""
    later = licences.alias()
    one_day = later.c.in_force_from == licences.c.in_force_from
    same_day = and_(one_day, later.c.decided_on == licences.c.decided_on)
    overtaken = (
        select(later.c.ruling)
        .where(
            later.c.provider == licences.c.provider,
            later.c.in_force_from <= on,
            or_(
                later.c.in_force_from > licences.c.in_force_from,
                and_(one_day, later.c.decided_on > licences.c.decided_on),
                and_(same_day, later.c.ruling > licences.c.ruling),
            ),
        )
        .exists()
    )
    return select(licences).where(licences.c.in_force_from <= on, ~overtaken).subquery()
