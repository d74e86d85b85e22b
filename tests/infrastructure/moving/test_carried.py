"""Nothing in the database is forgotten: each column is carried, or left with a reason."""

from __future__ import annotations

from sqlalchemy import inspect

from upphandling.infrastructure.moving.lines import COMMAND, EVENT, REFUSAL
from upphandling.infrastructure.moving.tables import CARRIED, LEFT_BEHIND
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import READ_MODELS

LOG = {"events": EVENT, "commands": COMMAND, "refusals": REFUSAL}


def test_every_table_is_in_the_log_carried_left_behind_or_built_of_the_log(
    database_url,
):
    carried = {table.name for table in CARRIED}
    with Database(database_url) as database:
        there = set(inspect(database.engine).get_table_names())

    assert there - set(READ_MODELS.tables) == {*LOG, *carried, *LEFT_BEHIND}
    assert len({*LOG, *carried, *LEFT_BEHIND}) == len([*LOG, *carried, *LEFT_BEHIND])


def test_every_column_of_a_carried_table_is_carried_and_its_key_comes_first(
    database_url,
):
    with Database(database_url) as database:
        asked = inspect(database.engine)
        for table in CARRIED:
            columns = [one["name"] for one in asked.get_columns(table.name)]
            key = asked.get_pk_constraint(table.name)["constrained_columns"]
            assert set(columns) == set(table.columns), table.name
            assert list(table.columns)[: table.key] == key, table.name
        for name, fields in LOG.items():
            assert len(asked.get_columns(name)) == len(fields), name
