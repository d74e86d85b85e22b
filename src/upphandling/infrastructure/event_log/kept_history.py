"""The whole log as it was kept: rows of events, and every command with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upphandling.application.store import Receipt, Record
from upphandling.infrastructure.event_log.stored_rows import moment_in
from upphandling.infrastructure.storage.database import Database

PAGE = 5_000

EVENTS = (
    "SELECT position, stream_id, version, topic, recorded_at, command_id, data"
    " FROM events ORDER BY position"
)
HOW_MANY = "SELECT coalesce(max(position), 0) FROM events"
COMMANDS = (
    "SELECT commands.command_id, command, commands.recorded_at, effective_at,"
    ' "by", role, mandate, because, payload, policy, first_position, last_position,'
    " number, after_position, rule"
    " FROM commands LEFT JOIN refusals ON refusals.command_id = commands.command_id"
)

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
        for row in _paged(cursor, EVENTS):
            position, stream, version, topic, recorded_at, command_id, data = row
            records.append(
                Record(
                    position,
                    stream,
                    version,
                    topic,
                    moment_in(database, recorded_at, f"{stream} ({topic})"),
                    command_id,
                    data,
                )
            )
            if progress is not None and position % PAGE == 0:
                progress(position, size)
        commands = list(_paged(cursor, COMMANDS))
    return KeptHistory(records, _in_order(database, records, commands))


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
        receipt = _receipt(database, row[:10])
        first, last, number, after, rule = row[10:]
        place = (
            (first, 0, receipt.recorded_at, 0)
            if first is not None
            else (
                after if number else bisect_right(recorded, receipt.recorded_at),
                1,
                receipt.recorded_at,
                number or 0,
            )
        )
        deeds.append(Deed(receipt, first, last, rule, place))
    return sorted(deeds, key=lambda deed: deed.place)


def _receipt(database: Database, row: tuple[Any, ...]) -> Receipt:
    command_id, command, recorded_at, effective_at, by, role = row[:6]
    mandate, because, payload, policy = row[6:]
    place = f"kommando {command_id}"
    return Receipt(
        command_id=command_id,
        command=command,
        recorded_at=moment_in(database, recorded_at, place),
        effective_at=moment_in(database, effective_at, place),
        by=by,
        role=role,
        mandate=mandate,
        because=because,
        payload=payload,
        policy=policy,
    )
