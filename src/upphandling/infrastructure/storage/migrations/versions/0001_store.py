"""The log: events, the outcome of every command, and the refusals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
# INTEGER lets SQLite use its row number; "C" sorts bytes, whatever the locale.
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

LOG = {
    "events": "NEW.position <= (SELECT max(position) FROM events) OR EXISTS (SELECT 1"
    " FROM events WHERE stream_id = NEW.stream_id AND version = NEW.version)",
    "commands": "EXISTS (SELECT 1 FROM commands WHERE command_id = NEW.command_id)",
    "refusals": "NEW.number <= (SELECT max(number) FROM refusals) OR EXISTS (SELECT 1"
    " FROM refusals WHERE command_id = NEW.command_id)",
}


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("position", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("stream_id", KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("command_id", KEY),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(32), nullable=False),
        sa.UniqueConstraint("stream_id", "version", name="events_stream_version"),
    )
    op.create_table(
        "commands",
        sa.Column("command_id", KEY, primary_key=True),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("effective_at", MOMENT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("mandate", sa.Text),
        sa.Column("because", sa.Text),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("first_position", NUMBER),
        sa.Column("last_position", NUMBER),
        sa.CheckConstraint("verdict IN ('done', 'refused')", name="commands_verdict"),
        sqlite_with_rowid=False,  # one tree to write to instead of two
    )
    op.create_table(
        "refusals",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        sa.Column(
            "command_id",
            KEY,
            sa.ForeignKey("commands.command_id"),
            nullable=False,
            unique=True,
        ),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(32), nullable=False),
    )
    if op.get_context().dialect.name == "sqlite":
        for table, taken in LOG.items():
            _guard_on_sqlite(table, taken)
    else:
        op.execute(REFUSE_ON_POSTGRESQL)
        for table in LOG:
            _guard_on_postgresql(table)
        op.execute(APPEND_EVENT)
        op.execute(APPEND_EVENTS)


def _guard_on_sqlite(table: str, taken: str) -> None:
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{deed.lower()} BEFORE {deed} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table}: append only'); END"
        )
    # INSERT OR REPLACE deletes without a word to the trigger above.
    op.execute(
        f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} WHEN {taken}"
        f" BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}'); END"
    )


def _guard_on_postgresql(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_append_only"
        f" BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    # ALWAYS: also for a session that plays a replica.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only")


REFUSE_ON_POSTGRESQL = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: append only', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""

# One command with one event in one round trip. VOLATILE: every statement in it
# takes a new snapshot, so max(position) is read after the lock was won.
APPEND_EVENT = """
CREATE FUNCTION append_event(
    lock_key bigint, stream_id text, version integer, topic text, data text,
    leaf_hash bytea, command_id text, command text, recorded_at timestamptz,
    effective_at timestamptz, "by" text, role text, mandate text, because text,
    payload text
) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    place bigint;
BEGIN
    PERFORM pg_advisory_xact_lock($1);
    SELECT coalesce(max(position), 0) + 1 INTO place FROM events;
    INSERT INTO commands VALUES
        ($7, $8, $9, $10, $11, $12, $13, $14, $15, 'done', place, place);
    INSERT INTO events VALUES (place, $2, $3, $4, $9, $7, $5, $6);
    RETURN place;
END $$
"""

# The same with an array a column, for a command with several events.
APPEND_EVENTS = """
CREATE FUNCTION append_events(
    lock_key bigint, stream_ids text[], versions integer[], topics text[], data text[],
    leaf_hashes bytea[], command_id text, command text, recorded_at timestamptz,
    effective_at timestamptz, "by" text, role text, mandate text, because text,
    payload text
) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    last bigint;
BEGIN
    PERFORM pg_advisory_xact_lock($1);
    SELECT coalesce(max(position), 0) INTO last FROM events;
    INSERT INTO commands VALUES
        ($7, $8, $9, $10, $11, $12, $13, $14, $15, 'done',
         last + 1, last + cardinality($2));
    INSERT INTO events
        SELECT last + place, stream, number, name, $9, $7, written, leaf
        FROM unnest($2, $3, $4, $5, $6) WITH ORDINALITY
            AS one (stream, number, name, written, leaf, place);
    RETURN last + 1;
END $$
"""
