"""Projector: every event once, all or nothing, and the same rows as a rebuild."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from eventsourcing.persistence import StoredEvent

from tests.infrastructure.read_side.sums import SUM, an_event, rows, some_events
from tests.test_replay import HISTORIES, stored
from upphandling.infrastructure.read_side import folding
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.read_side.withholding import hears_of_bids
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaOutdated
from upphandling.projections.base import Projection
from upphandling.projections.catalogue import PROJECTIONS

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


# Rebuilding


@pytest.mark.usefixtures("small_pages")
def test_every_read_model_equals_its_rebuild(database, store):
    projector = Projector(database, PROJECTIONS.values())
    for case in HISTORIES:  # one event a time, as in real life
        for event in stored(case):
            store.insert_events([event])
            projector.catch_up()

    for projection in PROJECTIONS.values():  # the bids of some tender are still sealed
        before = rows(database, projection)
        compared = projector.verify(projection)
        assert (compared.equal, compared.total) == (True, 0)
        counted = sum(len(table) for table in before)
        assert compared.rows == (None if hears_of_bids(projection) else counted)
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


def test_many_may_make_the_tables_at_once(database_url, database):
    def sync(_: int) -> list[str]:
        with Database(database_url) as own:
            return read_tables.sync(own, PROJECTIONS.values())

    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(sync, range(3)))

    assert sorted(map(len, made)) == [0, 0, len(PROJECTIONS)]
