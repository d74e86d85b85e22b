"""Planned visits: beside the performed ones, in a table that no reader of those meets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "planned_visits",
        sa.Column("batch", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("visit", KEY, nullable=False),
        sa.Column("customer", KEY, nullable=False),
        sa.Column("agreement", KEY, nullable=False),
        sa.Column("service", KEY, nullable=False),
        sa.Column("staff", KEY, nullable=False),
        sa.Column("starts", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("planned_visits_visit", "planned_visits", ["visit"])
    op.create_index(
        "planned_visits_agreement", "planned_visits", ["agreement", "starts", "visit"]
    )
    op.create_index("planned_visits_customer", "planned_visits", ["customer", "starts"])
