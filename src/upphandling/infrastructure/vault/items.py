"""The items of the vault: what is kept of a subject, each version in a box of its own."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import astuple, dataclass
from secrets import token_bytes
from typing import Any

from upphandling.application.vault import VaultTampered
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.boxes import (
    BoxDamaged,
    about,
    derived,
    seal,
    unseal,
)
from upphandling.infrastructure.vault.keys import LETTERS, SubjectKey

NAME_BYTES = 16

COLUMNS = "item, key_id, field, version, nonce, ciphertext"
FIND = f"SELECT {COLUMNS} FROM vault_items WHERE "  # noqa: S608
ADD = f"INSERT INTO vault_items ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
LAST = (
    "SELECT coalesce(max(version), 0) FROM vault_items WHERE key_id = ? AND field = ?"
)
FIELDS = (
    "SELECT field, count(*) FROM vault_items WHERE key_id = ?"
    " GROUP BY field ORDER BY field"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A row of `vault_items`: one version of one field."""

    item: str
    key_id: str
    field: str
    version: int
    nonce: bytes
    ciphertext: bytes

    @classmethod
    def of(cls, row: Any) -> Item:
        """A row of `FIND`."""
        item, key_id, field, version, nonce, ciphertext = row
        return cls(item, key_id, field, version, bytes(nonce), bytes(ciphertext))

    @property
    def digest(self) -> str:
        """What stands for the box in the log, in letters.

        It is made of what is sealed: nobody can try a guess of the content against it,
        and when the key is destroyed it is a digest of noise.
        """
        place = about(self.item, self.key_id, self.field, self.version)
        whole = hashlib.sha256(place + self.nonce + self.ciphertext)
        return whole.hexdigest().translate(LETTERS)


def item_name(key: SubjectKey, *told: str) -> str:
    """The name of an item that must be the same each time.

    Without the key nobody can tell what it was made of, nor try.
    """
    mac = hmac.new(derived(key.secret, "token"), about(*told), hashlib.sha256)
    return mac.digest()[:NAME_BYTES].hex().translate(LETTERS)


def random_name() -> str:
    """The name of an item that is only ever looked up by its field."""
    return token_bytes(NAME_BYTES).hex().translate(LETTERS)


def find(
    cursor: Any, database: Database, key_id: str, *, item: str = "", name: str = ""
) -> Item | None:
    """An item of a key by its own name, or the last version of a field."""
    sql = f"{FIND}key_id = ? AND {'item' if item else 'field'} = ?"
    cursor.execute(
        database.native(f"{sql} ORDER BY version DESC LIMIT 1"), (key_id, item or name)
    )
    row = cursor.fetchone()
    return None if row is None else Item.of(row)


def of_key(cursor: Any, database: Database, key_id: str) -> list[Item]:
    """Every item of a key, in the order they were made."""
    sql = f"{FIND}key_id = ? ORDER BY field, version"
    cursor.execute(database.native(sql), (key_id,))
    return [Item.of(row) for row in cursor.fetchall()]


def last_of_each(cursor: Any, database: Database, key: SubjectKey) -> list[Item]:
    """The last version of every field; raises `VaultTampered` where one is missing.

    Versions are counted from 1 without gaps. That the last ones are gone the log tells.
    """
    found = []
    for name, versions in fields_of(cursor, database, key.key_id).items():
        item = find(cursor, database, key.key_id, name=name)
        if item is None:
            continue
        if item.version != versions:
            raise VaultTampered(subject=key.subject, field=name, version=item.version)
        found.append(item)
    return found


def add(
    cursor: Any,
    database: Database,
    key: SubjectKey,
    *,
    item: str,
    name: str,
    content: bytes,
) -> Item:
    """Keep a new version of a field."""
    cursor.execute(database.native(LAST), (key.key_id, name))
    version = int(cursor.fetchone()[0]) + 1
    nonce, sealed = seal(key.secret, content, key.facts(item, name, version))
    made = Item(item, key.key_id, name, version, nonce, sealed)
    cursor.execute(database.native(ADD), astuple(made))
    return made


def opened(key: SubjectKey, item: Item) -> bytes:
    """What an item holds; raises `VaultTampered`, which says where it stood."""
    facts = key.facts(item.item, item.field, item.version)
    try:
        return unseal(key.secret, item.nonce, item.ciphertext, facts)
    except BoxDamaged:
        raise VaultTampered(
            subject=key.subject, field=item.field, version=item.version
        ) from None


def fields_of(cursor: Any, database: Database, key_id: str) -> dict[str, int]:
    """Which fields a key has, and how many versions of each."""
    cursor.execute(database.native(FIELDS), (key_id,))
    return {name: int(versions) for name, versions in cursor.fetchall()}
