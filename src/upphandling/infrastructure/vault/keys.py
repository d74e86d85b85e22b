"""The keys of subjects: one a subject and document class, wrapped by a master key."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

from upphandling.application.vault import VaultTampered
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.boxes import (
    NONCE_BYTES,
    BoxDamaged,
    about,
    new_key,
    seal,
    unseal,
)
from upphandling.infrastructure.vault.key_files import MasterKey
from upphandling.infrastructure.vault.keyring import Compartment, Keyring

KEY_NAME_BYTES = 6
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")

COLUMNS = "key_id, subject, document_class, compartment, master_id, wrapped"
EVERY = f"SELECT {COLUMNS} FROM vault_keys"  # noqa: S608
FIND = f"{EVERY} WHERE "
LIVE = " AND wrapped IS NOT NULL"
ADD = f"INSERT INTO vault_keys ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
REWRAP = (
    "UPDATE vault_keys SET compartment = ?, master_id = ?, wrapped = ? WHERE key_id = ?"
)


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """What opens one subject's items of one document class."""

    key_id: str
    subject: str
    document_class: str
    compartment: Compartment
    municipality: str
    secret: bytes = field(repr=False)

    def facts(self, item: str, name: str, version: int) -> bytes:
        """What one of its items is about."""
        return about(
            self.municipality, self.subject, self.document_class, name, version, item
        )


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A row of `vault_keys`; `wrapped` is None when it has been destroyed."""

    key_id: str
    subject: str
    document_class: str
    compartment: Compartment
    master_id: str | None
    wrapped: bytes | None = field(repr=False)

    @classmethod
    def of(cls, row: Any) -> WrappedKey:
        """A row of `FIND`."""
        *told, compartment, master_id, wrapped = row
        key_id, subject, document_class = told
        return cls(
            key_id,
            subject,
            document_class,
            Compartment(compartment),
            master_id,
            None if wrapped is None else bytes(wrapped),
        )


def unwrapped(key: WrappedKey, ring: Keyring) -> SubjectKey:
    """The key itself; raises `VaultLocked`, and `VaultTampered` for a changed row."""
    master = ring.named(key.compartment, key.master_id or "")
    nonce, box = (key.wrapped or b"")[:NONCE_BYTES], (key.wrapped or b"")[NONCE_BYTES:]
    try:
        secret = unseal(master.secret, nonce, box, _facts(key, master))
    except BoxDamaged:
        raise VaultTampered(
            subject=key.subject, document_class=key.document_class, key=key.key_id
        ) from None
    return SubjectKey(
        key.key_id,
        key.subject,
        key.document_class,
        key.compartment,
        master.municipality,
        secret,
    )


def wrapped_anew(key: SubjectKey, master: MasterKey, compartment: Compartment) -> bytes:
    """The same key under another master key."""
    row = WrappedKey(
        key.key_id, key.subject, key.document_class, compartment, master.key_id, None
    )
    return b"".join(seal(master.secret, key.secret, _facts(row, master)))


def rewrap(
    cursor: Any,
    database: Database,
    key: SubjectKey,
    master: MasterKey,
    compartment: Compartment,
) -> None:
    """Put a key under another master key, in a transaction of the caller's."""
    box = wrapped_anew(key, master, compartment)
    cursor.execute(
        database.native(REWRAP), (compartment.value, master.key_id, box, key.key_id)
    )


def live(
    cursor: Any, database: Database, subject: str, document_class: str | None = None
) -> list[WrappedKey]:
    """The keys of a subject that have not been destroyed."""
    sql, asked = f"{FIND}subject = ?{LIVE}", [subject]
    if document_class is not None:
        sql, asked = f"{sql} AND document_class = ?", [*asked, document_class]
    cursor.execute(database.native(f"{sql} ORDER BY document_class"), asked)
    return [WrappedKey.of(row) for row in cursor.fetchall()]


def were_destroyed(cursor: Any, database: Database, subject: str) -> bool:
    """Whether any key of the subject has been destroyed."""
    cursor.execute(
        database.native(f"{FIND}subject = ? AND wrapped IS NULL"), (subject,)
    )
    return cursor.fetchone() is not None


def any_in(cursor: Any, database: Database, compartment: Compartment) -> bool:
    """Whether anything of a compartment is kept under a key that is left."""
    cursor.execute(
        database.native(f"{FIND}compartment = ?{LIVE} LIMIT 1"), (compartment.value,)
    )
    return cursor.fetchone() is not None


def every(cursor: Any) -> list[WrappedKey]:
    """All keys, those that have been destroyed too."""
    cursor.execute(f"{EVERY} ORDER BY key_id")
    return [WrappedKey.of(row) for row in cursor.fetchall()]


def by_name(cursor: Any, database: Database, key_id: str) -> WrappedKey | None:
    """A key by its own name, destroyed or not."""
    cursor.execute(database.native(f"{FIND}key_id = ?"), (key_id,))
    row = cursor.fetchone()
    return WrappedKey.of(row) if row else None


def made(
    cursor: Any,
    database: Database,
    ring: Keyring,
    *,
    subject: str,
    document_class: str,
    compartment: Compartment,
) -> SubjectKey:
    """A new key of a subject, in a transaction of the caller's."""
    master = ring.master(compartment)
    name = token_bytes(KEY_NAME_BYTES).hex().translate(LETTERS)
    key = SubjectKey(
        name, subject, document_class, compartment, master.municipality, new_key()
    )
    box = wrapped_anew(key, master, compartment)
    row = (name, subject, document_class, compartment.value, master.key_id, box)
    cursor.execute(database.native(ADD), row)
    return key


def _facts(key: WrappedKey, master: MasterKey) -> bytes:
    return about(
        master.municipality,
        key.subject,
        key.document_class,
        key.compartment.value,
        master.key_id,
        key.key_id,
    )
