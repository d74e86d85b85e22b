"""A SELECT that grows by its conditions and is then read, at once or in pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

from upphandling.infrastructure.storage.database import Database


class Query:
    """SQL with `?` for every parameter; a condition on None is left out."""

    def __init__(self, select: str) -> None:
        self.select = select
        self.conditions: list[str] = []
        self.parameters: list[Any] = []
        self.order = ""

    def where(self, condition: str, value: object) -> Self:
        """Keep the rows that meet the condition; `value` takes the place of `?`."""
        if value is not None:
            self.conditions.append(condition)
            self.parameters.append(value)
        return self

    def among(self, column: str, values: Sequence[object]) -> Self:
        """Keep the rows whose column is one of the values; none means all."""
        if values:
            marks = ", ".join("?" * len(values))
            self.conditions.append(f"{column} IN ({marks})")
            self.parameters.extend(values)
        return self

    def ordered(self, columns: str, limit: int | None = None) -> Self:
        """In that order, at most that many."""
        self.order = f" ORDER BY {columns}"
        if limit is not None:
            self.order += f" LIMIT {int(limit)}"
        return self

    def rows(self, database: Database) -> list[tuple[Any, ...]]:
        """All rows, as the driver's tuples."""
        where = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        sql = database.native(self.select + where + self.order)
        with database.reading() as cursor:
            cursor.execute(sql, self.parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def pages(
        self, database: Database, column: str, after: int, limit: int | None, page: int
    ) -> Iterator[tuple[Any, ...]]:
        """Rows in the order of their first column, `column`, above `after`.

        Fetched a page at a time, so that no connection waits for whoever reads.
        """
        self.where(f"{column} > ?", after)
        left = limit
        while left is None or left > 0:
            size = page if left is None else min(page, left)
            rows = self.ordered(column, size).rows(database)
            yield from rows
            if len(rows) < size:
                return
            self.parameters[-1] = rows[-1][0]
            left = None if left is None else left - size
