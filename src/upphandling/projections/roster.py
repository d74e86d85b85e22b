"""Roster (behörighetsregister): roles, conflicts, broken glasses, what was read or kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Date, Select, String, Table, select

from upphandling.domain.reading import Reading
from upphandling.domain.roster import Roster
from upphandling.domain.vault_entry import VaultEntry
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

NO_PARTY = ""
UNNAMED = ""

roles = Table(
    "roster_roles",
    READ_MODELS,
    Column("person", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("party", String, primary_key=True),
    Column("from_day", Date, nullable=False),
    Column("until", Date),
    Column("granted_by", String, nullable=False),
)

conflicts = Table(
    "roster_conflicts",
    READ_MODELS,
    Column("person", String, primary_key=True),
    Column("about", String, primary_key=True),
    Column("ground", String, nullable=False),
    Column("declared_at", Moment, nullable=False),
)

glasses = Table(
    "break_glass",
    READ_MODELS,
    Column("glass", String, primary_key=True),
    Column("person", String, nullable=False),
    Column("target", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("reviewed_by", String),
    Column("justified", Boolean),
)

readings = Table(
    "readings",
    READ_MODELS,
    Column("reading", String, primary_key=True),
    Column("read_at", Moment, nullable=False),
    Column("person", String, nullable=False),
    Column("role", String, nullable=False),
    Column("view", String, nullable=False),
    Column("subject", String),
    Column("fields", String, nullable=False),
    Column("reason", String),
)

entries = Table(
    "vault_entries",
    READ_MODELS,
    Column("entry", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("kept_at", Moment, nullable=False),
    Column("person", String, nullable=False),
    Column("role", String, nullable=False),
    Column("view", String, nullable=False),
    Column("document_class", String),
    Column("fields", String),
)

ROSTER = Projection(
    "roster",
    "Behörighetsregister, läsningar och valvanteckningar",
    (roles, conflicts, glasses, readings, entries),
)


# -- What each event does ----------------------------------------------------


@ROSTER.on(Roster.RoleGranted)
def granted(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield put(
        roles,
        told["person"],
        told["granted"],
        told["party"] or NO_PARTY,
        from_day=told["from_day"],
        until=told["until"],
        granted_by=told["by"],
    )


@ROSTER.on(Roster.RoleWithdrawn)
def withdrawn(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield drop(roles, told["person"], told["withdrawn"], told["party"] or NO_PARTY)


@ROSTER.on(Roster.ConflictDeclared)
def declared(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield put(
        conflicts,
        told["person"],
        told["about"],
        ground=told["ground"],
        declared_at=told["effective_at"],
    )


@ROSTER.on(Roster.ConflictLifted)
def lifted(fact: Fact) -> Iterable[Change]:
    yield drop(conflicts, fact.data["person"], fact.data["about"])


@ROSTER.on(Roster.BreakGlassOpened)
def glass_broken(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield put(
        glasses,
        told["glass"],
        person=told["by"],
        target=told["target"],
        reason=told["reason"],
        opened_at=told["effective_at"],
        until=told["until"],
        reviewed_by=None,
        justified=None,
    )


@ROSTER.on(Roster.BreakGlassReviewed)
def glass_reviewed(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield patch(
        glasses, told["glass"], reviewed_by=told["by"], justified=told["justified"]
    )


@ROSTER.on(Reading.Made)
def read(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield put(
        readings,
        fact.key,
        read_at=told["effective_at"],
        person=told["by"],
        role=told["role"],
        view=told["view"],
        subject=told["subject"],
        fields=", ".join(told["fields"]),
        reason=told["reason"],
    )


@ROSTER.on(VaultEntry.Kept)
def put_into_the_vault(fact: Fact) -> Iterable[Change]:
    for entry in fact.data["entries"]:
        yield _entry(
            fact,
            entry["subject"],
            document_class=fact.data["document_class"],
            fields=", ".join(entry["fields"]),
        )


@ROSTER.on(VaultEntry.Protected)
def protected(fact: Fact) -> Iterable[Change]:
    yield _entry(fact, UNNAMED, document_class=None, fields=None)


def _entry(fact: Fact, subject: str, **about: str | None) -> Change:
    """Who put something into the vault, when, through which view, and about whom."""
    told = fact.data
    return put(
        entries,
        fact.key,
        subject,
        kept_at=told["effective_at"],
        person=told["by"],
        role=told["role"],
        view=told["view"],
        **about,
    )


# -- How it is asked ---------------------------------------------------------


def held(on: date, limit: int, offset: int) -> Select[Any]:
    """Roles that are held on the day, by person."""
    row = roles.c
    return (
        select(roles)
        .where(row.from_day <= on, row.until.is_(None) | (row.until >= on))
        .order_by(row.person, row.role, row.party)
        .limit(limit)
        .offset(offset)
    )


def declared_conflicts(limit: int, offset: int) -> Select[Any]:
    """Conflicts that stand, by person and case."""
    query = select(conflicts).order_by(conflicts.c.person, conflicts.c.about)
    return query.limit(limit).offset(offset)


def broken(limit: int, offset: int, *, unreviewed: bool = False) -> Select[Any]:
    """Broken glasses, the last first; only those nobody has reviewed, if asked."""
    query = select(glasses).order_by(glasses.c.opened_at.desc(), glasses.c.glass)
    if unreviewed:
        query = query.where(glasses.c.reviewed_by.is_(None))
    return query.limit(limit).offset(offset)


def made(person: str | None, limit: int, offset: int) -> Select[Any]:
    """Readings, the last first; only one person's, if asked."""
    query = select(readings).order_by(readings.c.read_at.desc(), readings.c.reading)
    if person is not None:
        query = query.where(readings.c.person == person)
    return query.limit(limit).offset(offset)


def put_in(person: str | None, limit: int, offset: int) -> Select[Any]:
    """What was put into the vault, the last first; only by one person, if asked."""
    query = select(entries).order_by(
        entries.c.kept_at.desc(), entries.c.entry, entries.c.subject
    )
    if person is not None:
        query = query.where(entries.c.person == person)
    return query.limit(limit).offset(offset)
