"""The tables of transitions: waves, their conditions, their people and what is handed over."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, String, Table

from upphandling.projections.base import READ_MODELS, Moment, Projection

transitions = Table(
    "transitions",
    READ_MODELS,
    Column("transition", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("source", String, nullable=False),
    Column("status", String, nullable=False),
    Column("reason", String),
    Column("position", BigInteger, nullable=False),
)

waves = Table(
    "waves",
    READ_MODELS,
    Column("transition", String, primary_key=True),
    Column("wave", String, primary_key=True),
    Column("planned_on", Date, nullable=False),
    Column("first_planned_on", Date, nullable=False),
    Column("customers", Integer, nullable=False),
    Column("taken_over_on", Date),
    Column("taken", Integer, nullable=False),
    Column("go", String),
    Column("overdue", Boolean, nullable=False),
)

moves = Table(
    "wave_moves",
    READ_MODELS,
    Column("transition", String, primary_key=True),
    Column("wave", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("before_on", Date, nullable=False),
    Column("moved_to", Date, nullable=False),
    Column("reason", String, nullable=False),
)

requirements = Table(
    "transition_conditions",
    READ_MODELS,
    Column("transition", String, primary_key=True),
    Column("condition", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("agreement", String, nullable=False),
    Column("wave", String),
    Column("text", String, nullable=False),
    Column("met", Boolean, nullable=False),
    Column("settled_at", Moment),
    Column("settled_by", String),
    Column("because", String),
)

customers = Table(
    "transition_customers",
    READ_MODELS,
    Column("transition", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("wave", String, nullable=False),
    Column("failed_because", String),
    Column("taken_alone_on", Date),
)

items = Table(
    "handover_items",
    READ_MODELS,
    Column("transition", String, primary_key=True),
    Column("item", String, primary_key=True),
    Column("text", String, nullable=False),
)

ticks = Table(
    "handovers",
    READ_MODELS,
    Column("transition", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("item", String, primary_key=True),
    Column("wave", String, nullable=False),
    Column("handed_over_at", Moment, nullable=False),
    Column("handed_over_by", String, nullable=False),
)

TRANSITIONS = Projection(
    "transitions",
    "Övertaganden",
    (transitions, waves, moves, requirements, customers, items, ticks),
)
