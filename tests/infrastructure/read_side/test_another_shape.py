"""Read models of another shape are built beside, and older and newer code keep apart."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table

from tests.infrastructure.read_side.inventory import everything
from tests.infrastructure.read_side.sums import (
    SUM,
    SUMS,
    Added,
    added,
    an_event,
    rows,
    some_events,
)
from tests.service.instances import TOMORROWS
from upphandling.bootstrap import open_house, upgrade
from upphandling.domain.catalogue import EVENTS
from upphandling.infrastructure.read_side import shaped_by
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.read_side.rebuilding import Rebuild
from upphandling.infrastructure.read_side.set_aside import listed
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaNewer, SchemaOutdated
from upphandling.projections.base import Change, Fact, Projection, put
from upphandling.projections.catalogue import PROJECTIONS


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


def test_what_a_newer_program_built_is_newer_also_before_it_runs(
    database_url, monkeypatch
):
    with Database(database_url) as database:
        with monkeypatch.context() as tomorrow:
            more = {**EVENTS, "sum.of_tomorrow": Added}
            tomorrow.setattr(read_tables, "EVENTS", more)
            tomorrow.setattr(shaped_by, "version", lambda _: "999.0")
            _, built = upgrade(database_url)
            assert "cases" in built

        with pytest.raises(SchemaNewer, match="läsmodellerna"):
            open_house(database_url)
        assert upgrade(database_url) == ([], built)  # back to the old version

        open_house(database_url).__exit__()
        with database.writing("projector") as cursor:
            cursor.execute("UPDATE projections SET shape = 'x' WHERE name = 'cases'")
        with pytest.raises(SchemaOutdated):
            open_house(database_url)


def test_an_upgrade_builds_what_has_another_shape_and_keeps_the_rest(database_url):
    with Database(database_url) as database:
        with database.writing("projector") as cursor:
            cursor.execute("UPDATE projections SET shape = 'x' WHERE name = 'cases'")

        assert upgrade(database_url) == ([], ["cases"])

        assert read_tables.in_shape(database, PROJECTIONS.values())
    assert upgrade(database_url) == ([], [])
