"""The tables of the control points: what there was, what was answered, and by which two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Column, Date, String, Table

from upphandling.domain.instants import local_date
from upphandling.projections.base import READ_MODELS, Change, Fact

Teller = Callable[[Fact], Iterable[Change]]
"""What an event adds to one of the tables."""


def day_of(fact: Fact) -> str:
    """The Swedish day on which an event took effect."""
    return local_date(datetime.fromisoformat(fact.data["effective_at"])).isoformat()


class Point(StrEnum):
    """What an auditor wants to look at, each time it has happened."""

    URGENT_SANCTION = "urgent_sanction"
    SANCTION_WITHDRAWN = "sanction_withdrawn"
    CHECK_CANCELLED = "check_cancelled"
    CHECK_MOVED = "check_moved"
    CHECK_CORRECTED = "check_corrected"
    SEVERITY_CHANGED = "severity_changed"
    CLOSED_UNDONE = "closed_undone"
    DEPARTED = "departed"
    DIRECT_AWARD = "direct_award"
    CHAIR_DECISION = "chair_decision"
    MINUTES_LATE = "minutes_late"
    MINUTES_TAKEN_DOWN = "minutes_taken_down"
    NOTICE_DEFECTIVE = "notice_defective"
    GO_DESPITE = "go_despite"
    HANDOVER_WAIVED = "handover_waived"
    RULING_RETRACTED = "ruling_retracted"
    CONTROLS_ACKNOWLEDGED = "controls_acknowledged"
    PAYMENT_CORRECTED = "payment_corrected"
    VISITS_WITHDRAWN = "visits_withdrawn"
    INDICATOR_CORRECTED = "indicator_corrected"
    BREAK_GLASS = "break_glass"
    CONFLICT = "conflict"
    LATE = "late"


class Alarm(StrEnum):
    """What the clock has said that nobody had done."""

    CHECK = "check"
    MEASURE = "measure"
    HEARING = "hearing"
    CHAIR_REPORT = "chair_report"
    PROGRAMME = "programme"
    REASONS = "reasons"
    POST_AWARD_NOTICE = "post_award_notice"
    DOSSIER = "dossier"
    APPLICATION = "application"
    MILESTONE = "milestone"
    WAVE = "wave"
    GLASS = "glass"


class Act(StrEnum):
    """What takes two: one who proposes or enters it, and another who decides."""

    PAYMENT = "payment"
    CORRECTION = "correction"
    AWARD = "award"
    RULING = "ruling"
    ALLOCATION = "allocation"
    REASSIGNMENT = "reassignment"
    GLASS = "glass"
    OPENING = "opening"


matters = Table(
    "control_matters",
    READ_MODELS,
    Column("case_id", String, primary_key=True),
    Column("system", String),
    Column("owner", String),
)
"""Which system a case is a matter of, or the case that it has that from."""

points = Table(
    "control_points",
    READ_MODELS,
    Column("point", String, primary_key=True),
    Column("reference", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("on_day", Date, nullable=False, index=True),
    Column("days", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""`case_id` is what it is about, `days` how late it was recorded (0 where it is not)."""

alarms = Table(
    "control_alarms",
    READ_MODELS,
    Column("case_id", String, primary_key=True),
    Column("alarm", String, primary_key=True),
    Column("part", String, primary_key=True),
    Column("raised_on", Date, nullable=False, index=True),
    Column("reference", String, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("answered_on", Date),
    Column("answer", String),
)

acts = Table(
    "control_acts",
    READ_MODELS,
    Column("position", BigInteger, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("act", String, nullable=False),
    Column("part", String, nullable=False),
    Column("decides", Boolean, nullable=False),
    Column("by", String, nullable=False),
    Column("beside", String),
    Column("on_day", Date, nullable=False, index=True),
    Column("reference", String, nullable=False),
)
"""Who began something, and who decided it; `beside` is who did the same together."""

programmes = Table(
    "control_programmes",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("term", String, primary_key=True),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("adopted_on", Date, nullable=False),
    Column("reference", String, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""The council's programmes for private providers, each for its term of office."""

late_limits = Table(
    "control_late_limits",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("reference", String, primary_key=True),
    Column("valid_from", Date, nullable=False),
    Column("days", BigInteger, nullable=False),
    Column("source", String, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""How many days it may take to record what has happened, as it was decided."""

TABLES = (matters, points, alarms, acts, programmes, late_limits)
