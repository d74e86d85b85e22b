"""The whole log as it was kept: rows of events, and every command with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upphandling.application.store import Receipt, Record
from upphandling.infrastructure.event_log.stored_rows import (
    RECEIPT,
    events_recorded,
    number_in,
    raw,
    receipt,
    record,
    shown,
)
from upphandling.infrastructure.storage.database import Database

PAGE = 5_000

HOW_MANY = "SELECT coalesce(max(position), 0) FROM events"
LED_TO = "first_position, last_position, number, after_position, rule"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Deed:
    """A command as it was kept, and what came of it.

    `first` and `last` bound its events (None: it led to none), `rule` is what
    refused it. `place` puts deeds in the order in which they were written.
    """

    receipt: Receipt
    first: int | None
    last: int | None
    rule: str | None
    place: tuple[int, int, datetime, int]


@dataclass(frozen=True, slots=True)
class KeptHistory:
    """Every event by position, and every deed in the order written."""

    records: Sequence[Record]
    deeds: Sequence[Deed]


def kept_history(database: Database, progress: Progress | None = None) -> KeptHistory:
    """All that the log says, from one snapshot; nothing is locked or written."""
    with database.reading(snapshot=True) as cursor:
        cursor.execute(HOW_MANY)
        size = cursor.fetchone()[0]
        records = []
        for row in _paged(cursor, f"{events_recorded(database)} ORDER BY position"):
            records.append(record(database, row))
            if progress is not None and len(records) % PAGE == 0:
                progress(len(records), size)
        commands = list(_paged(cursor, _commands(database)))
    return KeptHistory(records, _in_order(database, records, commands))


def _commands(database: Database) -> str:
    columns = raw(database, [f"commands.{column}" for column in RECEIPT])
    return (
        f"SELECT {columns}, {LED_TO} FROM commands"  # noqa: S608
        " LEFT JOIN refusals ON refusals.command_id = commands.command_id"
    )


def _paged(cursor: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    cursor.execute(sql)
    while rows := cursor.fetchmany(PAGE):
        yield from rows


def _in_order(
    database: Database, records: Sequence[Record], rows: Sequence[tuple[Any, ...]]
) -> list[Deed]:
    """Each where its events are; a refusal after the events that were there before.

    What led to nothing stands after all that was recorded by then.
    """
    recorded = [record.recorded_at for record in records]
    deeds = []
    for row in rows:
        first, last, number, after, rule = row[len(RECEIPT) :]
        named = f"avslag {number}" if number else f"kommando {shown(row[0])}"
        told = receipt(database, row[: len(RECEIPT)], named)
        place = (
            (first, 0, told.recorded_at, 0)
            if first is not None
            else (
                number_in(after, named, "platsen")
                if number
                else bisect_right(recorded, told.recorded_at),
                1,
                told.recorded_at,
                number or 0,
            )
        )
        deeds.append(Deed(told, first, last, rule, place))
    return sorted(deeds, key=lambda deed: deed.place)
