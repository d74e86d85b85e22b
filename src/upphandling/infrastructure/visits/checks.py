"""What only the visits together can tell: told twice, kept before, staff in two places.

Every check looks at a batch that does not count yet, and names lines of its file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.visits.kept import marks
from upphandling.infrastructure.visits.tables import PERFORMED, Kept


class Twice(NamedTuple):
    """A line whose visit stands on an earlier line too."""

    line: int
    first: int


class Before(NamedTuple):
    """A line whose visit is kept already; `same` when nothing in it is another."""

    line: int
    same: bool


def told_twice(database: Database, table: Kept, batch: int) -> list[Twice]:
    """The lines that tell of a visit for the second time, in order."""
    sql = (
        f"SELECT p.line, f.first FROM {table.name} p JOIN"  # noqa: S608
        f" (SELECT visit, min(line) AS first FROM {table.name} WHERE batch = ?"
        " GROUP BY visit HAVING count(*) > 1) f ON f.visit = p.visit"
        " WHERE p.batch = ? AND p.line > f.first ORDER BY p.line"
    )
    with database.reading() as cursor:
        cursor.execute(database.native(sql), (batch, batch))
        return [Twice(*row) for row in cursor.fetchall()]


def kept_before(
    database: Database, table: Kept, batch: int, others: Sequence[int]
) -> list[Before]:
    """The lines whose visits other batches have already, in order."""
    if not others:
        return []
    same = " AND ".join(
        f"k.{column} IS NOT DISTINCT FROM p.{column}" for column in table.columns
    )
    sql = (
        f"SELECT p.line, min(CASE WHEN {same} THEN 1 ELSE 0 END)"  # noqa: S608
        f" FROM {table.name} p JOIN {table.name} k ON k.visit = p.visit"
        f" AND k.batch IN ({marks(others)})"
        " WHERE p.batch = ? GROUP BY p.line ORDER BY p.line"
    )
    with database.reading() as cursor:
        cursor.execute(database.native(sql), (*others, batch))
        return [Before(line, bool(same)) for line, same in cursor.fetchall()]


def overlapping(
    database: Database, batch: int, counted: Sequence[int], span: tuple[int, int]
) -> list[int]:
    """The lines whose staff performed another visit at the time, in order.

    Of two visits that overlap both are named, for either may be the wrong one.
    `counted` are the batches to look in as well, `span` the seconds between which
    their visits matter.
    """
    among = (batch, *counted)
    sql = (
        "SELECT line FROM ("  # noqa: S608
        "SELECT batch, line, starts, ends,"
        " max(ends) OVER (PARTITION BY staff ORDER BY starts, batch, line"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until,"
        " lead(starts) OVER (PARTITION BY staff ORDER BY starts, batch, line)"
        " AS next_starts"
        f" FROM {PERFORMED.name}"
        f" WHERE batch IN ({marks(among)}) AND starts >= ? AND starts < ?"
        ") AS worked WHERE batch = ? AND (busy_until > starts OR next_starts < ends)"
        " ORDER BY line"
    )
    with database.reading() as cursor:
        cursor.execute(database.native(sql), (*among, *span, batch))
        return [row[0] for row in cursor.fetchall()]
