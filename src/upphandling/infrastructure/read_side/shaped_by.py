"""Which version of the program gave the read models the shape that they have."""

from __future__ import annotations

from importlib.metadata import version

from upphandling.infrastructure.leadership.instances import is_later, newer_runs
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vitals.last_done import SHAPED, note, noted


def note_shaping(database: Database) -> None:
    """Remember that this program shapes them; told before it does, and read after."""
    note(database, SHAPED, {"version": version("upphandling")})


def newer_shaped(database: Database) -> bool:
    """Whether a later version of the program shaped them, or runs just now.

    Between its `db upgrade` and its first start it does not run, and yet they are its.
    """
    shaped = noted(database).get(SHAPED)
    by_later = shaped is not None and is_later(shaped.told["version"])
    return by_later or newer_runs(database)
