"""A database from before plans: its visits come through, and what is planned can be kept."""

from __future__ import annotations

from tests.infrastructure.storage.test_step_0002 import upgrade_to
from tests.visits_town import MONTH, plan, visit
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.visits import pending
from upphandling.infrastructure.visits.kept import kept
from upphandling.infrastructure.visits.planned import planned

DONE = visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00")
PLAN = plan("b-1", "2026-01-15T07:15", "2026-01-15T08:00")


def test_a_database_with_visits_gets_an_empty_table_for_plans(empty_database_url):
    with Database(empty_database_url, create=True) as database:
        upgrade_to(database, "0004")
        batch = pending.begin(database, "staden", MONTH)
        pending.write(database, batch, [(2, DONE)])

        assert schema.upgrade(database) == ["0005", "0006"]

        assert list(kept(database, "staden", MONTH, [batch])) == [DONE]
        assert list(planned(database, "staden", MONTH, [batch], [batch])) == []
        pending.write(database, batch, [(3, PLAN)])
        (found,) = planned(database, "staden", MONTH, [batch], [batch])
        assert (found.starts, found.began) == (PLAN.starts, DONE.starts)
        assert schema.upgrade(database) == []
