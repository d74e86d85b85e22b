"""The command behind an event or another command: one link in the chain of causes."""

from __future__ import annotations

from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.query import Query

BY_COMMAND = "command:"
LONGEST_VERSION = 9  # digits; no case is longer, and no database takes much more

OF_COMMAND = "SELECT command_id, because FROM commands"
OF_EVENT = (
    "SELECT c.command_id, c.because FROM events e"
    " JOIN commands c ON c.command_id = e.command_id"
)


def cause_of(database: Database, because: str) -> tuple[str, str | None] | None:
    """The id of the command that `because` names or is an event of, and its own cause.

    `because` is `command:id` or `case@version`; None where it names nothing kept.
    """
    if because.startswith(BY_COMMAND):
        query = Query(OF_COMMAND)
        query.where("command_id = ?", because.removeprefix(BY_COMMAND))
    else:
        case, _, version = because.rpartition("@")
        if not (version.isascii() and version.isdecimal()):
            return None
        if len(version) > LONGEST_VERSION:
            return None
        query = Query(OF_EVENT).where("e.stream_id = ?", case)
        query.where("e.version = ?", int(version))
    for command_id, cause in query.rows(database):
        return command_id, cause
    return None
