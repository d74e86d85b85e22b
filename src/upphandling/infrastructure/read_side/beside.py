"""Tables beside those in use: made under other names, filled, and put in their place.

The names end with `__new` until then. Indexes are made when the rows are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Index, MetaData, Table
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement

from upphandling.infrastructure.storage.database import Database

BESIDE = "__new"

AT_ONCE = "SET LOCAL lock_timeout = '300ms'"
"""Whoever waits to put a table in its place holds up everybody who comes after."""


def make(cursor: Any, database: Database, tables: Iterable[Table]) -> None:
    """Make empty tables beside; those that somebody left there go."""
    for table in tables:
        drop(cursor, [table])
        there = table.to_metadata(MetaData(), name=f"{table.name}{BESIDE}")
        cursor.execute(_said(database, CreateTable(there)))


def drop(cursor: Any, tables: Iterable[Table]) -> None:
    """Take away the tables beside, where they are."""
    for table in tables:
        cursor.execute(f"DROP TABLE IF EXISTS {table.name}{BESIDE}")


def make_ready(cursor: Any, database: Database, tables: Iterable[Table]) -> None:
    """Do beforehand what would keep readers waiting when the tables change places.

    On SQLite an index cannot be renamed, and nobody who reads waits for it.
    """
    if database.dialect == "sqlite":
        return
    for table in tables:
        for index in _indexes(table):
            made = _said(database, CreateIndex(index))
            there = f"{index.name}{BESIDE} ON {table.name}{BESIDE} "
            cursor.execute(made.replace(f"{index.name} ON {table.name} ", there))
        cursor.execute(f"ANALYZE {table.name}{BESIDE}")


def put_in_place(cursor: Any, database: Database, tables: Iterable[Table]) -> None:
    """Let the tables beside take the place of those in use, which are gone."""
    if database.dialect == "postgresql":
        cursor.execute(AT_ONCE)
    for table in tables:
        name = table.name
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"ALTER TABLE {name}{BESIDE} RENAME TO {name}")
        if database.dialect == "sqlite":
            for index in _indexes(table):
                cursor.execute(_said(database, CreateIndex(index)))
            continue
        cursor.execute(f"ALTER INDEX {name}{BESIDE}_pkey RENAME TO {name}_pkey")
        for index in _indexes(table):
            cursor.execute(f"ALTER INDEX {index.name}{BESIDE} RENAME TO {index.name}")


def _indexes(table: Table) -> Iterator[Index]:
    yield from sorted(table.indexes, key=lambda index: str(index.name))


def _said(database: Database, statement: DDLElement) -> str:
    return str(statement.compile(dialect=database.engine.dialect))
