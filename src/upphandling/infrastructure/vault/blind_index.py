"""Search by personal number, without any: a keyed digest of it (HMAC-SHA-256).

The key of the index comes out of the compartment's master key and is nowhere stored;
a plain hash of a personal number would be undone by trying them all.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from upphandling.domain import personal_number
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.boxes import derived
from upphandling.infrastructure.vault.key_files import MasterKey
from upphandling.infrastructure.vault.keys import FIND as KEYS
from upphandling.infrastructure.vault.keys import LIVE, SubjectKey, WrappedKey

ADD = (
    "INSERT INTO vault_index (digest, key_id, master_id) VALUES (?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)
REMOVE = "DELETE FROM vault_index WHERE key_id = ?"
AMONG = f"{KEYS}key_id IN (SELECT key_id FROM vault_index WHERE digest = ?){LIVE}"  # noqa: S608


class NotANumber(Exception):
    """What was given is no personal number; it is never repeated."""


def normalised(number: str) -> str:
    """A personal number as twelve characters; raises `NotANumber`."""
    fits = personal_number.normalised(number)
    if fits is None:
        raise NotANumber
    return fits


def digest(master: MasterKey, number: str) -> bytes:
    """What stands for a number in the index of a compartment."""
    key = derived(master.secret, "blind index of personal numbers")
    return hmac.digest(key, normalised(number).encode(), hashlib.sha256)


def enter(
    cursor: Any, database: Database, key: SubjectKey, master: MasterKey, number: str
) -> None:
    """Let a number lead to a key, and no other number do."""
    leave(cursor, database, key.key_id)
    row = (digest(master, number), key.key_id, master.key_id)
    cursor.execute(database.native(ADD), row)


def leave(cursor: Any, database: Database, key_id: str) -> None:
    """Let no number lead to a key any more."""
    cursor.execute(database.native(REMOVE), (key_id,))


def found(
    cursor: Any, database: Database, master: MasterKey, number: str
) -> list[WrappedKey]:
    """The keys that a number leads to in a compartment."""
    cursor.execute(database.native(AMONG), (digest(master, number),))
    return [WrappedKey.of(row) for row in cursor.fetchall()]
