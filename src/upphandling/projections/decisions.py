"""Political decisions (beslut): by whom, on the notice board, appealed, in legal force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Column, Date, Select, String, Table, case, select

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.instants import local_date
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Projection,
    patch,
    put,
)


class Standing(StrEnum):
    """How a political decision stands."""

    TAKEN = "taken"
    ON_NOTICE_BOARD = "on_notice_board"
    TAKEN_DOWN = "taken_down"
    APPEALED = "appealed"
    LEGAL_FORCE = "legal_force"
    ANNULLED = "annulled"


decisions = Table(
    "decisions",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("decision", String, primary_key=True),
    Column("body", String, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("taken_on", Date, nullable=False),
    Column("minutes", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("announced_on", Date),
    Column("last_day", Date),
    Column("announced_late", Boolean, nullable=False),
    Column("taken_down_on", Date),
    Column("appealed", Boolean, nullable=False),
    Column("legal_force_from", Date),
    Column("annulled_on", Date),
    Column("report_due", Date),
    Column("reported_on", Date),
    Column("unreported_on", Date),
)

DECISIONS = Projection("decisions", "Politiska beslut", (decisions,))


@DECISIONS.on(ChoiceSystem.DecisionTaken, ChoiceSystem.ChairDecided)
def taken(fact: Fact) -> Iterable[Change]:
    yield put(
        decisions,
        fact.key,
        fact.data["decision"],
        body=fact.data["body"],
        urgent=fact.topic == ChoiceSystem.ChairDecided.TOPIC,
        taken_on=fact.data["taken_on"],
        minutes=fact.data["minutes"],
        matter=fact.data["matter"],
        announced_on=None,
        last_day=None,
        announced_late=False,
        taken_down_on=None,
        appealed=False,
        legal_force_from=None,
        annulled_on=None,
        report_due=None,
        reported_on=None,
        unreported_on=None,
    )


@DECISIONS.on(ChoiceSystem.ReportScheduled)
def report_scheduled(fact: Fact) -> Iterable[Change]:
    yield _of(fact, report_due=fact.data["meeting_on"])


@DECISIONS.on(ChoiceSystem.ChairDecisionReported)
def reported(fact: Fact) -> Iterable[Change]:
    yield _of(fact, reported_on=fact.data["meeting_on"])


@DECISIONS.on(ChoiceSystem.ChairDecisionUnreported)
def unreported(fact: Fact) -> Iterable[Change]:
    yield _of(fact, unreported_on=fact.data["meeting_on"])


@DECISIONS.on(ChoiceSystem.MinutesAnnounced)
def announced(fact: Fact) -> Iterable[Change]:
    appeal = fact.data["appeal"]
    yield _of(
        fact,
        announced_on=appeal["trigger"],
        last_day=appeal["last_day"],
        announced_late=False,
        taken_down_on=None,
    )


@DECISIONS.on(ChoiceSystem.MinutesAnnouncedLate)
def announced_late(fact: Fact) -> Iterable[Change]:
    yield _of(fact, announced_late=True)


@DECISIONS.on(ChoiceSystem.MinutesTakenDown)
def taken_down(fact: Fact) -> Iterable[Change]:
    yield _of(fact, taken_down_on=fact.data["on"], last_day=None, legal_force_from=None)


@DECISIONS.on(ChoiceSystem.DecisionAppealed)
def appealed(fact: Fact) -> Iterable[Change]:
    yield _of(fact, appealed=True)


@DECISIONS.on(ChoiceSystem.AppealRuled)
def ruled(fact: Fact) -> Iterable[Change]:
    yield _of(fact, appealed=bool(fact.data["still_pending"]))


@DECISIONS.on(ChoiceSystem.DecisionAnnulled)
def annulled(fact: Fact) -> Iterable[Change]:
    yield _of(fact, annulled_on=fact.data["annulled_on"])


@DECISIONS.on(ChoiceSystem.LegalForceGained)
def legal_force_gained(fact: Fact) -> Iterable[Change]:
    yield _of(fact, legal_force_from=_day(fact))


def register(limit: int, offset: int) -> Select[Any]:
    """Political decisions by system and day, each with how it stands."""
    return (
        select(decisions, _standing().label("status"))
        .order_by(decisions.c.system, decisions.c.taken_on, decisions.c.decision)
        .limit(limit)
        .offset(offset)
    )


def _standing() -> Any:
    """What weighs most of all that has happened to a decision."""
    return case(
        (decisions.c.annulled_on.is_not(None), Standing.ANNULLED.value),
        (decisions.c.appealed, Standing.APPEALED.value),
        (decisions.c.legal_force_from.is_not(None), Standing.LEGAL_FORCE.value),
        (decisions.c.taken_down_on.is_not(None), Standing.TAKEN_DOWN.value),
        (decisions.c.last_day.is_not(None), Standing.ON_NOTICE_BOARD.value),
        else_=Standing.TAKEN.value,
    )


def _of(fact: Fact, **values: Any) -> Change:
    """A change of the decision that the event is about."""
    return patch(decisions, fact.key, fact.data["decision"], **values)


def _day(fact: Fact) -> str:
    return local_date(datetime.fromisoformat(fact.data["effective_at"])).isoformat()
