"""Projector: every event once, all or nothing, and the same rows as a rebuild."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import Boolean, Column, Date, Float, Integer, MetaData, String, Table

from tests.test_replay import HISTORIES, stored
from upphandling.domain.base import DomainEvent
from upphandling.infrastructure.event_log.event_mapper import UnreadableEvent
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side import folding
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import ProjectionBroken, Projector
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaOutdated
from upphandling.projections.base import (
    Change,
    Fact,
    Moment,
    Projection,
    drop,
    patch,
    put,
)
from upphandling.projections.catalogue import PROJECTIONS


class Added(DomainEvent):
    TOPIC = "sum.added"


class Removed(DomainEvent):
    TOPIC = "sum.removed"


SUMS = Table(
    "sums",
    MetaData(),
    Column("sum", String, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("day", Date),
    Column("at", Moment),
    Column("share", Float),
    Column("even", Boolean),
)
SUM = Projection("sum", "Summor", (SUMS,))


@SUM.on(Added)
def added(fact: Fact) -> Iterable[Change]:
    number = fact.data["number"]
    if fact.version == 1:
        yield put(
            SUMS,
            fact.key,
            last=number,
            day="2019-06-17",
            at="2019-06-17T22:00:00Z",
            share=12,
            even=False,
        )
    else:
        yield patch(SUMS, fact.key, last=number, even=number % 2 == 0)


@SUM.on(Removed)
def removed(fact: Fact) -> Iterable[Change]:
    yield drop(SUMS, fact.key)


def an_event(case: int, version: int, topic: str = "sum.added") -> StoredEvent:
    data = f'{{"number": {version}, "secret": "19850101-1234"}}'
    return StoredEvent(f"sum:{case:05d}", version, topic, data.encode())


def some_events(cases: int, versions: int) -> list[StoredEvent]:
    return [an_event(c, v) for v in range(1, versions + 1) for c in range(cases)]


def rows(database: Database, projection: Projection = SUM) -> list[list[Any]]:
    """Every row of every table."""
    with database.engine.connect() as connection:
        return [
            connection.execute(table.select().order_by(*table.primary_key)).all()
            for table in projection.tables
        ]


@pytest.fixture
def store(database: Database) -> EventRecorder:
    read_tables.sync(database, [SUM, *PROJECTIONS.values()])
    return EventRecorder(database)


@pytest.fixture
def projector(database: Database, store: EventRecorder) -> Projector:
    return Projector(database, [SUM])


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "PAGE", 10)
    monkeypatch.setattr(folding, "WIDEST", 20)
    monkeypatch.setattr(folding, "FULL", 15)


# Reading on


@pytest.mark.usefixtures("small_pages")
def test_rows_are_what_the_events_say_however_they_are_read(database, store, projector):
    others = [StoredEvent(f"other:{n}", 1, "other", b"{}") for n in range(90)]
    store.insert_events(some_events(cases=40, versions=2))
    store.insert_events(others)  # few concern us: more is looked through at a time
    store.insert_events([an_event(case, 3) for case in range(40)])
    store.insert_events([an_event(7, 4, "sum.removed")])

    assert projector.catch_up() == 211

    found = {row.sum: (row.last, row.even) for row in rows(database)[0]}
    assert found == {f"{n:05d}": (3, False) for n in range(40) if n != 7}
    assert projector.positions()["sum"] == 211


def test_reading_on_again_changes_nothing(database, store, projector):
    store.insert_events(some_events(cases=5, versions=2))
    projector.catch_up()
    before = rows(database)

    assert projector.catch_up() == 0
    assert rows(database) == before


@pytest.mark.usefixtures("small_pages")
def test_progress_is_told_page_by_page(store, projector):
    store.insert_events(some_events(cases=40, versions=1))
    told: list[tuple[int, int]] = []

    projector.catch_up(progress=lambda *at: told.append(at))

    assert told == [(10, 40), (20, 40), (30, 40), (40, 40)]


def test_each_projection_goes_on_from_where_it_was(database, store):
    store.insert_events(some_events(cases=2, versions=1))
    both = Projector(database, [SUM, PROJECTIONS["cases"]])
    both.catch_up([SUM])
    with database.writing("projector") as cursor:  # a second taking would bring it back
        cursor.execute("DELETE FROM sums")

    assert both.catch_up() == 2

    assert rows(database) == [[]]
    assert both.positions()["sum"] == both.positions()["cases"] == 2


@pytest.mark.usefixtures("small_pages")
def test_two_at_once_take_each_event_once(database_url, database, store, projector):
    store.insert_events(some_events(cases=100, versions=3))

    def read_on(_: int) -> int:
        with Database(database_url) as own:
            return Projector(own, [SUM]).catch_up()

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(read_on, range(2)))

    assert sum(taken) == 300
    assert {row.last for row in rows(database)[0]} == {3}
    assert projector.verify(SUM).equal


def test_who_was_overtaken_writes_nothing(
    database_url, database, store, projector, monkeypatch
):
    store.insert_events(some_events(cases=3, versions=1))
    gather = folding.gather

    def overtaken(*args, **kwargs):
        gathered = gather(*args, **kwargs)
        monkeypatch.undo()
        with Database(database_url) as other:
            Projector(other, [SUM]).catch_up()
        with database.writing("projector") as cursor:  # would be put back
            cursor.execute("DELETE FROM sums")
        return gathered

    monkeypatch.setattr(
        "upphandling.infrastructure.read_side.projector.gather", overtaken
    )

    assert projector.catch_up() == 0
    assert rows(database) == [[]]


def test_a_read_model_without_tables_says_so(database, store):
    strange = Projection("strange", "Okänd", ())

    with pytest.raises(SchemaOutdated, match="strange"):
        Projector(database, [strange]).catch_up()


# What goes wrong


def test_a_broken_projection_is_named_and_nothing_is_written(
    database, store, projector
):
    store.insert_events(some_events(cases=3, versions=1))
    bad = StoredEvent("sum:x", 2, "sum.added", b'{"namn": "19850101-1234"}')
    store.insert_events([bad])

    with pytest.raises(ProjectionBroken) as broken:
        projector.catch_up()

    assert str(broken.value).startswith(
        "Läsmodellen kunde inte ta emot en händelse: sum, sum:x (sum.added): KeyError"
    )
    assert (broken.value.__cause__, broken.value.__suppress_context__) == (None, True)
    assert rows(database) == [[]]
    assert projector.positions()["sum"] == 0


def test_a_projection_never_quotes_the_data(database, store):
    quoting = Projection("sum", "Summor", (SUMS,))

    @quoting.on(Added)
    def quotes(fact: Fact) -> Iterable[Change]:
        raise ValueError(fact.data["secret"])

    store.insert_events([an_event(1, 1)])

    with pytest.raises(ProjectionBroken) as broken:
        Projector(database, [quoting]).catch_up()

    assert "19850101" not in str(broken.value)
    assert (broken.value.projection, broken.value.reference, broken.value.topic) == (
        "sum",
        "sum:00001@1",
        "sum.added",
    )


def test_an_event_that_is_not_json_is_named(database, store, projector):
    store.insert_events([StoredEvent("sum:x", 1, "sum.added", b"19850101-1234")])

    with pytest.raises(UnreadableEvent, match="sum:x ") as broken:
        projector.catch_up()

    assert "19850101" not in str(broken.value)


# Rebuilding


@pytest.mark.usefixtures("small_pages")
def test_a_rebuild_that_is_broken_off_goes_on_where_it_was(database, store, projector):
    store.insert_events(some_events(cases=40, versions=2))
    projector.catch_up()
    before = rows(database)

    def stop(position: int, _: int) -> None:
        if position >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        projector.rebuild(SUM, stop)
    assert 0 < projector.positions()["sum"] < 80
    assert rows(database) != before

    projector.catch_up()
    assert rows(database) == before


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


def test_a_rebuild_that_is_killed_goes_on_where_it_was(database_url, database, store):
    cases = PROJECTIONS["cases"]
    event = {"effective_at": "2019-06-17T22:00:00Z"}
    store.insert_events(
        [
            StoredEvent(
                f"plan:{n}", 1, "plan.drawn_up", str(event).replace("'", '"').encode()
            )
            for n in range(600)
        ]
    )
    projector = Projector(database, [cases])
    projector.catch_up()
    before = rows(database, cases)

    killed = subprocess.run([sys.executable, "-c", KILLED, database_url], check=False)

    assert killed.returncode == -9
    assert 0 < projector.positions()["cases"] < 600
    projector.catch_up()
    assert rows(database, cases) == before


@pytest.mark.usefixtures("small_pages")
def test_every_read_model_equals_its_rebuild(database, store):
    projector = Projector(database, PROJECTIONS.values())
    for case in HISTORIES:  # one event a time, as in real life
        for event in stored(case):
            store.insert_events([event])
            projector.catch_up()

    for projection in PROJECTIONS.values():
        before = rows(database, projection)
        compared = projector.verify(projection)
        assert (compared.equal, compared.total) == (True, 0)
        assert compared.rows == sum(len(table) for table in before)
        projector.rebuild(projection)
        assert rows(database, projection) == before


# Verifying


@pytest.mark.parametrize(
    ("deed", "column", "found", "ought"),
    [
        ("UPDATE sums SET last = 9 WHERE sum = '00003'", "last", 9, 2),
        ("UPDATE sums SET day = NULL WHERE sum = '00003'", "day", None, "2019-06-17"),
        ("UPDATE sums SET share = 12.5 WHERE sum = '00003'", "share", 12.5, 12.0),
        (
            "UPDATE sums SET at = '2019-06-18T22:00:00Z' WHERE sum = '00003'",
            "at",
            "2019-06-18T22:00:00Z",
            "2019-06-17T22:00:00Z",
        ),
        ("UPDATE sums SET even = false WHERE sum = '00003'", "even", False, True),
        (
            "DELETE FROM sums WHERE sum = '00003'",
            None,
            None,
            (2, "2019-06-17", "2019-06-17T22:00:00Z", 12.0, True),
        ),
        (
            "INSERT INTO sums (sum, last) VALUES ('00000x', 1)",
            None,
            (1, None, None, None, None),
            None,
        ),
    ],
)
def test_a_row_that_was_tampered_with_is_found(
    database, store, projector, deed, column, found, ought
):
    store.insert_events(some_events(cases=5, versions=2))
    projector.catch_up()
    assert projector.verify(SUM).equal

    with database.writing("projector") as cursor:
        cursor.execute(deed)

    compared = projector.verify(SUM)
    (difference,) = compared.differences
    assert (compared.equal, compared.total, compared.position) == (False, 1, 10)
    assert difference.table == "sums"
    assert difference.key == (("00000x",) if ought is None else ("00003",))
    assert (difference.column, difference.stored, difference.rebuilt) == (
        column,
        found,
        ought,
    )


def test_many_differences_are_counted_and_the_first_told(database, store, projector):
    store.insert_events(some_events(cases=50, versions=1))
    projector.catch_up()
    with database.writing("projector") as cursor:
        cursor.execute("UPDATE sums SET last = 9, share = 1")

    compared = projector.verify(SUM)

    assert (compared.rows, compared.total, len(compared.differences)) == (50, 100, 20)
    assert compared.differences[0].key == ("00000",)


def test_what_is_not_yet_read_is_no_difference(store, projector):
    store.insert_events(some_events(cases=5, versions=1))
    projector.catch_up()
    store.insert_events([an_event(0, 2)])

    assert projector.verify(SUM).equal


def test_keys_are_compared_in_the_same_order_everywhere(store, projector):
    data = b'{"number": 1}'
    names = ["B", "a", "Å", "å", "ä", "é", "-b", "_", "1", "10", "2", "A b", "Ab", "😀"]
    store.insert_events(
        [StoredEvent(f"sum:{name}", 1, "sum.added", data) for name in names]
    )
    projector.catch_up()

    assert projector.verify(SUM).rows == len(names)
    assert projector.verify(SUM).equal


# Tables


def test_tables_of_the_right_shape_are_left_alone(database, store, projector):
    store.insert_events(some_events(cases=2, versions=1))
    projector.catch_up()
    before = rows(database)

    assert read_tables.in_shape(database, [SUM])
    assert read_tables.sync(database, [SUM]) == []
    assert rows(database) == before


@pytest.mark.parametrize("index", [False, True])
def test_tables_of_another_shape_are_made_anew_and_filled_again(
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

    assert not read_tables.in_shape(database, [reshaped])
    assert read_tables.sync(database, [reshaped]) == ["sum"]
    assert read_tables.in_shape(database, [reshaped])
    assert rows(database, reshaped) == [[]]

    Projector(database, [reshaped]).catch_up()
    assert len(rows(database, reshaped)[0]) == 2


def test_many_may_make_the_tables_at_once(database_url, database):
    def sync(_: int) -> list[str]:
        with Database(database_url) as own:
            return read_tables.sync(own, PROJECTIONS.values())

    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(sync, range(3)))

    assert sorted(map(len, made)) == [0, 0, len(PROJECTIONS)]


def test_a_new_version_is_built_anew_even_with_the_same_tables(database, store):
    again = Projection("sum", "Summor", (SUMS,), version=2)

    assert not read_tables.in_shape(database, [again])
    assert read_tables.sync(database, [again]) == ["sum"]


def test_a_broken_read_model_holds_up_no_other(database, store):
    table = Table("broken", MetaData(), Column("key", String, primary_key=True))
    broken = Projection("broken", "Trasig", (table,))

    @broken.on(Added)
    def break_down(_: Fact) -> Iterable[Change]:
        raise ZeroDivisionError

    read_tables.sync(database, [broken])
    store.insert_events(some_events(cases=3, versions=1))
    projector = Projector(database, [broken, SUM])

    with pytest.raises(ProjectionBroken):
        projector.catch_up()
    (fault,) = projector.keep_up()

    assert (fault.projection, fault.reference) == ("broken", "sum:00000@1")
    assert len(rows(database)[0]) == 3
    assert projector.positions()["broken"] == 0
