"""What could not be taken: set aside and told, so that all else goes on.

A read model leaves a case alone from the first event that it could not take. The case
is frozen until the read model has been rebuilt. A case that commands cannot read is
frozen until they can; `COMMANDS` stands in the place of the read model then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any

import structlog

from upphandling.application.barriers import COMMANDS
from upphandling.domain.catalogue import EVENTS, KINDS
from upphandling.domain.errors import WITHHELD
from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.event_log.upcasts import todays_topic
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Projection

log = structlog.get_logger()

LEFT_ALONE = "SELECT projection, stream_id FROM set_aside"
LISTED = (
    "SELECT projection, stream_id, topic, fault, noticed_at FROM set_aside"
    " ORDER BY noticed_at, projection, stream_id"
)
KEEP = (
    "INSERT INTO set_aside"
    " (projection, stream_id, position, topic, fault, noticed_at)"
    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)

Left = frozenset[tuple[str, str]]
"""The cases that read models leave alone: the name of the model, the case's whole id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetAside:
    """One case that a read model, or commands, leave alone, and what was the matter.

    Of an event that is secret neither topic nor place in the code is told.
    """

    projection: str
    case: str
    topic: str
    fault: str
    noticed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """An event that could not be taken, and by whom, at its position in the log."""

    projection: str
    case: str
    position: int
    topic: str
    fault: str

    def told(self) -> dict[str, str]:
        """As it may be told: nothing that is secret, and no position."""
        return {
            "projection": self.projection,
            "case": self.case,
            "topic": _told(self.case, self.topic, self.topic),
            "fault": _told(self.case, self.topic, self.fault),
        }


@dataclass(slots=True)
class Aside:
    """What is left alone while events are read; grows by what could not be taken.

    Where it is `strict` nothing is left alone: what cannot be taken is raised.
    """

    strict: bool = False
    left: set[tuple[str, str]] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Leave the case alone from here on."""
        if (fault.projection, fault.case) not in self.left:
            self.left.add((fault.projection, fault.case))
            self.faults.append(fault)


def listed(database: Database) -> list[SetAside]:
    """Every case that is set aside, the first noticed first.

    Nothing in it is secret: it may be shown to whoever keeps the house running.
    """
    with database.reading() as cursor:
        cursor.execute(LISTED)
        rows = cursor.fetchall()
    return [
        SetAside(
            projection=projection,
            case=case,
            topic=_told(case, topic, topic),
            fault=_told(case, topic, fault),
            noticed_at=database.moment(noticed_at),
        )
        for projection, case, topic, fault, noticed_at in rows
    ]


def left_alone(cursor: Any, projections: Iterable[Projection]) -> Left:
    """What these read models leave alone, and commands."""
    names = {COMMANDS, *(projection.name for projection in projections)}
    cursor.execute(LEFT_ALONE)
    return frozenset((name, case) for name, case in cursor if name in names)


def keep(cursor: Any, database: Database, faults: Sequence[Fault]) -> list[Fault]:
    """Set aside, in the transaction of the cursor; answers what was not already."""
    noticed_at = utc_text(database.now()) if faults else ""
    kept = []
    for fault in faults:
        row = (fault.projection, fault.case, fault.position, fault.topic, fault.fault)
        cursor.execute(database.native(KEEP), (*row, noticed_at))
        if cursor.rowcount:
            kept.append(fault)
    return kept


def clear(cursor: Any, database: Database, projections: Iterable[Projection]) -> None:
    """Leave nothing alone any more, for these read models."""
    for projection in projections:
        sql = database.native("DELETE FROM set_aside WHERE projection = ?")
        cursor.execute(sql, (projection.name,))


def tell(faults: Iterable[Fault]) -> None:
    """Log what was set aside, each once and as an error."""
    for fault in faults:
        log.error("event_set_aside", **fault.told())


def where(error: Exception) -> str:
    """The kind of error and the last line of code it came from, never its words."""
    frames = extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{place}"


def _told(case: str, topic: str, text: str) -> str:
    return WITHHELD if _is_secret(case, topic) else text


def _is_secret(case: str, topic: str) -> bool:
    """Whether the event is; one that nobody knows may be where there are secrets."""
    event = EVENTS.get(todays_topic(topic))
    if event is not None:
        return event.SECRET
    kind = KINDS.get(case.partition(":")[0])
    return kind is not None and any(event.SECRET for event in kind.EVENTS)
