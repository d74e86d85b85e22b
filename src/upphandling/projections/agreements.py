"""Agreements (avtal): who delivers what, where, until when, with which share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Float, Select, String, Table, select

from upphandling.domain.agreement import BEGINNINGS, Agreement, LicenceStatus, Status
from upphandling.domain.instants import local_date
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

agreements = Table(
    "agreements",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("provider", String, nullable=False),
    Column("name", String, nullable=False),
    Column("regime", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("areas", String, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("status", String, nullable=False),
    Column("licence", String, nullable=False),
    Column("reason", String),
)

guarantees = Table(
    "guarantees",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("share_percent", Float, nullable=False),
)

AGREEMENTS = Projection("agreements", "Avtal", (agreements, guarantees), version=3)


@AGREEMENTS.on(*BEGINNINGS)
def made(fact: Fact) -> Iterable[Change]:
    terms = fact.data["terms"]
    yield put(
        agreements,
        fact.key,
        system=terms["system"],
        provider=terms["provider"],
        name=terms["name"],
        regime=terms["regime"],
        bundle=terms["bundle"],
        areas=json.dumps(terms["areas"]),
        made_at=fact.data["effective_at"],
        starts_on=terms["starts_on"],
        ends_on=terms["ends_on"],
        status=Status.SIGNED.value,
        licence=LicenceStatus.IN_FORCE.value,
        reason=None,
    )
    yield put(
        guarantees, fact.key, terms["starts_on"], share_percent=terms["share_percent"]
    )


@AGREEMENTS.on(Agreement.Began)
def began(fact: Fact) -> Iterable[Change]:
    yield patch(agreements, fact.key, status=Status.IN_FORCE.value)


@AGREEMENTS.on(
    Agreement.NoticeGiven,
    Agreement.EndAgreed,
    Agreement.Extended,
    Agreement.OptionExercised,
)
def end_moved(fact: Fact) -> Iterable[Change]:
    yield patch(
        agreements,
        fact.key,
        ends_on=fact.data["ends_on"],
        reason=fact.data["reason"],
    )


@AGREEMENTS.on(Agreement.PlacesChanged)
def places_changed(fact: Fact) -> Iterable[Change]:
    changed_at = datetime.fromisoformat(fact.data["effective_at"])
    yield put(
        guarantees,
        fact.key,
        local_date(changed_at).isoformat(),
        share_percent=fact.data["share_percent"],
    )


@AGREEMENTS.on(Agreement.LicenceChanged)
def licence_changed(fact: Fact) -> Iterable[Change]:
    yield patch(agreements, fact.key, licence=fact.data["licence"])


@AGREEMENTS.on(Agreement.Rescinded)
def rescinded(fact: Fact) -> Iterable[Change]:
    yield patch(
        agreements,
        fact.key,
        status=Status.RESCINDED.value,
        ends_on=fact.data["wind_up_until"],
        reason=fact.data["grounds"],
    )


@AGREEMENTS.on(Agreement.Expired)
def expired(fact: Fact) -> Iterable[Change]:
    yield patch(agreements, fact.key, status=Status.EXPIRED.value)


def register(limit: int, offset: int) -> Select[Any]:
    """Agreements by key."""
    return (
        select(agreements).order_by(agreements.c.agreement).limit(limit).offset(offset)
    )


def guaranteed() -> Select[Any]:
    """Every guaranteed share, each agreement's oldest first."""
    return select(guarantees).order_by(guarantees.c.agreement, guarantees.c.valid_from)


def of_system(system: str) -> Select[Any]:
    """Every agreement of a system, past ones too."""
    return select(agreements).where(agreements.c.system == system)


def in_force(system: str, on: date) -> Select[Any]:
    """The agreements under which somebody may deliver on a day."""
    return (
        select(agreements)
        .where(
            agreements.c.system == system,
            agreements.c.starts_on <= on,
            (agreements.c.ends_on.is_(None)) | (agreements.c.ends_on >= on),
        )
        .order_by(agreements.c.agreement)
    )
