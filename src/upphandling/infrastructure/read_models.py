"""Writes changed rows in bulk: what a page of events did to each row, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import Table

from upphandling.infrastructure.database import Database
from upphandling.projections.base import Change

Row = dict[str, Any]


class Batch:
    """Folds changes per row, so that each row is written once.

    `None` stands for a row that goes; a row under `patches` is in the database
    already and changes some columns.
    """

    def __init__(self) -> None:
        self.rows: dict[Table, dict[tuple[Any, ...], Row | None]] = defaultdict(dict)
        self.patches: dict[Table, dict[tuple[Any, ...], Row]] = defaultdict(dict)
        self.size = 0

    def take(self, changes: Iterable[Change]) -> None:
        for table, how, key, values in changes:
            rows = self.rows[table]
            if how == "patch":
                if key in rows:
                    if (row := rows[key]) is not None:
                        row.update(values)
                    continue
                self.patches[table].setdefault(key, {}).update(values)
            else:
                rows[key] = values if how == "put" else None
                self.patches[table].pop(key, None)
            self.size += 1

    def write(self, cursor: Any, database: Database) -> None:
        """Write every row through the driver's cursor, and start afresh."""
        for table, rows in self.rows.items():
            _delete(
                cursor, database, table, [k for k, row in rows.items() if row is None]
            )
            _upsert(cursor, database, table, rows)
        for table, patches in self.patches.items():
            _update(cursor, database, table, patches)
        self.rows.clear()
        self.patches.clear()
        self.size = 0


def _delete(
    cursor: Any, database: Database, table: Table, keys: list[tuple[Any, ...]]
) -> None:
    if keys:
        sql = f"DELETE FROM {table.name} WHERE {_key_is(table)}"  # noqa: S608
        cursor.executemany(database.native(sql), keys)


def _upsert(
    cursor: Any,
    database: Database,
    table: Table,
    rows: dict[tuple[Any, ...], Row | None],
) -> None:
    keys = [column.name for column in table.primary_key]
    others = [c.name for c in table.columns if c.name not in keys]
    values = [
        (*key, *(row[name] for name in others))
        for key, row in rows.items()
        if row is not None
    ]
    if not values:
        return
    columns = ", ".join([*keys, *others])
    marks = ", ".join("?" * (len(keys) + len(others)))
    renewed = ", ".join(f"{name} = excluded.{name}" for name in others)
    sql = (
        f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {renewed}"
    )
    cursor.executemany(database.native(sql), values)


def _update(
    cursor: Any,
    database: Database,
    table: Table,
    patches: dict[tuple[Any, ...], Row],
) -> None:
    by_columns = sorted(patches.items(), key=lambda item: sorted(item[1]))
    for columns, group in groupby(by_columns, key=lambda item: sorted(item[1])):
        changed = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE {table.name} SET {changed} WHERE {_key_is(table)}"  # noqa: S608
        cursor.executemany(
            database.native(sql),
            [(*(row[name] for name in columns), *key) for key, row in group],
        )


def _key_is(table: Table) -> str:
    return " AND ".join(f"{column.name} = ?" for column in table.primary_key)
