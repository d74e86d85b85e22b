"""What a running house keeps beside the log: clock, instances, outbox, what is set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    _clock()
    _instances()
    _set_aside()
    _outbox()


def _clock() -> None:
    """The latest instant anybody has seen, and each time the clock was not believed."""
    op.create_table(
        "clock_marks",
        sa.Column("name", KEY, primary_key=True),
        sa.Column("mark", MOMENT, nullable=False),
        sa.Column("boot", sa.Text, nullable=False),
        sa.Column("since_boot", sa.Float, nullable=False),
    )
    op.create_table(
        "clock_stops",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("came_from", MOMENT, nullable=False),
        sa.Column("came_to", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("confirmed_by", sa.Text),
        sa.Column("reason", sa.Text),
    )


def _instances() -> None:
    """Who runs on this database, who leads, and what was last done."""
    op.create_table(
        "instances",
        sa.Column("instance", KEY, primary_key=True),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("leads", sa.Boolean, nullable=False),
    )
    op.create_table(
        "last_done",
        sa.Column("deed", KEY, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )


def _set_aside() -> None:
    """The event that a read model could not take, one a case."""
    op.create_table(
        "set_aside",
        sa.Column("projection", KEY, primary_key=True),
        sa.Column("stream_id", KEY, primary_key=True),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("fault", sa.Text, nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
    )


def _outbox() -> None:
    """What is to be told others, and how far each subscription has read."""
    op.create_table(
        "outbox",
        sa.Column("message_id", KEY, primary_key=True),
        sa.Column("subscription", KEY, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("fault", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("discarded_by", sa.Text),
    )
    op.create_index("outbox_due", "outbox", ["subscription", "state", "due_at"])
    op.create_table(
        "outbox_cursors",
        sa.Column("subscription", KEY, primary_key=True),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("namespace", sa.Text, nullable=False),
    )
