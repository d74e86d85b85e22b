"""Batch: however a history is cut into pages, the rows are what it says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Date, Float, Integer, MetaData, String, Table

from upphandling.infrastructure.read_side import row_writing
from upphandling.infrastructure.read_side.batch import Batch
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Change, Moment, drop, patch, put

SCRATCH = MetaData()
THINGS = Table(
    "things",
    SCRATCH,
    Column("area", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String),
    Column("day", Date),
    Column("at", Moment),
    Column("share", Float),
    Column("over", Boolean),
)
KEYS = Table("keys", SCRATCH, Column("key", String, primary_key=True))

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": st.none() | st.sampled_from(["", "Åsa", "tabb\t", "rad\nrad", "\\N", "'"]),
    "day": st.none() | st.dates().map(lambda day: day.isoformat()),
    "at": st.none() | st.sampled_from(["2019-06-17T22:00:00Z", "1999-12-31T23:00:00Z"]),
    "share": st.none() | st.floats(-1e9, 1e9),
    "over": st.none() | st.booleans(),
}

keys = st.tuples(st.sampled_from(["norr", "öster"]), st.integers(0, 3))
puts = st.builds(
    lambda key, values: put(THINGS, *key, **values), keys, st.fixed_dictionaries(VALUES)
)
patches = st.builds(
    lambda key, values: patch(THINGS, *key, **values),
    keys,
    st.fixed_dictionaries({}, optional=VALUES).filter(bool),
)
drops = st.builds(lambda key: drop(THINGS, *key), keys)
pages = st.lists(st.lists(puts | patches | drops, max_size=12), max_size=5)


def naive(changes: list[Change]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """One row at a time, in the order told."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for _, how, key, values in changes:
        if how == "put":
            rows[key] = dict(values)
        elif how == "drop":
            rows.pop(key, None)
        elif key in rows:
            rows[key] |= values
    return rows


def stored(database: Database) -> dict[tuple[Any, ...], dict[str, Any]]:
    """What stands in the table, in the words of events."""
    with database.engine.connect() as connection:
        return {
            (row.area, row.number): {
                "name": row.name,
                "day": row.day and row.day.isoformat(),
                "at": row.at and row.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "share": row.share,
                "over": row.over,
            }
            for row in connection.execute(THINGS.select())
        }


@pytest.fixture
def tables(database: Database) -> Database:
    SCRATCH.create_all(database.engine)
    return database


WHOLE = {"name": "A", "day": None, "at": None, "share": 1.0, "over": True}


# Small databases write row by row; `few=0` takes the way of many rows.
@pytest.mark.parametrize("few", [0, 200])
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pages=pages)
@example(
    pages=[[put(THINGS, "norr", 1, **WHOLE)], [patch(THINGS, "norr", 1, name="B")]]
)
@example(pages=[[patch(THINGS, "norr", 1, name="B"), put(THINGS, "norr", 1, **WHOLE)]])
@example(pages=[[put(THINGS, "norr", 1, **WHOLE)], [drop(THINGS, "norr", 1)]])
def test_however_it_is_cut_into_pages_the_rows_are_the_same(
    tables, monkeypatch, few, pages
):
    monkeypatch.setattr(row_writing, "FEW", few)
    expected = naive([change for page in pages for change in page])
    with tables.writing("projector") as cursor:
        cursor.execute("DELETE FROM things")

    for page in pages:
        with tables.writing("projector") as cursor:
            batch = Batch()
            batch.take([Change(t, how, key, dict(v)) for t, how, key, v in page])
            batch.write(cursor, tables)

    assert stored(tables) == expected


@pytest.mark.parametrize("number", [1, 1000])
def test_a_row_may_be_nothing_but_its_key(tables, number):
    for _ in range(2):
        with tables.writing("projector") as cursor:
            batch = Batch()
            batch.take(put(KEYS, f"key-{n}") for n in range(number))
            batch.write(cursor, tables)

    with tables.engine.connect() as connection:
        assert len(connection.execute(KEYS.select()).all()) == number


def test_a_written_batch_is_empty(tables):
    batch = Batch()
    batch.take([put(THINGS, "norr", 1, **WHOLE), patch(THINGS, "norr", 2, name="B")])
    assert batch.size == 2

    with tables.writing("projector") as cursor:
        batch.write(cursor, tables)

    assert (batch.size, dict(batch.rows), dict(batch.patches)) == (0, {}, {})


def test_a_row_that_is_not_whole_is_refused():
    with pytest.raises(ValueError, match="a row of things has 7 columns"):
        Batch().take([put(THINGS, "norr", 1, name="A")])
