"""Visits whose destruction has been decided: their rows go, whatever came in between.

The event comes first and the rows go after it. What is left of them when a process is
stopped in between goes when the database is opened the next time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import structlog

from upphandling.domain.base import DomainEvent
from upphandling.domain.visit_month import VisitMonth
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.infrastructure.visits import pending

log = structlog.get_logger()

TOLD = (
    "SELECT data FROM events WHERE stream_id >= ? AND stream_id < ? AND topic = ?"
    " ORDER BY stream_id, version"
)
STREAMS = (f"{VisitMonth.KIND}:", f"{VisitMonth.KIND};")  # ; comes after :
LEFT = "SELECT batch FROM visit_imports"


class VisitsForgotten:
    """Takes away what events say is destroyed; a hindrance stops nobody."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def heed(self, events: Sequence[DomainEvent]) -> None:
        """As it is decided."""
        for event in events:
            if isinstance(event, VisitMonth.Destroyed):
                self._forget(event.batches)

    def finish(self) -> None:
        """What the log says is destroyed, and is still there; mostly nothing."""
        asked = (*STREAMS, VisitMonth.Destroyed.TOPIC)
        with self.database.reading() as cursor:
            cursor.execute(self.database.native(TOLD), asked)
            told = [json.loads(data)["batches"] for (data,) in cursor.fetchall()]
            if not told:
                return
            cursor.execute(LEFT)
            left = {batch for (batch,) in cursor.fetchall()}
        self._forget(batch for batches in told for batch in batches if batch in left)

    def _forget(self, batches: Iterable[int]) -> None:
        try:
            for batch in batches:
                pending.drop(self.database, batch)
                log.info("visits_destroyed", batch=batch)
        except DatabaseTrouble as trouble:
            log.warning("visits_not_destroyed", reason=type(trouble).__name__)
