"""How far read models have come, and what each of them leaves alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from upphandling.infrastructure.read_side.set_aside import Left, left_alone
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaOutdated
from upphandling.projections.base import Projection

LAST = "SELECT coalesce(max(position), 0) FROM events"


@dataclass(frozen=True, slots=True)
class Standing:
    """The position each projection has come to, and the cases that each leaves alone.

    Whoever reads on takes it down first, and writes only if it still is so. `shapes`
    are those of the tables that are there.
    """

    seen: Mapping[str, int]
    shapes: Mapping[str, str]
    left: Left


def standing_of(cursor: Any, projections: Sequence[Projection]) -> Standing:
    """How these read models stand; raises `SchemaOutdated` where one has no tables."""
    cursor.execute("SELECT name, position, shape FROM projections")
    rows = {name: (position, shape) for name, position, shape in cursor.fetchall()}
    names = [projection.name for projection in projections]
    if missing := [name for name in names if name not in rows]:
        raise SchemaOutdated(database=", ".join(missing))
    return Standing(
        {name: rows[name][0] for name in names},
        {name: rows[name][1] for name in names},
        left_alone(cursor, projections),
    )


def last_position(cursor: Any) -> int:
    """The position of the last event in the log; 0 where there is none."""
    cursor.execute(LAST)
    last: int = cursor.fetchone()[0]
    return last


def move(
    cursor: Any, database: Database, projections: Iterable[Projection], position: int
) -> None:
    """Remember that these read models have come so far."""
    names = [projection.name for projection in projections]
    if names:
        marks = ", ".join("?" * len(names))
        sql = f"UPDATE projections SET position = ? WHERE name IN ({marks})"  # noqa: S608
        cursor.execute(database.native(sql), (position, *names))
