"""What the log says of the vault: what lies there, and what has been destroyed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from upphandling.domain.destruction import Destruction
from upphandling.domain.vault_entry import VaultEntry
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault import items, keys

STREAMS = {
    event: (f"{kind.KIND}:", f"{kind.KIND};")  # ; comes after :
    for kind, event in (
        (Destruction, Destruction.Executed),
        (VaultEntry, VaultEntry.Stored),
    )
}
TOLD = (
    "SELECT stream_id, version, data FROM events"
    " WHERE stream_id >= ? AND stream_id < ? AND topic = ?"
)
IN_ORDER = " ORDER BY stream_id, version"


@dataclass(frozen=True, slots=True)
class StoredBox:
    """A version of a field that was in the vault when the event was written."""

    event: str  # case@version
    subject: str
    key_id: str
    field: str
    version: int
    digest: str


def executed(cursor: Any, database: Database) -> Iterator[tuple[str, list[str]]]:
    """The decisions that have been carried out, each with the keys it destroyed."""
    asked = (*STREAMS[Destruction.Executed], Destruction.Executed.TOPIC)
    cursor.execute(database.native(f"{TOLD}{IN_ORDER}"), asked)
    for stream, _, data in cursor.fetchall():
        yield stream, json.loads(data)["keys"]


def stored(
    cursor: Any, database: Database, subject: str | None = None
) -> list[StoredBox]:
    """What was put into the vault, of one subject or of all, by key."""
    sql, asked = TOLD, [*STREAMS[VaultEntry.Stored], VaultEntry.Stored.TOPIC]
    if subject is not None:
        place_in = "instr" if database.dialect == "sqlite" else "strpos"
        sql, asked = f"{sql} AND {place_in}(data, ?) > 0", [*asked, f'"{subject}"']
    cursor.execute(database.native(f"{sql}{IN_ORDER}"), asked)
    found = [
        StoredBox(f"{stream}@{version}", entry["subject"], entry["key"], **box)
        for stream, version, data in cursor.fetchall()
        for entry in json.loads(data)["entries"]
        if subject in (None, entry["subject"])
        for box in entry["boxes"]
    ]
    return sorted(found, key=lambda box: (box.key_id, box.field, box.version))


def lacking(
    cursor: Any, database: Database, told: Iterable[StoredBox], gone: Iterable[str]
) -> Iterator[StoredBox]:
    """Which of them, by key, do not lie in the vault as they were put there.

    Neither what was under a key that is destroyed, nor under one of those that are
    `gone`, is looked for.
    """
    gone = set(gone)
    for key_id, boxes in groupby(told, key=lambda box: box.key_id):
        key = keys.by_name(cursor, database, key_id)
        if key_id in gone or (key is not None and key.wrapped is None):
            continue
        there = {item.digest for item in items.of_key(cursor, database, key_id)}
        yield from (box for box in boxes if box.digest not in there)
