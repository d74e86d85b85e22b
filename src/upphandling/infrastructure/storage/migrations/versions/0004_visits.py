"""Visits: source data beside the log, in batches that count when an event says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "visit_imports",
        sa.Column("batch", NUMBER, sa.Identity(), primary_key=True),
        sa.Column("system", KEY, nullable=False),
        sa.Column("month", KEY, nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,  # a number that was swept away never comes back
    )
    op.create_index("visit_imports_month", "visit_imports", ["system", "month"])
    op.create_table(
        "visits",
        sa.Column("batch", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("visit", KEY, nullable=False),
        sa.Column("customer", KEY, nullable=False),
        sa.Column("agreement", KEY, nullable=False),
        sa.Column("service", KEY, nullable=False),
        sa.Column("staff", KEY, nullable=False),
        sa.Column("starts", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sa.Column("registered_after", sa.Boolean, nullable=False),
        sa.Column("aged", sa.Boolean),
        sqlite_with_rowid=False,
    )
    op.create_index("visits_visit", "visits", ["visit"])
    op.create_index("visits_agreement", "visits", ["agreement", "starts", "visit"])
    op.create_index("visits_customer", "visits", ["customer", "starts"])
    op.create_index("visits_staff", "visits", ["staff", "starts"])
