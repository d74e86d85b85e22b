"""The table of what is awaited, and the three things that an event does to it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Date, String, Table

from upphandling.domain.instants import midnight_after
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
from upphandling.projections.deadlines import holding
from upphandling.projections.deadlines.followed import OPENS, TABLES


class Deadline(StrEnum):
    """What falls by itself when its instant comes."""

    LEGAL_FORCE = holding.LEGAL_FORCE
    CHAIR_DECISION_REPORT_DUE = "chair_decision_report_due"
    PROGRAMME_DUE = "programme_due"
    LICENCE_TAKES_EFFECT = "licence_takes_effect"
    MILESTONE_LATEST = "milestone_latest"
    PROMISE_LATEST = "promise_latest"
    ANSWERS_DUE = "answers_due"
    TENDER_CLOSES = "tender_closes"
    BID_VALIDITY_REMINDER = "bid_validity_reminder"
    BID_VALIDITY_ENDS = "bid_validity_ends"
    CANCELLATION_REVIEW_ENDS = "cancellation_review_ends"
    STANDSTILL_ENDS = "standstill_ends"
    NEW_GROUNDS_BARRED = "new_grounds_barred"
    ASK_THE_COURT = "ask_the_court"
    TEN_DAY_PERIOD_ENDS = "ten_day_period_ends"
    REASONS_DUE = "reasons_due"
    POST_AWARD_NOTICE_DUE = "post_award_notice_due"
    VALIDITY_REVIEW_ENDS = "validity_review_ends"
    DOSSIER_DUE = "dossier_due"
    ADMISSION_WINDOW_CLOSES = "admission_window_closes"
    COMPLETION_DUE = "completion_due"
    ANSWER_DUE = "answer_due"
    RATTELSE_TIME_ENDS = "rattelse_time_ends"
    INTENT_STANDSTILL_ENDS = "intent_standstill_ends"
    AGREEMENT_BEGINS = holding.AGREEMENT_BEGINS
    AGREEMENT_ENDS = "agreement_ends"
    EXPIRY_ALARM = "expiry_alarm"
    OFFER_ANSWER_DUE = "offer_answer_due"
    WIND_UP_ENDS = "wind_up_ends"
    ROUND_REMINDER = "round_reminder"
    ROUND_CLOSES = "round_closes"
    CARE_DECISION_BEGINS = "care_decision_begins"
    CARE_DECISION_ENDS = "care_decision_ends"
    UNEXECUTED_DECISION = "unexecuted_decision"
    WAVE_OVERDUE = "wave_overdue"
    TRANSITION_GAP = "transition_gap"
    HEARING_ANSWER_DUE = "hearing_answer_due"
    MEASURE_DUE = "measure_due"
    FOLLOW_UP_OPENS = OPENS
    CHECK_REMINDER = "check_reminder"
    CHECK_LATEST = "check_latest"
    CHECK_ESCALATION = "check_escalation"


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

DEADLINES = Projection(
    "deadlines",
    "Frister som löper",
    (deadlines, *TABLES, *holding.TABLES),
    version=5,
)


def counted(
    fact: Fact, deadline: Deadline, period: dict[str, Any], part: str = ""
) -> Change:
    """Wait for the end of a period that was counted by the law."""
    return put(
        deadlines,
        fact.case,
        deadline.value,
        part,
        due_at=_from_now_on(fact, period["expires_at"]),
        last_day=period["last_day"],
        paragraph=period["paragraph"],
        set_by=fact.reference,
        position=fact.position,
    )


def until(
    fact: Fact, deadline: Deadline, due_at: str, last_day: date, part: str = ""
) -> Change:
    """Wait for an instant that a person or a document has set."""
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


def over(fact: Fact, deadline: Deadline, part: str = "") -> Change:
    """Wait no longer."""
    return drop(deadlines, fact.case, deadline.value, part)


def after(last_day: date) -> str:
    """The midnight after a day, as events write instants."""
    return instant_text(midnight_after(last_day))


def _from_now_on(fact: Fact, due_at: str) -> str:
    """Nothing falls before it was awaited, nor before its case began."""
    set_at: str = fact.data["effective_at"]
    return max(due_at, set_at)
