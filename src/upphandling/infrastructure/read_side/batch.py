"""Folds changes per row: what a batch of events did to each row, written once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table

from upphandling.infrastructure.read_side.row_writing import RowWriter, key_of
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Change

Key = tuple[Any, ...]
Row = dict[str, Any]

ELSEWHERE: Row = {}  # stands for a row that this batch has not seen


class Widths(dict[Table, int]):
    """How many columns a table has; asking the table takes ten times as long."""

    def __missing__(self, table: Table) -> int:
        self[table] = len(table.columns)
        return self[table]


class Batch:
    """Changed rows that wait to be written; `size` is about how many.

    `None` stands for a row that goes; a row under `patches` is in the database
    already, if anywhere, and changes some columns. No row is under both. What
    is taken must not be used again: its values become the row.
    """

    def __init__(self) -> None:
        self.rows: dict[Table, dict[Key, Row | None]] = defaultdict(dict)
        self.patches: dict[Table, dict[Key, Row]] = defaultdict(dict)
        self.widths = Widths()
        self.size = 0

    def take(self, told: Iterable[Change]) -> None:
        """Add changes; those of one row in the order in which they happened.

        Raises `ValueError` for a row that lacks a column or has one too many; then
        none of them was added.
        """
        changes = [*told]  # whatever goes wrong in telling them goes wrong here
        for table, how, key, values in changes:
            if how == "put" and len(key) + len(values) != self.widths[table]:
                message = f"a row of {table.name} has {self.widths[table]} columns"
                raise ValueError(message)
        for table, how, key, values in changes:
            rows = self.rows[table]
            if how == "patch":
                row = rows.get(key, ELSEWHERE)
                if row is ELSEWHERE:
                    row = self.patches[table].setdefault(key, values)
                    self.size += row is values
                if row is not None and row is not values:
                    row.update(values)
                continue
            rows[key] = None if how == "drop" else values
            self.patches[table].pop(key, None)
            self.size += 1

    def write(self, cursor: Any, database: Database, beside: str = "") -> None:
        """Write every row through the driver's cursor, and start afresh.

        `beside` is what the tables' names end with, where others are meant.
        """
        writer = RowWriter(cursor, database, beside)
        for table, rows in self.rows.items():
            writer.delete(table, [key for key, row in rows.items() if row is None])
            keys = key_of(table)
            others = [c.name for c in table.columns if c.name not in keys]
            whole = [
                (*key, *[row[name] for name in others])
                for key, row in rows.items()
                if row is not None
            ]
            writer.upsert(table, [*keys, *others], whole)
        for table, patches in self.patches.items():
            for changed, values in _by_columns(patches).items():
                writer.update(table, changed, values)
        self.rows.clear()
        self.patches.clear()
        self.size = 0


def _by_columns(
    patches: dict[Key, Row],
) -> dict[tuple[str, ...], list[tuple[Any, ...]]]:
    """Values and key of every patch, by the columns it changes."""
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for key, row in patches.items():
        changed = tuple(sorted(row))
        groups[changed].append((*[row[name] for name in changed], *key))
    return groups
