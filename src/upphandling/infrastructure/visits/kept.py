"""Visits read from their table, in order of time and a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from heapq import merge
from typing import Any

from upphandling.application.visits import KeptVisit
from upphandling.domain.instants import start_of
from upphandling.infrastructure.storage.database import Database

PAGE = 2_000  # rows fetched at a time, of each agreement
A_MONTH_AT_MOST = timedelta(days=31)

COLUMNS = (
    "visit, customer, agreement, service, staff, starts, ends, registered_after, aged"
)
OF_THE_MONTH = 'SELECT batch FROM visit_imports WHERE "system" = ? AND month = ?'


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
    wanted = tuple(sorted(set(batches) & _batches(database, system, month)))
    if not wanted:
        return iter(())
    if agreement is not None:
        return _of(database, month, wanted, agreement)
    agreements = _agreements(database, wanted)
    if len(agreements) == 1:
        return _of(database, month, wanted, agreements[0])
    each = (_of(database, month, wanted, one) for one in agreements)
    return merge(*each, key=_place)


def span(month: str) -> tuple[int, int]:
    """The first second of a Swedish month, and the first after it, since 1970 (UTC)."""
    first = date.fromisoformat(f"{month}-01")
    after = (first + A_MONTH_AT_MOST).replace(day=1)
    return int(start_of(first).timestamp()), int(start_of(after).timestamp())


def marks(values: Sequence[object]) -> str:
    """A mark for each value, as `IN` wants them."""
    return ", ".join("?" * len(values))


def _place(visit: KeptVisit) -> tuple[int, str]:
    return visit.starts, visit.visit


def _batches(database: Database, system: str, month: str) -> set[int]:
    with database.reading() as cursor:
        cursor.execute(database.native(OF_THE_MONTH), (system, month))
        return {row[0] for row in cursor.fetchall()}


def _agreements(database: Database, batches: tuple[int, ...]) -> list[str]:
    sql = f"SELECT DISTINCT agreement FROM visits WHERE batch IN ({marks(batches)})"  # noqa: S608
    with database.reading() as cursor:
        cursor.execute(database.native(sql), batches)
        return sorted(row[0] for row in cursor.fetchall())


def _of(
    database: Database, month: str, batches: tuple[int, ...], agreement: str
) -> Iterator[KeptVisit]:
    first, after = span(month)
    sql = database.native(
        f"SELECT {COLUMNS} FROM visits"  # noqa: S608
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
