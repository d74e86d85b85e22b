"""The house's small notes: when each deed was last done, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.storage.database import Database

SWEEP: Final = "sweep"  # all that was due has been tried
PROJECTED: Final = "projected"  # the read models have come to the end of the log
BACKUP: Final = "backup"  # told: file, position
AUDIT: Final = "audit"  # the log was recounted and found whole
UNJUDGED: Final = "unjudged"  # recounted: it has events of a later version
SHAPED: Final = "shaped"  # the read models were given their shape; told: version
OUTBOX: Final = "outbox"  # what was to be told others has been tried

LOCK = "last_done"

PUT = (
    "INSERT INTO last_done (deed, at, told) VALUES (?, ?, ?)"
    " ON CONFLICT (deed) DO UPDATE SET at = excluded.at, told = excluded.told"
)


@dataclass(frozen=True, slots=True)
class Note:
    """When a deed was done (aware, UTC), and what is told of it."""

    at: datetime
    told: Mapping[str, Any]


def note(database: Database, deed: str, told: Mapping[str, Any]) -> None:
    """Remember that the deed is done now, by the database's clock.

    `told` is plain JSON; it takes the place of what was told the last time.
    """
    done = (deed, utc_text(database.now()), json.dumps(told, ensure_ascii=False))
    with database.writing(LOCK) as cursor:
        cursor.execute(database.native(PUT), done)


def noted(database: Database) -> dict[str, Note]:
    """The last note of each deed."""
    with database.reading() as cursor:
        cursor.execute("SELECT deed, at, told FROM last_done")
        rows = cursor.fetchall()
    return {
        deed: Note(database.moment(at), json.loads(told)) for deed, at, told in rows
    }
