"""Columns of the log as values: a row that somebody has damaged is named, not guessed.

An event is named by its case and topic: its position would tell how many bids there
are while a tender is sealed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic_core import from_json

from upphandling.application.store import Record
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DamagedRow


def record(database: Database, row: tuple[Any, ...]) -> Record:
    """A row of `events` as the reviewers read it; raises `DamagedRow`."""
    position, stream, version, topic, recorded_at, command_id, data = row
    place = f"{stream} ({topic})"
    moment = moment_in(database, recorded_at, place)
    number_in(version, place)
    object_in(data, place)
    return Record(position, stream, version, topic, moment, command_id, data)


def moment_in(database: Database, column: Any, place: str) -> datetime:
    """A column that holds a moment, of the row at that place; raises `DamagedRow`."""
    try:
        moment = database.moment(column)
    except ValueError:
        moment = None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise DamagedRow(place=place, why="tiden är ingen tid")
    return moment


def number_in(column: Any, place: str) -> int:
    """A column that holds a whole number; raises `DamagedRow`."""
    if not isinstance(column, int):
        raise DamagedRow(place=place, why="versionen är inget tal")
    return column


def object_in(column: Any, place: str) -> dict[str, Any]:
    """A column that holds a JSON object; raises `DamagedRow`."""
    try:
        told = from_json(column)
    except (TypeError, ValueError):
        told = None
    if not isinstance(told, dict):
        raise DamagedRow(place=place, why="innehållet är inte JSON")
    return told
