"""The ledger's order: where each refusal stands among the events, and by what policy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")

EVENTS = "SELECT position, recorded_at FROM events ORDER BY position"
REFUSALS = (
    "SELECT number, recorded_at FROM refusals JOIN commands USING (command_id)"
    " ORDER BY number"
)
PLACE = sa.text("UPDATE refusals SET after_position = :place WHERE number = :number")


def upgrade() -> None:
    # A default, for SQLite adds no column without; every writer tells the place.
    column = sa.Column("after_position", NUMBER, nullable=False, server_default="0")
    op.add_column("refusals", column)
    op.add_column("commands", sa.Column("policy", sa.Text))
    on_sqlite = op.get_context().dialect.name == "sqlite"
    op.execute(UNGUARD_ON_SQLITE if on_sqlite else UNGUARD_ON_POSTGRESQL)
    _place_refusals()
    op.execute(GUARD_ON_SQLITE if on_sqlite else GUARD_ON_POSTGRESQL)
    op.create_index("refusals_place", "refusals", ["after_position", "number"])
    if not on_sqlite:
        for change in (DROP_EVENT, DROP_EVENTS, APPEND_EVENT, APPEND_EVENTS):
            op.execute(change)


def _place_refusals() -> None:
    """Each refusal after the last event before the first one recorded later than it.

    The places only grow with the numbers, also where two clocks disagreed.
    """
    connection = op.get_bind()
    refused = connection.execute(sa.text(REFUSALS)).all()
    if not refused:
        return
    events = connection.execute(sa.text(EVENTS))
    coming = events.fetchone()
    place, places = 0, []
    for number, recorded_at in refused:
        while coming is not None and coming.recorded_at <= recorded_at:
            place = coming.position
            coming = events.fetchone()
        places.append({"number": number, "place": place})
    events.close()
    connection.execute(PLACE, places)


UNGUARD_ON_SQLITE = "DROP TRIGGER refusals_refuse_update"
GUARD_ON_SQLITE = (
    "CREATE TRIGGER refusals_refuse_update BEFORE UPDATE ON refusals"
    " BEGIN SELECT RAISE(ABORT, 'refusals: append only'); END"
)
UNGUARD_ON_POSTGRESQL = "ALTER TABLE refusals DISABLE TRIGGER refusals_append_only"
GUARD_ON_POSTGRESQL = "ALTER TABLE refusals ENABLE ALWAYS TRIGGER refusals_append_only"

DROP_EVENT = (
    "DROP FUNCTION append_event(bigint, text, integer, text, text, bytea, text, text,"
    " timestamptz, timestamptz, text, text, text, text, text)"
)
DROP_EVENTS = (
    "DROP FUNCTION append_events(bigint, text[], integer[], text[], text[], bytea[],"
    " text, text, timestamptz, timestamptz, text, text, text, text, text)"
)

# As in the step before, with the policy that let the command in.
APPEND_EVENT = """
CREATE FUNCTION append_event(
    lock_key bigint, stream_id text, version integer, topic text, data text,
    leaf_hash bytea, command_id text, command text, recorded_at timestamptz,
    effective_at timestamptz, "by" text, role text, mandate text, because text,
    payload text, policy text
) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    place bigint;
BEGIN
    PERFORM pg_advisory_xact_lock($1);
    SELECT coalesce(max(position), 0) + 1 INTO place FROM events;
    INSERT INTO commands VALUES
        ($7, $8, $9, $10, $11, $12, $13, $14, $15, 'done', place, place, $16);
    INSERT INTO events VALUES (place, $2, $3, $4, $9, $7, $5, $6);
    RETURN place;
END $$
"""

APPEND_EVENTS = """
CREATE FUNCTION append_events(
    lock_key bigint, stream_ids text[], versions integer[], topics text[], data text[],
    leaf_hashes bytea[], command_id text, command text, recorded_at timestamptz,
    effective_at timestamptz, "by" text, role text, mandate text, because text,
    payload text, policy text
) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    last bigint;
BEGIN
    PERFORM pg_advisory_xact_lock($1);
    SELECT coalesce(max(position), 0) INTO last FROM events;
    INSERT INTO commands VALUES
        ($7, $8, $9, $10, $11, $12, $13, $14, $15, 'done',
         last + 1, last + cardinality($2), $16);
    INSERT INTO events
        SELECT last + place, stream, number, name, $9, $7, written, leaf
        FROM unnest($2, $3, $4, $5, $6) WITH ORDINALITY
            AS one (stream, number, name, written, leaf, place);
    RETURN last + 1;
END $$
"""
