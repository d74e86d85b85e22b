"""Checks (kontroller) as tables: requirements, schedules, each check and what befell it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, String, Table

from upphandling.projections.base import READ_MODELS, Moment

requirements = Table(
    "requirements",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("requirement", String, primary_key=True),
    Column("set_at", Moment, nullable=False),
    Column("text", String, nullable=False),
    Column("how", String),
    Column("by_whom", String),
    Column("how_often", String),
)

schedules = Table(
    "requirement_schedules",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("requirement", String, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("every_amount", BigInteger, nullable=False),
    Column("every_unit", String, nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("responsible", String, nullable=False),
)

follow_ups = Table(
    "follow_ups",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("system", String, nullable=False, index=True),
    Column("provider", String, nullable=False),
    Column("ended_on", Date),
)

checks = Table(
    "checks",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("check_key", String, primary_key=True),
    Column("requirement", String, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("due_on", Date, nullable=False, index=True),
    Column("latest", Date, nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("responsible", String, nullable=False),
    Column("reminded_at", Moment),
    Column("escalated_at", Moment),
    Column("settled_at", Moment),
    Column("settled_as", String),
    Column("done_on", Date),
    Column("checker", String),
    Column("outcome", String),
    Column("findings", String),
    Column("evidence", String),
    Column("reason", String),
    Column("ordered_because", String),
    Column("deviation", String),
)

check_moves = Table(
    "check_moves",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("check_key", String, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("moved_at", Moment, nullable=False),
    Column("before_due_on", Date, nullable=False),
    Column("before_latest", Date, nullable=False),
    Column("reason", String, nullable=False),
)

check_corrections = Table(
    "check_corrections",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("check_key", String, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("corrected_at", Moment, nullable=False),
    Column("reason", String, nullable=False),
    Column("done_on", Date, nullable=False),
    Column("checker", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("findings", String, nullable=False),
    Column("evidence", String, nullable=False),
)
"""Each correction, with what was recorded before it."""
