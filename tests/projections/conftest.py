"""Given some cases, what stands in a read model: on both kinds of database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Table

from tests.given import SWEDEN
from upphandling.domain.base import Aggregate
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Projection

Rows = list[tuple[Any, ...]]
RowsAfter = Callable[..., Rows]


@pytest.fixture
def rows_after(database: Database) -> RowsAfter:
    """The rows of one table once the projection has seen all that the cases say.

    Asked again, it reads on: what the cases have said since.
    """
    recorder = EventRecorder(database)
    mapper = EventMapper()

    def rows(projection: Projection, table: Table, *cases: Aggregate) -> Rows:
        read_tables.sync(database, [projection])
        said = [event for case in cases for event in case.collect_events()]
        recorder.insert_events([mapper.to_stored_event(event) for event in said])
        projector = Projector(database, [projection])
        projector.catch_up()
        assert projector.verify(projection).equal
        with database.engine.connect() as connection:
            found = connection.execute(table.select().order_by(*table.primary_key))
            return [tuple(map(_as_in_sweden, row)) for row in found]

    return rows


def _as_in_sweden(value: Any) -> Any:
    """Instants as a Swedish wall clock shows them, days as they are written."""
    if isinstance(value, datetime):
        return value.astimezone(SWEDEN).strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if hasattr(value, "isoformat") else value
