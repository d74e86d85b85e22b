"""Compares a read model with a fresh one built from the same events.

The fresh one is built in a temporary file, from one snapshot of the database,
up to the position that the stored one says it has come to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, String, Table

from upphandling.infrastructure.read_side.differences import Comparison, Difference
from upphandling.infrastructure.read_side.folding import Progress, fold
from upphandling.infrastructure.read_side.row_writing import key_of
from upphandling.infrastructure.read_side.set_aside import Aside
from upphandling.infrastructure.read_side.withholding import is_sealed, withheld
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaOutdated
from upphandling.projections.base import (
    READ_MODELS,
    Moment,
    Projection,
    instant_text,
)

SHOWN = 20  # differences told one by one; the others are counted
PAGE = 2_000  # rows fetched at a time


def compared(
    database: Database,
    projection: Projection,
    progress: Progress | None = None,
    aside: Aside | None = None,
) -> Comparison:
    """The stored rows of a projection against rows built afresh.

    Raises `ProjectionBroken`, unless what cannot be taken is left `aside`.
    """
    (found,) = compared_together(database, [projection], progress, aside)
    return found


def compared_together(
    database: Database,
    projections: Sequence[Projection],
    progress: Progress | None = None,
    aside: Aside | None = None,
) -> list[Comparison]:
    """The same for several, built in one reading of the log where all are as far."""
    with TemporaryDirectory(prefix="upphandling-") as folder:
        url = f"sqlite:///{Path(folder) / 'fresh.db'}"
        with (
            Database(url, create=True) as fresh,
            database.reading(snapshot=True) as cursor,
        ):
            _hold_in_place(cursor, database, projections)
            positions = [_position(cursor, database, one) for one in projections]
            for position in set(positions):
                level = [
                    one
                    for one, at in zip(projections, positions, strict=True)
                    if at == position
                ]
                _build(
                    fresh,
                    cursor,
                    database,
                    level,
                    position,
                    progress=progress,
                    aside=aside,
                )
            found = [
                _compared(cursor, database, fresh, one, position)
                for one, position in zip(projections, positions, strict=True)
            ]
            return [*map(withheld, found)] if is_sealed(cursor, database) else found


def _hold_in_place(
    cursor: Any, database: Database, projections: Sequence[Projection]
) -> None:
    """Let no rebuilt table take the place of these while they are read.

    It must come before the first query: on PostgreSQL a table that changed places since
    would be seen with the rows of the snapshot, which may be none.
    """
    names = [table.name for one in projections for table in one.tables]
    if database.dialect == "postgresql" and names:
        cursor.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS SHARE MODE")


def _compared(
    cursor: Any,
    database: Database,
    fresh: Database,
    projection: Projection,
    position: int,
) -> Comparison:
    rows, total = 0, 0
    shown: list[Difference] = []
    for table in projection.tables:
        for found in _table_differences(cursor, database, fresh, table):
            rows += 1
            total += len(found)
            shown += found[: SHOWN - len(shown)]
    return Comparison(
        projection=projection.name,
        position=position,
        rows=rows,
        total=total,
        differences=tuple(shown),
    )


def _position(cursor: Any, database: Database, projection: Projection) -> int:
    sql = "SELECT position FROM projections WHERE name = ?"
    cursor.execute(database.native(sql), (projection.name,))
    row = cursor.fetchone()
    if row is None:
        raise SchemaOutdated(database=projection.name)
    position: int = row[0]
    return position


def _build(
    fresh: Database,
    cursor: Any,
    database: Database,
    projections: Sequence[Projection],
    end: int,
    *,
    progress: Progress | None,
    aside: Aside | None,
) -> None:
    tables = [table for projection in projections for table in projection.tables]
    READ_MODELS.create_all(fresh.engine, tables=tables)
    position = 0
    while position < end:
        with fresh.writing() as target:
            position = fold(
                cursor,
                database,
                [(projection, 0) for projection in projections],
                (position, end),
                progress=progress,
                target=(target, fresh),
                aside=aside,
            )


def _table_differences(
    cursor: Any, database: Database, fresh: Database, table: Table
) -> Iterator[list[Difference]]:
    """What differs, row by row; an empty list for a row that does not."""
    width = len(key_of(table))
    names = [column.name for column in _columns(table)[width:]]
    with fresh.reading() as rebuilt_cursor:
        stored_rows = _rows(cursor, database, table)
        rebuilt_rows = _rows(rebuilt_cursor, fresh, table)
        stored, rebuilt = next(stored_rows, None), next(rebuilt_rows, None)
        while stored is not None or rebuilt is not None:
            key = min(row[:width] for row in (stored, rebuilt) if row is not None)
            mine = stored if stored is not None and stored[:width] == key else None
            other = rebuilt if rebuilt is not None and rebuilt[:width] == key else None
            yield [
                Difference(
                    table=table.name, key=key, column=name, stored=is_, rebuilt=ought
                )
                for name, is_, ought in _pairs(names, mine, other, width)
            ]
            if mine is not None:
                stored = next(stored_rows, None)
            if other is not None:
                rebuilt = next(rebuilt_rows, None)


def _pairs(
    names: Sequence[str],
    stored: tuple[Any, ...] | None,
    rebuilt: tuple[Any, ...] | None,
    width: int,
) -> Iterator[tuple[str | None, Any, Any]]:
    if stored == rebuilt:
        return
    if stored is None or rebuilt is None:
        yield None, stored and stored[width:], rebuilt and rebuilt[width:]
        return
    for name, is_, ought in zip(names, stored[width:], rebuilt[width:], strict=True):
        if is_ != ought:
            yield name, is_, ought


def _rows(cursor: Any, database: Database, table: Table) -> Iterator[tuple[Any, ...]]:
    """Every row, key first, in the order of the key, by bytes on both databases."""
    columns = _columns(table)
    plain = _plainly(columns)
    names = ", ".join(column.name for column in columns)
    sql = f"SELECT {names} FROM {table.name} ORDER BY {_order(database, table)}"  # noqa: S608
    if database.dialect == "postgresql":
        # Held by the server: the driver's own cursor would fetch all of it.
        cursor.execute(f"DECLARE compared NO SCROLL CURSOR FOR {sql}")
        sql = f"FETCH {PAGE} FROM compared"
    cursor.execute(sql)
    while rows := cursor.fetchmany(PAGE):
        yield from map(plain, rows)
        if database.dialect == "postgresql":
            cursor.execute(sql)
    if database.dialect == "postgresql":
        cursor.execute("CLOSE compared")


def _order(database: Database, table: Table) -> str:
    by_bytes = ' COLLATE "C"' if database.dialect == "postgresql" else ""
    return ", ".join(
        f"{c.name}{by_bytes if isinstance(c.type, String) else ''}"
        for c in table.primary_key
    )


def _columns(table: Table) -> list[Column[Any]]:
    key = list(table.primary_key)
    return [*key, *(column for column in table.columns if column not in key)]


def _plainly(columns: Sequence[Column[Any]]) -> Callable[[Any], tuple[Any, ...]]:
    """What makes of a row what both databases would tell."""
    told = [(at, _how(column)) for at, column in enumerate(columns)]
    changing = [(at, how) for at, how in told if how is not None]

    def plain(row: Any) -> tuple[Any, ...]:
        values = list(row)
        for at, how in changing:
            if values[at] is not None:
                values[at] = how(values[at])
        return tuple(values)

    return plain


def _how(column: Column[Any]) -> Callable[[Any], Any] | None:
    """How a value of the column is told; None where both tell it alike."""
    if isinstance(column.type, Moment):
        return _moment
    if isinstance(column.type, Boolean):
        return bool
    if isinstance(column.type, Float):
        return float
    if isinstance(column.type, (String, Integer)):
        return None
    return lambda value: value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=10_000)  # the same instants stand in row after row
def _moment(value: str | datetime) -> str:
    """An instant as events write it; what is no instant is told as it stands."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return instant_text(moment)
