"""Each time the clock was not believed, and who said that it may be again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.timekeeping.marks import LOCK, Mark, put_mark

COLUMNS = (
    "number, noticed_at, kind, came_from, came_to, confirmed_at, confirmed_by, reason"
)


class Step(StrEnum):
    """Which way the clock went."""

    BACK = "back"
    FORWARD = "forward"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockStop:
    """The clock went from `came_from` to `came_to` in no time; instants in UTC.

    Nothing is done by itself, nor written by anybody, until somebody confirms it.
    """

    number: int
    noticed_at: datetime
    step: Step
    came_from: datetime
    came_to: datetime
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many stops have been confirmed, and the one that has not, if any."""

    count: int
    standing: ClockStop | None


def heard(database: Database) -> Confirmed:
    """What the table says just now."""
    with database.reading() as cursor:
        cursor.execute(
            "SELECT count(confirmed_at), count(*) FROM clock_stops"  # few in a lifetime
        )
        confirmed, known = cursor.fetchone()
        if confirmed == known:
            return Confirmed(confirmed, None)
        cursor.execute(
            f"SELECT {COLUMNS} FROM clock_stops WHERE confirmed_at IS NULL"  # noqa: S608
            " ORDER BY number LIMIT 1"
        )
        row = cursor.fetchone()
    return Confirmed(confirmed, row and _stop(database, row))


def standing_stop(database: Database) -> ClockStop | None:
    """The stop that nobody has confirmed yet; None when the clock is believed."""
    return heard(database).standing


def stops(database: Database) -> list[ClockStop]:
    """All there have been, the last first."""
    with database.reading() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM clock_stops ORDER BY number DESC")  # noqa: S608
        return [_stop(database, row) for row in cursor.fetchall()]


def note_stop(
    database: Database, step: Step, came_from: datetime, came_to: datetime
) -> bool:
    """Keep that the clock is not believed; false when that is known already."""
    with database.writing(LOCK) as cursor:
        cursor.execute(
            "SELECT count(*), count(confirmed_at), coalesce(max(number), 0)"
            " FROM clock_stops"
        )
        known, confirmed, last = cursor.fetchone()
        came_to_text = utc_text(came_to)
        if known > confirmed:
            return False
        cursor.execute(
            database.native(
                "INSERT INTO clock_stops (number, noticed_at, kind, came_from, came_to)"
                " VALUES (?, ?, ?, ?, ?)"
            ),
            (last + 1, came_to_text, step.value, utc_text(came_from), came_to_text),
        )
    return True


def confirm(database: Database, now: Mark, by: str, reason: str) -> ClockStop | None:
    """Believe the clock again from `now` on, wherever its mark was.

    Answers the stop that was confirmed; None where there was none.
    """
    with database.writing(LOCK) as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM clock_stops WHERE confirmed_at IS NULL"  # noqa: S608
        )
        row = cursor.fetchone()
        if row is None:
            return None
        cursor.execute(
            database.native(
                "UPDATE clock_stops SET confirmed_at = ?, confirmed_by = ?, reason = ?"
                " WHERE confirmed_at IS NULL"
            ),
            (utc_text(now.instant), by, reason),
        )
        put_mark(cursor, database, now)
    return _stop(database, (*row[:5], utc_text(now.instant), by, reason))


def _stop(database: Database, row: Iterable[Any]) -> ClockStop:
    number, noticed, step, came_from, came_to, confirmed, by, reason = row
    return ClockStop(
        number=number,
        noticed_at=database.moment(noticed),
        step=Step(step),
        came_from=database.moment(came_from),
        came_to=database.moment(came_to),
        confirmed_at=confirmed and database.moment(confirmed),
        confirmed_by=by,
        reason=reason,
    )
