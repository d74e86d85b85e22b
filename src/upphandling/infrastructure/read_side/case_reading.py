"""Whether a case can be read as commands read it: every event in its whole form.

A read model takes what it needs out of an event, a command needs all of it. What no
command can read is set aside as what a read model cannot take.
"""

from __future__ import annotations

from eventsourcing.persistence import StoredEvent
from pydantic import ValidationError

from upphandling.application.barriers import COMMANDS
from upphandling.domain.base import evolve
from upphandling.domain.catalogue import EVENTS
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.stored_rows import (
    events_stored,
    shown,
    stored,
)
from upphandling.infrastructure.read_side import set_aside
from upphandling.infrastructure.read_side.set_aside import Fault, where
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.query import Query

MAPPER = EventMapper()

FREED = "DELETE FROM set_aside WHERE projection = ? AND stream_id = ?"


def misread(case: str, version: int, topic: str, text: str | bytes) -> Exception | None:
    """Why a command could not read an event; None where it can."""
    kind = EVENTS.get(topic)
    if kind is not None:
        try:  # nearly all are of today's form, and this takes half the time
            kind.__pydantic_validator__.validate_json(text)
        except ValidationError:
            pass
        else:
            return None
    state = text if isinstance(text, bytes) else text.encode()
    try:
        MAPPER.to_domain_event(StoredEvent(case, version, topic, state))
    except Exception as error:  # noqa: BLE001 -- whatever it is, told without data
        return error
    return None


def fault_in(database: Database, case: str) -> Fault | None:
    """The first event of a case that a command cannot read; None where there is none.

    It is read all through, as the command does that meets it first.
    """
    query = Query(events_stored(database)).where("stream_id = ?", case)
    told = None
    for row in query.ordered("version").rows(database):
        try:
            told = evolve(told, [MAPPER.to_domain_event(stored(row))])
        except Exception as error:  # noqa: BLE001 -- as above
            return unread(case, row[0], shown(row[3]), error)
    return None


def unread(case: str, position: int, topic: str, error: Exception) -> Fault:
    """The fault of an event that no command can read."""
    return Fault(
        projection=COMMANDS,
        case=case,
        position=position,
        topic=topic,
        fault=where(error),
    )


def freeze(database: Database, fault: Fault) -> None:
    """Set the case aside, and tell it, unless somebody has."""
    with database.writing("projector") as cursor:
        kept = set_aside.keep(cursor, database, [fault])
    set_aside.tell(kept)


def free(database: Database, case: str) -> bool:
    """Set the case aside no longer, if it can be read; whether it can.

    No projector passes an event meanwhile that it would leave out as told already.
    """
    with database.writing("projector") as cursor:
        if fault_in(database, case) is not None:
            return False
        cursor.execute(database.native(FREED), (COMMANDS, case))
    return True
