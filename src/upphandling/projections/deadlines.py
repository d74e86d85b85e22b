"""Deadlines (frister): every date the house is waiting for.

A row appears when an event sets a date, and goes when a later event makes the
date moot. The scheduler reads nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Date, Select, String, Table, func, select

from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.legal_time import midnight_after, start_of
from upphandling.domain.plan import Plan
from upphandling.domain.tender import Tender
from upphandling.domain.transition import Transition
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    drop,
    instant_text,
    put,
)


class Deadline(StrEnum):
    """What falls by itself when its instant comes."""

    LEGAL_FORCE = "legal_force"
    MILESTONE_LATEST = "milestone_latest"
    PROMISE_LATEST = "promise_latest"
    TENDER_CLOSES = "tender_closes"
    CANCELLATION_REVIEW_ENDS = "cancellation_review_ends"
    STANDSTILL_ENDS = "standstill_ends"
    AGREEMENT_BEGINS = "agreement_begins"
    AGREEMENT_ENDS = "agreement_ends"
    ROUND_CLOSES = "round_closes"
    WAVE_OVERDUE = "wave_overdue"


deadlines = Table(
    "deadlines",
    READ_MODELS,
    Column("case_id", String, primary_key=True),
    Column("deadline", String, primary_key=True),
    Column("part", String, primary_key=True),
    Column("due_at", Moment, nullable=False, index=True),
    Column("last_day", Date),
    Column("paragraph", String),
    Column("set_by", String, nullable=False),
    Column("position", BigInteger, nullable=False),
)

DEADLINES = Projection("deadlines", "Frister som löper", (deadlines,))


@DEADLINES.on(ChoiceSystem.MinutesAnnounced)
def minutes_announced(fact: Fact) -> Iterable[Change]:
    yield _counted(
        fact, Deadline.LEGAL_FORCE, fact.data["appeal"], fact.data["decision"]
    )


@DEADLINES.on(ChoiceSystem.LegalForceGained)
def legal_force_gained(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.LEGAL_FORCE, fact.data["decision"])


@DEADLINES.on(Plan.MilestonePlanned, Plan.MilestoneMoved)
def milestone_planned(fact: Fact) -> Iterable[Change]:
    latest = date.fromisoformat(fact.data["when"]["latest"])
    yield _waiting(
        fact, Deadline.MILESTONE_LATEST, after(latest), latest, fact.data["milestone"]
    )


@DEADLINES.on(Plan.MilestoneMet, Plan.MilestoneMissed, Plan.MilestoneAbandoned)
def milestone_settled(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.MILESTONE_LATEST, fact.data["milestone"])


@DEADLINES.on(Plan.PromiseMade)
def promise_made(fact: Fact) -> Iterable[Change]:
    latest = date.fromisoformat(fact.data["when"]["latest"])
    yield _waiting(
        fact, Deadline.PROMISE_LATEST, after(latest), latest, fact.data["promise"]
    )


@DEADLINES.on(Plan.PromiseKept, Plan.PromiseBroken, Plan.PromiseWithdrawn)
def promise_settled(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.PROMISE_LATEST, fact.data["promise"])


@DEADLINES.on(Tender.Announced)
def tender_announced(fact: Fact) -> Iterable[Change]:
    yield _waiting(
        fact,
        Deadline.TENDER_CLOSES,
        fact.data["closes_at"],
        date.fromisoformat(fact.data["last_day"]),
    )


@DEADLINES.on(Tender.Closed, Tender.Cancelled)
def tender_closed(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.TENDER_CLOSES)


@DEADLINES.on(Tender.CancellationNotified)
def cancellation_notified(fact: Fact) -> Iterable[Change]:
    yield _counted(fact, Deadline.CANCELLATION_REVIEW_ENDS, fact.data["review"])


@DEADLINES.on(Tender.CancellationReviewEnded)
def cancellation_review_ended(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.CANCELLATION_REVIEW_ENDS)


@DEADLINES.on(Award.Notified)
def award_notified(fact: Fact) -> Iterable[Change]:
    yield _counted(fact, Deadline.STANDSTILL_ENDS, fact.data["standstill"])


@DEADLINES.on(Award.SigningUnlocked, Award.Withdrawn)
def signing_unlocked(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.STANDSTILL_ENDS)


@DEADLINES.on(Agreement.Signed, Agreement.Registered, Agreement.EntrustedInHouse)
def agreement_made(fact: Fact) -> Iterable[Change]:
    terms = fact.data["terms"]
    starts_on = date.fromisoformat(terms["starts_on"])
    yield _waiting(
        fact, Deadline.AGREEMENT_BEGINS, instant_text(start_of(starts_on)), starts_on
    )
    if terms["ends_on"] is not None:
        yield from agreement_ends(fact, terms["ends_on"])


@DEADLINES.on(Agreement.NoticeGiven, Agreement.Extended)
def agreement_end_moved(fact: Fact) -> Iterable[Change]:
    yield from agreement_ends(fact, fact.data["ends_on"])


@DEADLINES.on(Agreement.Rescinded)
def agreement_rescinded(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.AGREEMENT_BEGINS)
    yield _over(fact, Deadline.AGREEMENT_ENDS)


@DEADLINES.on(Agreement.Began)
def agreement_began(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.AGREEMENT_BEGINS)


@DEADLINES.on(Agreement.Expired)
def agreement_expired(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.AGREEMENT_BEGINS)
    yield _over(fact, Deadline.AGREEMENT_ENDS)


@DEADLINES.on(ChoiceRound.Opened)
def round_opened(fact: Fact) -> Iterable[Change]:
    yield _waiting(
        fact,
        Deadline.ROUND_CLOSES,
        fact.data["closes_at"],
        date.fromisoformat(fact.data["last_day"]),
    )


@DEADLINES.on(ChoiceRound.Closed)
def round_closed(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.ROUND_CLOSES)


@DEADLINES.on(Transition.Planned)
def transition_planned(fact: Fact) -> Iterable[Change]:
    for wave in fact.data["waves"]:
        on = date.fromisoformat(wave["on"])
        yield _waiting(fact, Deadline.WAVE_OVERDUE, after(on), on, wave["wave"])


@DEADLINES.on(Transition.WaveTakenOver, Transition.WaveOverdue)
def wave_taken_over(fact: Fact) -> Iterable[Change]:
    yield _over(fact, Deadline.WAVE_OVERDUE, fact.data["wave"])


@DEADLINES.on(Transition.Abandoned)
def transition_abandoned(fact: Fact) -> Iterable[Change]:
    for wave in fact.data["remaining"]:
        yield _over(fact, Deadline.WAVE_OVERDUE, wave)


def due(now: datetime, limit: int) -> Select[Any]:
    """The deadlines that have passed, in the order they fell."""
    return (
        select(deadlines)
        .where(deadlines.c.due_at <= now)
        .order_by(deadlines.c.due_at, deadlines.c.position, deadlines.c.part)
        .limit(limit)
    )


def next_due(after: datetime | None = None) -> Select[Any]:
    """The instant of the next deadline, or NULL when nothing is awaited."""
    query = select(func.min(deadlines.c.due_at))
    return query if after is None else query.where(deadlines.c.due_at > after)


def waiting(case_id: str | None, limit: int, offset: int) -> Select[Any]:
    """Every deadline, soonest first."""
    query = select(deadlines).order_by(deadlines.c.due_at, deadlines.c.position)
    if case_id is not None:
        query = query.where(deadlines.c.case_id == case_id)
    return query.limit(limit).offset(offset)


def agreement_ends(fact: Fact, ends_on: str) -> Iterable[Change]:
    last_day = date.fromisoformat(ends_on)
    yield _waiting(fact, Deadline.AGREEMENT_ENDS, after(last_day), last_day)


def after(last_day: date) -> str:
    """The midnight after a day, as events write instants."""
    return instant_text(midnight_after(last_day))


def _counted(
    fact: Fact, deadline: Deadline, counted: dict[str, Any], part: str = ""
) -> Change:
    return put(
        deadlines,
        fact.case,
        deadline.value,
        part,
        due_at=_from_now_on(fact, counted["expires_at"]),
        last_day=counted["last_day"],
        paragraph=counted["paragraph"],
        set_by=fact.reference,
        position=fact.position,
    )


def _waiting(
    fact: Fact, deadline: Deadline, due_at: str, last_day: date, part: str = ""
) -> Change:
    return put(
        deadlines,
        fact.case,
        deadline.value,
        part,
        due_at=_from_now_on(fact, due_at),
        last_day=last_day.isoformat(),
        paragraph=None,
        set_by=fact.reference,
        position=fact.position,
    )


def _from_now_on(fact: Fact, due_at: str) -> str:
    """Nothing falls before it was awaited, nor before its case began."""
    set_at: str = fact.data["effective_at"]
    return max(due_at, set_at)


def _over(fact: Fact, deadline: Deadline, part: str = "") -> Change:
    return drop(deadlines, fact.case, deadline.value, part)
