"""A read model is built again beside the one in use, and takes its place at once."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack

import pytest
from eventsourcing.persistence import StoredEvent

from tests.infrastructure.read_side.inventory import everything
from tests.infrastructure.read_side.sums import SUM, an_event, rows, some_events
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side import rebuilding
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.read_side.rebuilding import Rebuild, RebuildTakenOver
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.catalogue import PROJECTIONS


def test_what_was_tampered_with_is_mended(database, store, projector):
    store.insert_events(some_events(cases=40, versions=2))
    projector.catch_up()
    before = rows(database)
    with database.writing("projector") as cursor:
        cursor.execute("DELETE FROM sums WHERE last = 2")

    rebuilt = projector.rebuild(SUM)

    assert (rebuilt.events, rebuilt.swapped, rebuilt.faults) == (80, True, ())
    assert rows(database) == before
    assert projector.positions()["sum"] == 80
    assert projector.verify(SUM).equal


def test_tables_and_indexes_bear_their_names_afterwards(database, store):
    before = everything(database)
    projector = Projector(database, PROJECTIONS.values())

    for name in ("deadlines", "cases", "visit_batches"):
        projector.rebuild(PROJECTIONS[name])

    assert everything(database) == before
    assert sum(map(len, before[1].values())) > 10
    assert read_tables.in_shape(database, [SUM, *PROJECTIONS.values()])


@pytest.mark.usefixtures("small_pages")
def test_the_one_in_use_is_served_and_kept_up_meanwhile(database, store, projector):
    store.insert_events(some_events(cases=40, versions=2))
    projector.catch_up()
    seen = []

    def look(position: int, _: int) -> None:
        if position == 40:  # half way
            store.insert_events([an_event(40, 1)])
            projector.catch_up()
        seen.append(len(rows(database)[0]))

    rebuilt = projector.rebuild(SUM, look)

    assert seen[0] == 40
    assert set(seen[4:]) == {41}
    assert rebuilt.events == 81
    assert len(rows(database)[0]) == 41


def test_it_has_come_as_far_as_the_one_in_use_when_they_change_places(
    database, store, projector
):
    store.insert_events(some_events(cases=5, versions=1))

    class Overtaken(Rebuild):
        def _change_places(self) -> bool:
            store.insert_events([an_event(5, 1)])
            projector.catch_up()
            return super()._change_places()

    assert Overtaken(database, [SUM]).carried_out().events == 6

    assert len(rows(database)[0]) == 6
    assert projector.positions()["sum"] == 6


@pytest.mark.usefixtures("small_pages")
def test_a_rebuild_that_is_broken_off_leaves_all_as_it_was(database, store, projector):
    store.insert_events(some_events(cases=40, versions=2))
    projector.catch_up()
    before, tables = rows(database), everything(database)

    def stop(position: int, _: int) -> None:
        if position >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        projector.rebuild(SUM, stop)

    assert rows(database) == before
    assert everything(database) == tables
    assert projector.positions() == {"sum": 80}


KILLED = """
import os, signal, sys
from upphandling.infrastructure.read_side import folding
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.projections.catalogue import PROJECTIONS

folding.FULL = folding.PAGE = 50
def die(position, end):
    if position >= 300:
        os.kill(os.getpid(), signal.SIGKILL)
with Database(sys.argv[1]) as database:
    Projector(database, PROJECTIONS.values()).rebuild(PROJECTIONS["cases"], die)
"""


def test_a_rebuild_that_is_killed_leaves_the_one_in_use_and_the_next_cleans_up(
    database_url, database, store
):
    cases = PROJECTIONS["cases"]
    data = b'{"effective_at": "2019-06-17T22:00:00Z"}'
    store.insert_events(
        [StoredEvent(f"plan:{n}", 1, "plan.drawn_up", data) for n in range(600)]
    )
    projector = Projector(database, [cases])
    projector.catch_up()
    before, (tables, _) = rows(database, cases), everything(database)

    killed = subprocess.run([sys.executable, "-c", KILLED, database_url], check=False)

    assert killed.returncode == -9
    assert everything(database)[0] - tables == {"cases__new"}
    assert rows(database, cases) == before
    assert projector.positions() == {"cases": 600}
    assert projector.catch_up() == 0

    assert projector.rebuild(cases).swapped
    assert everything(database)[0] == tables
    assert rows(database, cases) == before


@pytest.mark.usefixtures("small_pages")
def test_who_begins_after_us_takes_over(database, store, projector):
    store.insert_events(some_events(cases=40, versions=1))
    projector.catch_up()

    def begin_another(position: int, _: int) -> None:
        if position == 20:
            projector.rebuild(SUM)

    with pytest.raises(RebuildTakenOver, match="sum"):
        projector.rebuild(SUM, begin_another)

    assert len(rows(database)[0]) == 40
    assert "sums__new" not in everything(database)[0]


def test_it_waits_for_who_is_reading_and_then_takes_the_place(
    postgresql_url, monkeypatch
):
    waited: list[float] = []
    with Database(postgresql_url) as database, ExitStack() as reading:
        read_tables.sync(database, [SUM])
        EventRecorder(database).insert_events(some_events(cases=3, versions=1))

        def pause(seconds: float) -> None:
            waited.append(seconds)
            reading.close()

        monkeypatch.setattr(rebuilding, "sleep", pause)
        cursor = reading.enter_context(database.reading(snapshot=True))
        cursor.execute("SELECT count(*) FROM sums")

        assert Projector(database, [SUM]).rebuild(SUM).swapped

        assert len(waited) == 1
        assert len(rows(database)[0]) == 3
