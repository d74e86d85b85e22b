"""How the outbox stands: what waits, since when, and what nobody tries any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upphandling.infrastructure.storage.database import Database

COUNTED = (
    "SELECT subscription,"
    " SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END),"
    " MIN(CASE WHEN state = 'waiting' THEN written_at END),"
    " MAX(CASE WHEN state = 'sent' THEN done_at END)"
    " FROM outbox GROUP BY subscription ORDER BY subscription"
)


@dataclass(frozen=True, slots=True)
class Post:
    """The letters of one subscription; only open events have letters, so all may be told."""

    subscription: str
    waiting: int
    dead: int
    oldest_waiting: datetime | None
    last_sent: datetime | None


def standing(database: Database) -> list[Post]:
    """Each subscription that has or had letters, by name."""
    with database.reading() as cursor:
        cursor.execute(COUNTED)
        rows = cursor.fetchall()
    return [
        Post(
            name,
            int(waiting),
            int(dead),
            None if oldest is None else database.moment(oldest),
            None if last is None else database.moment(last),
        )
        for name, waiting, dead, oldest, last in rows
    ]
