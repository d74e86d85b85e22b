"""Rows of the log as values: the one place where a damaged row is met, and named.

On SQLite the bytes of a text are asked for: one that is no UTF-8 then has a name too.
An event is named by its case and topic: its position would tell how many bids there
are while a tender is sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from eventsourcing.persistence import StoredEvent
from pydantic_core import from_json

from upphandling.application.store import KeptRefusal, Receipt, Record
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DamagedRow

EVENT = ("stream_id", "topic", "recorded_at", "command_id", "data")
RECEIPT = (
    "command_id",
    "command",
    "recorded_at",
    "effective_at",
    '"by"',
    "role",
    "mandate",
    "because",
    "payload",
    "policy",
)
REFUSAL = ("rule", "message", "details")
STAMP = {"effective_at", "by", "role", "mandate", "because"}  # of every event's data

Row = tuple[Any, ...]


def raw(database: Database, columns: Sequence[str]) -> str:
    """The columns for a SELECT; on SQLite their bytes, for they may be no UTF-8."""
    if database.dialect == "sqlite":
        columns = [f"CAST({column} AS BLOB)" for column in columns]
    return ", ".join(columns)


# What is asked for


def events_stored(database: Database) -> str:
    """The rows of `events` that `stored` takes."""
    columns = raw(database, ("topic", "data"))
    return f"SELECT position, version, stream_id, {columns} FROM events"  # noqa: S608


def events_recorded(database: Database, by: str = "position") -> str:
    """The rows of `events` that `record` takes, first the column they are paged by."""
    return f"SELECT {by}, position, version, {raw(database, EVENT)} FROM events"  # noqa: S608


def refusals_kept(database: Database) -> str:
    """The rows of `refusals` that `refusal` takes, first the number."""
    columns = raw(database, (*RECEIPT, *REFUSAL))
    return (
        f"SELECT number, after_position, {columns}"  # noqa: S608
        " FROM refusals JOIN commands USING (command_id)"
    )


# What is made of it; all raise `DamagedRow`


def stored(row: Row) -> StoredEvent:
    """An event as the library wants it, for the mapper to read or refuse."""
    _, version, stream, topic, data = row
    topic = shown(topic)
    if not isinstance(version, int):
        number_in(version, f"{stream} ({topic})")
    state = data if isinstance(data, bytes) else data.encode()
    return StoredEvent(stream, version, topic, state)


def record(database: Database, row: Row) -> Record:
    """An event as the reviewers read it."""
    _, position, version, stream, topic, recorded_at, command_id, data = row
    place = f"{shown(stream)} ({shown(topic)})"
    moment = moment_in(database, recorded_at, place)
    number_in(version, place)
    told = object_in(data, place)
    if not told.keys() >= STAMP:
        raise DamagedRow(place=place, why="stämpeln saknas")
    moment_in(database, told["effective_at"], place)
    return Record(
        position,
        text_in(stream, place),
        version,
        text_in(topic, place),
        moment,
        None if command_id is None else text_in(command_id, place),
        text_in(data, place),
    )


def refusal(database: Database, row: Row) -> KeptRefusal:
    """A refused attempt, with who tried what."""
    number, after, *columns = row
    place = f"avslag {number}"
    rule, message, details = columns[len(RECEIPT) :]
    return KeptRefusal(
        number=number,
        after_position=number_in(after, place, "platsen"),
        receipt=receipt(database, columns[: len(RECEIPT)], place),
        rule=text_in(rule, place),
        message=text_in(message, place),
        details=object_in(details, place),
    )


def receipt(database: Database, columns: Sequence[Any], place: str) -> Receipt:
    """The columns `RECEIPT` of a command; its payload is an object of JSON."""
    command_id, command, recorded, effective, by, role, *optional = columns
    mandate, because, payload, policy = (
        None if column is None else text_in(column, place) for column in optional
    )
    object_in(payload, place)
    return Receipt(
        command_id=text_in(command_id, place),
        command=text_in(command, place),
        recorded_at=moment_in(database, recorded, place),
        effective_at=moment_in(database, effective, place),
        by=text_in(by, place),
        role=text_in(role, place),
        mandate=mandate,
        because=because,
        payload=payload or "",
        policy=policy,
    )


# One column, of the row at that place


def moment_in(database: Database, column: Any, place: str) -> datetime:
    """A column that holds a moment."""
    try:
        told = column.decode() if isinstance(column, bytes) else column
        moment = database.moment(told)
    except ValueError:
        moment = None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise DamagedRow(place=place, why="tiden är ingen tid")
    return moment


def number_in(column: Any, place: str, name: str = "versionen") -> int:
    """A column that holds a whole number."""
    if not isinstance(column, int):
        raise DamagedRow(place=place, why=f"{name} är inget tal")
    return column


def object_in(column: Any, place: str) -> dict[str, Any]:
    """A column that holds a JSON object."""
    try:
        told = from_json(column)
    except (TypeError, ValueError):
        told = None
    if not isinstance(told, dict):
        raise DamagedRow(place=place, why="innehållet är inte JSON")
    return told


def text_in(column: Any, place: str) -> str:
    """A column that holds a text, which may have come as its bytes."""
    try:
        text = column.decode() if isinstance(column, bytes) else column
    except UnicodeDecodeError:
        text = None
    if not isinstance(text, str):
        raise DamagedRow(place=place, why="en text är inte läsbar")
    return text


def shown(column: Any) -> str:
    """A text for a name, whatever has become of its bytes."""
    return column.decode(errors="replace") if isinstance(column, bytes) else str(column)
