"""Rows that the database does not take: down to the event that they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from upphandling.infrastructure.read_side.set_aside import Fault, where
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Projection

ABOUT_STATEMENTS = "42"  # the SQL standard's class for what is wrong with a statement


class Unwritable(Exception):
    """The database does not take the rows of the events after `start`, to `position`."""

    def __init__(self, start: int, position: int, error: Exception) -> None:
        super().__init__()
        self.start = start
        self.position = position
        self.error = error


Part = tuple[Sequence[Projection], int, int]


def smaller(chosen: Sequence[Projection], found: Unwritable) -> list[Part]:
    """What to try instead: who, after which position, and to which.

    First each read model for itself, then half of the events at a time; nothing when
    it is one event of one read model, which is then the one.
    """
    start, end = found.start, found.position
    if len(chosen) > 1:
        return [([one], start, end) for one in chosen]
    if end - start > 1:
        half = (start + end) // 2
        return [(chosen, start, half), (chosen, half, end)]
    return []


def fault_at(
    cursor: Any, database: Database, projection: Projection, found: Unwritable
) -> Fault:
    """The one event that it came down to."""
    sql = "SELECT stream_id, topic FROM events WHERE position = ?"
    cursor.execute(database.native(sql), (found.position,))
    case, topic = cursor.fetchone()
    return Fault(
        projection=projection.name,
        case=case,
        position=found.position,
        topic=topic,
        fault=where(found.error),
    )


def is_of_the_rows(database: Database, error: Exception) -> bool:
    """Whether the error is about what was to be written, not about the tables."""
    if type(error).__name__ == "OperationalError":
        return False
    if (getattr(error, "sqlstate", None) or "").startswith(ABOUT_STATEMENTS):
        return False
    return database.trouble(error) is None
