"""Which rows of the log may be counted by anybody: those that tell of no bid."""

from __future__ import annotations

from typing import Final

from upphandling.domain.catalogue import EVENTS
from upphandling.infrastructure.event_log.upcasts import UPCASTS, todays_topic
from upphandling.infrastructure.storage.database import Database

SECRET_TOPICS: Final = tuple(
    sorted(
        topic
        for topic in {*EVENTS, *UPCASTS}
        if (event := EVENTS.get(todays_topic(topic))) is not None and event.SECRET
    )
)
"""As they are stored, old forms too."""

IS_OPEN: Final = f"topic NOT IN ({', '.join('?' * len(SECRET_TOPICS))})"
"""A condition on `events`; its parameters are `SECRET_TOPICS`."""


def open_events(database: Database, position: int) -> int:
    """How many events up to a position tell of no bid."""
    sql = f"SELECT COUNT(*) FROM events WHERE position <= ? AND {IS_OPEN}"  # noqa: S608
    with database.reading() as cursor:
        cursor.execute(database.native(sql), (position, *SECRET_TOPICS))
        return int(cursor.fetchone()[0])


def last_open(database: Database) -> int:
    """The position of the last event that tells of no bid; 0 where there is none."""
    sql = (
        f"SELECT position FROM events WHERE {IS_OPEN}"  # noqa: S608
        " ORDER BY position DESC LIMIT 1"
    )
    with database.reading() as cursor:
        cursor.execute(database.native(sql), SECRET_TOPICS)
        found = cursor.fetchone()
    return 0 if found is None else int(found[0])
