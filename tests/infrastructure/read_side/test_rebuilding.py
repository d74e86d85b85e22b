"""A read model is built again beside the one in use, and takes its place at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import Column, Integer, MetaData, String, Table, inspect

from tests.infrastructure.read_side.sums import (
    SUM,
    SUMS,
    Added,
    added,
    an_event,
    reacting,
    rows,
    some_events,
)
from tests.service.instances import TOMORROWS
from upphandling.bootstrap import open_house, upgrade
from upphandling.domain.catalogue import EVENTS
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side import rebuilding
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.read_side.rebuilding import Rebuild, RebuildTakenOver
from upphandling.infrastructure.read_side.set_aside import listed
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaNewer, SchemaOutdated
from upphandling.projections.base import Change, Fact, Projection, put
from upphandling.projections.catalogue import PROJECTIONS


def everything(database: Database) -> tuple[set[str], dict[str, list[str]]]:
    """The tables, and the names of the indexes of each."""
    found = inspect(database.engine)
    tables = set(found.get_table_names())
    return tables, {
        table: sorted(str(index["name"]) for index in found.get_indexes(table))
        for table in tables
    }


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


# What was set aside


def test_what_was_set_aside_is_taken_again_when_the_fault_is_mended(database, store):
    @reacting
    def broken(fact: Fact) -> Iterable[Change]:
        if fact.key == "00001":
            raise ZeroDivisionError
        return added(fact)

    store.insert_events(some_events(cases=3, versions=2))
    Projector(database, [broken]).catch_up()
    assert [one.case for one in listed(database)] == ["sum:00001"]
    mended, heard = Projector(database, [SUM]), []
    mended.listeners.append(lambda: heard.append(listed(database)))

    assert mended.rebuild(SUM).swapped

    assert listed(database) == []
    assert heard == [[]]
    assert len(rows(database)[0]) == 3


def test_what_still_cannot_be_taken_stays_set_aside(database, store, projector):
    store.insert_events(some_events(cases=3, versions=1))
    store.insert_events([StoredEvent("sum:x", 1, "sum.added", b"{}")])
    projector.catch_up()

    rebuilt = projector.rebuild(SUM)

    assert rebuilt.swapped
    assert [fault.case for fault in rebuilt.faults] == ["sum:x"]
    assert [one.case for one in listed(database)] == ["sum:x"]
    assert len(rows(database)[0]) == 3


@pytest.mark.parametrize("how", ["reaction", "row"])
def test_a_rebuild_that_would_lose_a_case_changes_nothing(
    database, store, projector, how
):
    store.insert_events(some_events(cases=300, versions=1))
    projector.catch_up()
    before = rows(database)

    @reacting
    def worse(fact: Fact) -> Iterable[Change]:
        if fact.key == "00007" and how == "reaction":
            raise ZeroDivisionError
        for table, _, key, values in added(fact):
            if fact.key == "00007":
                values["last"] = None  # which the table does not take
            yield put(table, *key, **values)

    rebuilt = Projector(database, [worse]).rebuild(worse)

    assert not rebuilt.swapped
    assert [fault.case for fault in rebuilt.faults] == ["sum:00007"]
    assert rows(database) == before
    assert listed(database) == []
    assert "sums__new" not in everything(database)[0]


def test_who_reads_on_meanwhile_does_not_leave_the_case_alone_any_more(
    database_url, database, store, projector, monkeypatch
):
    store.insert_events([StoredEvent("sum:00001", 1, "sum.added", b"{}")])
    projector.catch_up()
    store.insert_events([an_event(1, 2)])

    @reacting
    def forgiving(fact: Fact) -> Iterable[Change]:
        fact.data.setdefault("number", 0)
        return added(fact)

    gather = "upphandling.infrastructure.read_side.projector.gather"
    real = rebuilding.gather

    def overtaken(*args: Any, **told: Any) -> Any:
        gathered = real(*args, **told)
        monkeypatch.undo()
        with Database(database_url) as other:
            Projector(other, [forgiving]).rebuild(forgiving)
        return gathered

    monkeypatch.setattr(gather, overtaken)
    Projector(database, [forgiving]).catch_up()

    assert [(row.sum, row.last) for row in rows(database)[0]] == [("00001", 2)]


# Another shape


@pytest.mark.parametrize("index", [False, True])
def test_tables_of_another_shape_are_built_beside_and_take_their_place(
    database, store, projector, index
):
    store.insert_events(some_events(cases=2, versions=1))
    projector.catch_up()
    columns = [column._copy() for column in SUMS.columns]
    if index:
        columns[1] = Column("last", Integer, nullable=False, index=True)
    else:
        columns.append(Column("note", String))
    reshaped = Projection("sum", "Summor", (Table("sums", MetaData(), *columns),))

    @reshaped.on(Added)
    def add(fact: Fact) -> Iterable[Change]:
        for _, _, key, values in added(fact):
            more = {} if index else {"note": "ny"}
            yield put(reshaped.tables[0], *key, **values, **more)

    assert read_tables.sync(database, [reshaped]) == []
    assert read_tables.outdated(database, [reshaped]) == [reshaped]

    Rebuild(database, [reshaped], anyhow=True).carried_out()

    assert read_tables.in_shape(database, [reshaped])
    assert len(rows(database, reshaped)[0]) == 2
    assert ("ix_sums_last" in everything(database)[1]["sums"]) is index


def test_who_still_runs_the_old_code_writes_no_more(database, store, projector):
    again = Projection("sum", "Summor", (SUMS,), version=2, reactions=SUM.reactions)
    Rebuild(database, [again], anyhow=True).carried_out()
    store.insert_events(some_events(cases=1, versions=1))

    with pytest.raises(SchemaNewer, match="sum"):
        projector.catch_up()

    assert Projector(database, [again]).catch_up() == 1


def test_who_knows_one_event_more_hears_all_of_it_from_the_first(
    database, store, projector
):
    store.insert_events([an_event(1, 1), an_event(1, 2, "sum.removed")])
    deaf = Projection(
        "sum", "Summor", (SUMS,), reactions={Added.TOPIC: SUM.reactions[Added.TOPIC]}
    )
    Rebuild(database, [deaf], anyhow=True).carried_out()
    assert len(rows(database)[0]) == 1

    assert read_tables.outdated(database, [SUM]) == [SUM]
    Rebuild(database, [SUM], anyhow=True).carried_out()

    assert rows(database)[0] == []
    with pytest.raises(SchemaNewer, match="sum"):
        Projector(database, [deaf]).catch_up()


def test_an_event_that_only_newer_code_knows_is_nothing_to_set_aside(
    database, store, monkeypatch
):
    whole = Projection("sum", "Summor", (SUMS,), whole=True)
    Rebuild(database, [whole], anyhow=True).carried_out()
    assert read_tables.in_shape(database, [whole])
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(read_tables, "EVENTS", {**EVENTS, "sum.of_tomorrow": Added})
        assert read_tables.outdated(database, [whole]) == [whole]
        Rebuild(database, [whole], anyhow=True).carried_out()
    store.insert_events([an_event(1, 1, "sum.of_tomorrow")])

    with pytest.raises(SchemaNewer, match="sum"):
        Projector(database, [whole], examines=True).catch_up()

    assert listed(database) == []


def test_an_old_program_does_not_take_the_read_models_of_a_newer_that_runs(
    database_url,
):
    with Database(database_url) as database:
        with database.writing("projector") as cursor:
            cursor.execute("UPDATE projections SET shape = 'x' WHERE name = 'cases'")
        with pytest.raises(SchemaOutdated):
            open_house(database_url)
        with database.writing() as cursor:
            cursor.execute(TOMORROWS)

        with pytest.raises(SchemaNewer, match="läsmodellerna"):
            open_house(database_url)
        with pytest.raises(SchemaNewer, match="läsmodellerna"):
            upgrade(database_url)

        with database.reading() as cursor:
            cursor.execute("SELECT shape FROM projections WHERE name = 'cases'")
            assert cursor.fetchall() == [("x",)]


def test_an_upgrade_builds_what_has_another_shape_and_keeps_the_rest(database_url):
    with Database(database_url) as database:
        with database.writing("projector") as cursor:
            cursor.execute("UPDATE projections SET shape = 'x' WHERE name = 'cases'")

        assert upgrade(database_url) == ([], ["cases"])

        assert read_tables.in_shape(database, PROJECTIONS.values())
    assert upgrade(database_url) == ([], [])


# While others read


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
