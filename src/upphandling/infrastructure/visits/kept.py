"""Performed visits read from their table, in order of time and a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from heapq import merge
from typing import Any

from upphandling.application.visits import KeptVisit, PlannedVisit
from upphandling.domain.instants import start_of
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.visits.tables import PERFORMED, Kept

PAGE = 2_000  # rows fetched at a time, of each agreement
A_MONTH_AT_MOST = timedelta(days=31)

OF_SYSTEM = 'SELECT batch FROM visit_imports WHERE "system" = ?'
OF_THE_MONTH = f"{OF_SYSTEM} AND month = ?"


def kept(
    database: Database,
    system: str,
    month: str,
    batches: Sequence[int],
    agreement: str | None = None,
) -> Iterator[KeptVisit]:
    """The visits of some batches of a month, by when they began and their ids.

    No connection is held while whoever asked thinks.
    """
    wanted = tuple(sorted(set(batches) & batches_of(database, system, month)))
    if not wanted:
        return iter(())
    if agreement is not None:
        return _of(database, month, wanted, agreement)
    agreements = agreements_of(database, PERFORMED, wanted)
    if len(agreements) == 1:
        return _of(database, month, wanted, agreements[0])
    each = (_of(database, month, wanted, one) for one in agreements)
    return merge(*each, key=place)


def span(month: str) -> tuple[int, int]:
    """The first second of a Swedish month, and the first after it, since 1970 (UTC)."""
    first = date.fromisoformat(f"{month}-01")
    after = (first + A_MONTH_AT_MOST).replace(day=1)
    return int(start_of(first).timestamp()), int(start_of(after).timestamp())


def marks(values: Sequence[object]) -> str:
    """A mark for each value, as `IN` wants them."""
    return ", ".join("?" * len(values))


def place(visit: KeptVisit | PlannedVisit) -> tuple[int, str]:
    """Where a visit stands among others."""
    return visit.starts, visit.visit


def batches_of(database: Database, system: str, month: str) -> set[int]:
    """The batches that were begun of a month, whether they count or not."""
    return _numbers(database, OF_THE_MONTH, system, month)


def batches_of_system(database: Database, system: str) -> set[int]:
    """The batches that were begun of a system, whether they count or not."""
    return _numbers(database, OF_SYSTEM, system)


def agreements_of(
    database: Database, table: Kept, batches: tuple[int, ...]
) -> list[str]:
    """The agreements whose visits some batches have in a table."""
    sql = (
        f"SELECT DISTINCT agreement FROM {table.name}"  # noqa: S608
        f" WHERE batch IN ({marks(batches)})"
    )
    with database.reading() as cursor:
        cursor.execute(database.native(sql), batches)
        return sorted(row[0] for row in cursor.fetchall())


def _numbers(database: Database, sql: str, *told: str) -> set[int]:
    with database.reading() as cursor:
        cursor.execute(database.native(sql), told)
        return {row[0] for row in cursor.fetchall()}


def _of(
    database: Database, month: str, batches: tuple[int, ...], agreement: str
) -> Iterator[KeptVisit]:
    first, after = span(month)
    sql = database.native(
        f"SELECT {PERFORMED.listed} FROM {PERFORMED.name}"  # noqa: S608
        f" WHERE agreement = ? AND starts < ? AND batch IN ({marks(batches)})"
        f" AND (starts, visit) > (?, ?) ORDER BY starts, visit LIMIT {PAGE}"
    )
    at = (first, "")
    while True:
        with database.reading() as cursor:
            cursor.execute(sql, (agreement, after, *batches, *at))
            rows = cursor.fetchall()
        for row in rows:
            yield _visit(row)
        if len(rows) < PAGE:
            return
        at = rows[-1][5], rows[-1][0]


def _visit(row: tuple[Any, ...]) -> KeptVisit:
    """SQLite knows no truth, only one and nothing."""
    visit, customer, agreement, service, staff, starts, ends, after, aged = row
    return KeptVisit(
        visit,
        customer,
        agreement,
        service,
        staff,
        starts,
        ends,
        bool(after),
        None if aged is None else bool(aged),
    )
