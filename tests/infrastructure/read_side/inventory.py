"""What tables and indexes a database has."""

from __future__ import annotations

from sqlalchemy import inspect

from upphandling.infrastructure.storage.database import Database


def everything(database: Database) -> tuple[set[str], dict[str, list[str]]]:
    """The tables, and the names of the indexes of each."""
    found = inspect(database.engine)
    tables = set(found.get_table_names())
    return tables, {
        table: sorted(str(index["name"]) for index in found.get_indexes(table))
        for table in tables
    }
