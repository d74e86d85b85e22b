"""A pulse of a service that feels well, to make worse in one way at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from upphandling.infrastructure.leadership.instances import Instance
from upphandling.infrastructure.vitals.last_done import AUDIT, BACKUP, SWEEP, Note
from upphandling.interfaces.vitals.pulse import Pulse

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def instance(*, seen: float = 1, leads: bool = True, name: str = "ett") -> Instance:
    """An instance seen so many seconds ago."""
    return Instance(
        instance=name,
        host="maskin-1",
        pid=7,
        version="0.1.0",
        started_at=NOW - timedelta(days=1),
        seen_at=NOW - timedelta(seconds=seen),
        leads=leads,
    )


def done(**ago: float) -> dict[str, Note]:
    """Notes of what was done so many seconds ago."""
    well = {SWEEP: 1, BACKUP: 3600, AUDIT: 600, **ago}
    return {deed: Note(NOW - timedelta(seconds=s), {}) for deed, s in well.items()}


def pulse(**changed: Any) -> Pulse:
    """All is well but what is changed."""
    well: dict[str, Any] = {
        "at": NOW,
        "instances": (instance(),),
        "done": done(),
        "lag": timedelta(0),
        "overdue": 0,
        "set_aside": (),
        "posts": (),
        "clock": None,
    }
    return Pulse(**{**well, **changed})
