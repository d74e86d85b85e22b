"""A database from before the visits: its rows come through, and visits can be kept."""

from __future__ import annotations

from tests.infrastructure.storage.test_step_0002 import minute, upgrade_to, write_event
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.visits.kept import kept


def test_a_database_with_rows_gets_empty_tables_for_visits(empty_database_url):
    with Database(empty_database_url, create=True) as database:
        upgrade_to(database, "0001")
        write_event(database, 1, minute(1))
        upgrade_to(database, "0003")

        assert schema.upgrade(database) == ["0004", "0005", "0006"]

        assert recount(database).size == 1
        assert list(kept(database, "staden", "2026-01", (1,))) == []
        assert schema.upgrade(database) == []
