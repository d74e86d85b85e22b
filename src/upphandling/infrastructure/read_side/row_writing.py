"""Writes many rows of a read model at once, in the way that suits the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table

from upphandling.infrastructure.storage.database import Database

FEW = 200  # below this a temporary table costs more than it gains

Key = tuple[Any, ...]
Values = tuple[Any, ...]


class RowWriter:
    """Upserts, updates and deletes through the driver's cursor.

    On PostgreSQL many rows go by COPY: straight into an empty table, else into
    a temporary one from which a single statement takes them. `beside` is what the
    names of the tables end with, where they are built beside the real ones.
    """

    def __init__(self, cursor: Any, database: Database, beside: str = "") -> None:
        self.cursor = cursor
        self.database = database
        self.beside = beside

    def upsert(self, table: Table, columns: Sequence[str], rows: list[Values]) -> None:
        """Put the rows, whether or not they are there; `columns` is all of them."""
        listed, name = ", ".join(columns), self._name(table)
        if self._copies(rows) and self._is_empty(table):
            self._copy(name, listed, rows)
            return
        keys = key_of(table)
        others = [column for column in columns if column not in keys]
        renewed = ", ".join(f"{column} = excluded.{column}" for column in others)
        conflict = (
            f" ON CONFLICT ({', '.join(keys)}) DO"
            f" {f'UPDATE SET {renewed}' if others else 'NOTHING'}"
        )
        if self._copies(rows):
            with self._staged(table, columns, rows):
                self.cursor.execute(
                    f"INSERT INTO {name} ({listed}) SELECT * FROM staged{conflict}"  # noqa: S608
                )
            return
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {name} ({listed}) VALUES ({marks}){conflict}"  # noqa: S608
        self._each(sql, rows)

    def update(self, table: Table, changed: Sequence[str], rows: list[Values]) -> None:
        """Change some columns where the row is; its key comes last in each row."""
        keys, name = key_of(table), self._name(table)
        if self._copies(rows):
            renewed = ", ".join(f"{column} = staged.{column}" for column in changed)
            with self._staged(table, [*changed, *keys], rows):
                self.cursor.execute(
                    f"UPDATE {name} SET {renewed} FROM staged WHERE {_same(name, table)}"  # noqa: S608
                )
            return
        renewed = ", ".join(f"{column} = ?" for column in changed)
        self._each(f"UPDATE {name} SET {renewed} WHERE {_given(table)}", rows)  # noqa: S608

    def delete(self, table: Table, keys: list[Key]) -> None:
        """Take the rows away, where they are."""
        name = self._name(table)
        if self._copies(keys):
            with self._staged(table, key_of(table), keys):
                self.cursor.execute(
                    f"DELETE FROM {name} USING staged WHERE {_same(name, table)}"  # noqa: S608
                )
            return
        self._each(f"DELETE FROM {name} WHERE {_given(table)}", keys)  # noqa: S608

    def _name(self, table: Table) -> str:
        return f"{table.name}{self.beside}"

    def _copies(self, rows: Sequence[Values]) -> bool:
        return self.database.dialect == "postgresql" and len(rows) > FEW

    def _each(self, sql: str, rows: Sequence[Values]) -> None:
        if rows:
            self.cursor.executemany(self.database.native(sql), rows)

    def _is_empty(self, table: Table) -> bool:
        self.cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {self._name(table)})")  # noqa: S608
        return bool(self.cursor.fetchone()[0])

    def _copy(self, name: str, columns: str, rows: Iterable[Values]) -> None:
        with self.cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def _staged(
        self, table: Table, columns: Sequence[str], rows: Iterable[Values]
    ) -> Iterator[None]:
        """The rows in a temporary table `staged` with the same types."""
        listed = ", ".join(columns)
        same_types = f"SELECT {listed} FROM {self._name(table)} WITH NO DATA"  # noqa: S608
        self.cursor.execute(
            f"CREATE TEMPORARY TABLE staged ON COMMIT DROP AS {same_types}"
        )
        self._copy("staged", listed, rows)
        yield
        self.cursor.execute("DROP TABLE staged")


def key_of(table: Table) -> list[str]:
    """The columns of the primary key, in its order."""
    return [column.name for column in table.primary_key]


def _given(table: Table) -> str:
    return " AND ".join(f"{column} = ?" for column in key_of(table))


def _same(name: str, table: Table) -> str:
    return " AND ".join(f"{name}.{c} = staged.{c}" for c in key_of(table))
