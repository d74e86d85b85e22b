"""Decisions about limits from before there was one for late recording."""

from __future__ import annotations

from sqlalchemy import Table, select

from tests.test_replay import stored
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Projection
from upphandling.projections.control import CONTROL
from upphandling.projections.control.tables import late_limits
from upphandling.projections.flags import FLAGS, flag_policies

CASE = "choice_system:med-flaggor"
OLD, NEW = f"{CASE}@5", f"{CASE}@6"


def told(database: Database, projection: Projection, table: Table) -> dict[str, int]:
    """The limit of late recording as each decision has it, by its event."""
    read_tables.sync(database, [projection])
    Projector(database, [projection]).catch_up()
    days = table.c["days" if "days" in table.c else "days_to_record"]
    with database.engine.connect() as connection:
        query = select(table.c.reference, days).order_by(table.c.reference)
        return {row.reference: row[1] for row in connection.execute(query)}


def test_whoever_decided_before_there_was_such_a_limit_has_not_decided_it(database):
    EventRecorder(database).insert_events(stored(CASE))

    assert told(database, CONTROL, late_limits) == {NEW: 5}
    assert told(database, FLAGS, flag_policies) == {OLD: 7, NEW: 5}
