"""Destruction of keys: what they sealed can never be read again, by anybody.

The order is: the event in the log, the list outside the database, the keys. Whoever
is stopped in between is finished by `reconcile`, from the log and from the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any

from upphandling.application.vault import NoListOfDestroyed
from upphandling.domain.document_classes import DocumentClass
from upphandling.infrastructure.storage.troubles import (
    DatabaseDenied,
    DatabaseLocked,
)
from upphandling.infrastructure.vault import keys, told
from upphandling.infrastructure.vault.destroyed_list import (
    DestroyedKey,
    DestroyedList,
    Listed,
)
from upphandling.infrastructure.vault.keys import WrappedKey
from upphandling.infrastructure.vault.vault import SealedVault

OVERWRITE = "UPDATE vault_keys SET wrapped = ? WHERE key_id = ?"
CLEAR_ITEMS = "UPDATE vault_items SET nonce = ?, ciphertext = ? WHERE key_id = ?"
DROP_ITEMS = "DELETE FROM vault_items WHERE key_id = ?"
DROP_INDEX = "DELETE FROM vault_index WHERE key_id = ?"
FORGET = "UPDATE vault_keys SET wrapped = NULL, master_id = NULL WHERE key_id = ?"
LIST_SETTING = "UPPHANDLING_VAULT_DESTROYED"
TABLES = ("vault_keys", "vault_index", "vault_items")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Which keys were destroyed just now, and decisions that the log does not know."""

    destroyed: tuple[DestroyedKey, ...] = ()
    unknown_decisions: tuple[str, ...] = ()
    relisted: tuple[DestroyedKey, ...] = ()  # long destroyed, and missing in the list
    list_empty: bool = False  # nothing was in it, or it was not there
    list_cut_off: bool = False  # its last line
    scrubbed: bool = True  # whether the database let go of the old bytes


class Destroyer:
    """Destroys keys in a vault, and sees to it that they stay destroyed."""

    def __init__(self, vault: SealedVault, listed: DestroyedList | None) -> None:
        self.vault = vault
        self.database = vault.database
        self.listed = listed

    def keys_of(
        self, subjects: Iterable[str], classes: Sequence[DocumentClass]
    ) -> tuple[str, ...]:
        """The names of the keys that a decision is about; no master key is needed.

        Keys of facts that somebody has taken away are among them: then they are settled.
        """
        with self.database.reading() as cursor:
            return tuple(
                name
                for subject in subjects
                for document_class in classes
                for name in (
                    *self._live(cursor, subject, document_class),
                    *self._taken_away(cursor, subject, document_class),
                )
            )

    def must_have_list(self) -> None:
        """Raise `NoListOfDestroyed`, `DestroyedListDamaged`, `OSError` (no writing)."""
        if self.listed is None:
            raise NoListOfDestroyed(setting=LIST_SETTING)
        self.listed.read()
        self.listed.must_be_writable()

    def reconcile(self, *, heed_log: bool = True) -> Reconciled:
        """Destroy every key that the log or the list says is destroyed; often none.

        What the log says is missing in the list is written there. A log that is broken
        is not heeded, only the list. Raises `DestroyedListDamaged`.
        """
        ordered, executed = self._ordered()
        found = Listed() if self.listed is None else self.listed.read()
        listed = {line.key_id: line.decision for line in found.lines}
        by = {**listed, **ordered} if heed_log else listed
        known = self._known(by)
        live, gone = (
            tuple(
                DestroyedKey(
                    key.key_id, key.subject, key.document_class, by[key.key_id]
                )
                for key in known
                if (key.wrapped is not None) is alive
            )
            for alive in (True, False)
        )
        relisted = tuple(line for line in gone if line.key_id not in listed)
        if self.listed is not None:
            self.listed.add([*relisted, *live])
        if live:
            self._destroy(live)
        return Reconciled(
            destroyed=live,
            unknown_decisions=tuple(sorted(set(listed.values()) - executed)),
            relisted=() if self.listed is None else relisted,
            list_empty=not listed,
            list_cut_off=found.cut_off,
            scrubbed=self.scrub() if live else True,
        )

    def scrub(self) -> bool:
        """Make the database let go of the bytes that were destroyed.

        SQLite empties its write-ahead log into the file, where freed pages are
        zeroed; PostgreSQL writes the tables anew. False when somebody was in the way:
        then it is done the next time.
        """
        writer = self.database.writer("vault")
        with writer.turn, suppress(DatabaseLocked, DatabaseDenied):
            try:
                return self._scrubbed(writer.connected())
            except Exception as error:
                if trouble := self.database.trouble(error):
                    raise trouble from error
                raise
        return False

    def _scrubbed(self, connection: Any) -> bool:
        if self.database.dialect == "postgresql":
            for table in TABLES:
                connection.execute(f"VACUUM (FULL) {table}")
            return True
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def _live(
        self, cursor: Any, subject: str, document_class: DocumentClass
    ) -> list[str]:
        found = keys.live(cursor, self.database, subject, document_class.value)
        return [key.key_id for key in found]

    def _taken_away(
        self, cursor: Any, subject: str, document_class: DocumentClass
    ) -> list[str]:
        """The keys of facts that the log tells of and the tables do not."""
        if document_class is not DocumentClass.IDENTITY:
            return []
        boxes = told.stored(cursor, self.database, subject)
        gone = {
            key for _, names in told.executed(cursor, self.database) for key in names
        }
        return [
            name
            for name in dict.fromkeys(box.key_id for box in boxes)
            if name not in gone and keys.by_name(cursor, self.database, name) is None
        ]

    def _ordered(self) -> tuple[dict[str, str], set[str]]:
        """The keys that the log says are destroyed, by which decision; and all those."""
        with self.database.reading() as cursor:
            executed = list(told.executed(cursor, self.database))
        keys_of = {key: decision for decision, names in executed for key in names}
        return keys_of, {decision for decision, _ in executed}

    def _known(self, names: Iterable[str]) -> list[WrappedKey]:
        """The keys of those names that this database has, or has had."""
        with self.database.reading() as cursor:
            found = [keys.by_name(cursor, self.database, name) for name in names]
        return [key for key in found if key is not None]

    def _destroy(self, lines: Iterable[DestroyedKey]) -> None:
        native = self.database.native
        with self.vault.writing() as cursor:
            for line in lines:
                key = line.key_id
                cursor.execute(native(OVERWRITE), (token_bytes(60), key))
                cursor.execute(native(CLEAR_ITEMS), (b"", b"", key))
                cursor.execute(native(DROP_ITEMS), (key,))
                cursor.execute(native(DROP_INDEX), (key,))
                cursor.execute(native(FORGET), (key,))
