"""Planned visits read from their table, each beside its performance if there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge

from upphandling.application.visits import PlannedVisit
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.visits.kept import (
    PAGE,
    agreements_of,
    batches_of,
    batches_of_system,
    marks,
    place,
    span,
)
from upphandling.infrastructure.visits.tables import PERFORMED, PLANNED

NO_BATCH = (0,)
"""Batches are numbered from one."""


def planned(
    database: Database,
    system: str,
    month: str,
    plans: Sequence[int],
    performed: Sequence[int],
    *,
    agreement: str | None = None,
) -> Iterator[PlannedVisit]:
    """The planned visits of some batches of a month, by when they begin and their ids.

    Each has its performance out of the batches `performed`, which may be of any month
    of the system. No connection is held while whoever asked thinks.
    """
    wanted = tuple(sorted(set(plans) & batches_of(database, system, month)))
    if not wanted:
        return iter(())
    done = tuple(sorted(set(performed) & batches_of_system(database, system)))
    asked = (
        agreements_of(database, PLANNED, wanted) if agreement is None else [agreement]
    )
    each = (_of(database, month, wanted, done or NO_BATCH, one) for one in asked)
    return merge(*each, key=place)


def _of(
    database: Database,
    month: str,
    batches: tuple[int, ...],
    performed: tuple[int, ...],
    agreement: str,
) -> Iterator[PlannedVisit]:
    first, after = span(month)
    asked = ", ".join(f"p.{column}" for column in PLANNED.columns)
    began, ended = (
        f"(SELECT {what} FROM {PERFORMED.name} v"  # noqa: S608
        f" WHERE v.visit = p.visit AND v.batch IN ({marks(performed)}))"
        for what in ("min(v.starts)", "max(v.ends)")
    )
    sql = database.native(
        f"SELECT {asked}, {began}, {ended} FROM {PLANNED.name} p"  # noqa: S608
        f" WHERE p.agreement = ? AND p.starts < ? AND p.batch IN ({marks(batches)})"
        f" AND (p.starts, p.visit) > (?, ?) ORDER BY p.starts, p.visit LIMIT {PAGE}"
    )
    at = (first, "")
    while True:
        told = (*performed, *performed, agreement, after, *batches, *at)
        with database.reading() as cursor:
            cursor.execute(sql, told)
            rows = [PlannedVisit(*row) for row in cursor.fetchall()]
        yield from rows
        if len(rows) < PAGE:
            return
        at = rows[-1].starts, rows[-1].visit
