"""Source events (källhändelser): where in the log what is followed up was recorded.

A figure that has been counted from a read model names its events from here, without
reading the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Index, String, Table

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.base import DomainEvent
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.deviation import Deviation
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.instants import local_date
from upphandling.domain.payment import Payment
from upphandling.domain.plan import Plan
from upphandling.projections.base import READ_MODELS, Change, Fact, Projection, put

WHOLE = ""  # stands for the case itself where an event is about no part of it

source_events = Table(
    "source_events",
    READ_MODELS,
    Column("position", BigInteger, primary_key=True),
    Column("topic", String, nullable=False),
    Column("key", String, nullable=False),
    Column("part", String, nullable=False),
    Column("system", String),
    Column("day", Date, nullable=False),
    Column("reference", String, nullable=False),
    Index("source_events_of", "topic", "key", "part"),
)
"""`key` is the case's, `part` what of it the event is about, `day` when it took effect."""

SOURCE_EVENTS = Projection(
    "source_events", "Källhändelser till uppföljningen", (source_events,)
)

PARTS: Mapping[type[DomainEvent], str | None] = {
    ChoiceSystem.Established: None,
    ChoiceSystem.SharesDecided: "policy.valid_from",
    ChoiceSystem.RequirementSet: "requirement.requirement",
    ChoiceSystem.ChecksScheduled: "requirement",
    **dict.fromkeys(BEGINNINGS),
    Agreement.SharesAgreed: None,
    Agreement.PlacesChanged: None,
    Plan.DrawnUp: None,
    Plan.MilestonePlanned: "milestone",
    Plan.MilestoneMoved: "milestone",
    Plan.MilestoneMet: "milestone",
    Plan.MilestoneMissed: "milestone",
    Plan.MilestoneAbandoned: "milestone",
    Plan.PromiseMade: "promise",
    Plan.PromiseKept: "promise",
    Plan.PromiseBroken: "promise",
    Plan.PromiseWithdrawn: "promise",
    FollowUp.Opened: None,
    FollowUp.CheckPlanned: "check.check",
    FollowUp.CheckOrdered: "check",
    FollowUp.CheckMoved: "check",
    FollowUp.CheckOverdue: "check",
    FollowUp.CheckEscalated: "check",
    FollowUp.CheckDone: "check",
    FollowUp.CheckCorrected: "check",
    FollowUp.CheckCancelled: "check",
    FollowUp.CheckLapsed: "check",
    Deviation.Reported: None,
    Deviation.SeverityChanged: None,
    Deviation.PlanAccepted: None,
    Deviation.MeasureDone: "measure",
    Deviation.MeasureOverdue: "measure",
    Deviation.Closed: None,
    Payment.Calculated: None,
    Payment.CorrectionCalculated: None,
    Payment.Deducted: None,
    Payment.Approved: None,
    Payment.CorrectionApproved: None,
}
"""Where each event tells which part of its case it is about."""


@SOURCE_EVENTS.on(*PARTS)
def happened(fact: Fact) -> Iterable[Change]:
    at = datetime.fromisoformat(fact.data["effective_at"])
    yield put(
        source_events,
        fact.position,
        topic=fact.topic,
        key=fact.key,
        part=_part(fact),
        system=fact.data.get("system"),
        day=local_date(at).isoformat(),
        reference=fact.reference,
    )


def is_of(*events: type[DomainEvent]) -> ColumnElement[bool]:
    """Whether a row is of one of some events."""
    return source_events.c.topic.in_([event.TOPIC for event in events])


PATHS = {event.TOPIC: path for event, path in PARTS.items()}


def _part(fact: Fact) -> str:
    path = PATHS[fact.topic]
    if path is None:
        return WHOLE
    found: Any = fact.data
    for name in path.split("."):
        found = found[name]
    return str(found)
