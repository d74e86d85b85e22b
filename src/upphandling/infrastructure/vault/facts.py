"""Facts about persons: name, personal number, address; every version is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from upphandling.application.sealing import person
from upphandling.application.vault import Destroyed, NothingKept, VaultTampered
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import Refused
from upphandling.infrastructure.vault import blind_index, items, keys
from upphandling.infrastructure.vault.key_files import MasterKey
from upphandling.infrastructure.vault.keyring import Compartment
from upphandling.infrastructure.vault.keys import WrappedKey
from upphandling.infrastructure.vault.vault import SealedVault


class FactField(StrEnum):
    """What may be kept of a person."""

    NAME = "name"
    PERSONAL_NUMBER = "personal_number"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    RELATIVE = "relative"
    NOTE = "note"


class NumberOfAnother(Refused):
    """Personnumret hör redan till en annan referens."""


class Facts:
    """What the vault knows of persons, each by their reference."""

    def __init__(self, vault: SealedVault) -> None:
        self.vault = vault
        self.database = vault.database

    def keep(self, reference: str, field: FactField, value: str) -> int:
        """Keep a new version of a fact; the same again is no new version."""
        self.keep_many({reference: {field: value}})
        with self.database.reading() as cursor:
            (key,) = keys.live(cursor, self.database, person(reference), CLASS)
            item = items.find(cursor, self.database, key.key_id, name=field.value)
        return 0 if item is None else item.version

    def keep_many(self, told: Mapping[str, Mapping[FactField, str]]) -> list[str]:
        """Keep all facts or none; answers the names of the new items.

        Raises `VaultLocked`, `NumberOfAnother`, and `NotANumber`.
        """
        with self.vault.writing() as cursor:
            kept = [
                self._keep(cursor, reference, field, value)
                for reference, facts in told.items()
                for field, value in facts.items()
            ]
        return [name for name in kept if name is not None]

    def must_take(self, told: Mapping[str, Mapping[FactField, str]]) -> None:
        """Raise what `keep_many` would raise, and keep nothing."""
        number = FactField.PERSONAL_NUMBER
        with self.database.reading() as cursor:
            for reference, facts in told.items():
                part = self.vault.compartment_of(cursor, person(reference))
                self.vault.ring.master(part)
                if number in facts:
                    self._must_be_free(cursor, reference, facts[number])

    def must_protect(self) -> None:
        """Raise `VaultLocked` where the key of the protected compartment is missing."""
        self.vault.ring.master(Compartment.PROTECTED)

    def undo(self, kept: Sequence[str]) -> None:
        """Take back new items, kept for something that then was refused."""
        with self.vault.writing() as cursor:
            for name in kept:
                cursor.execute(self.database.native(WHOSE), (name,))
                (key_id,) = cursor.fetchone()
                cursor.execute(self.database.native(REMOVE), (name, name))
                self._enter_again(cursor, key_id)

    def show(self, reference: str) -> dict[FactField, str]:
        """The last version of every fact of a person."""
        found: dict[FactField, str] = {}
        self.vault.must_be_readable()
        with self.database.reading() as cursor:
            for row in keys.live(cursor, self.database, person(reference), CLASS):
                key = keys.unwrapped(row, self.vault.ring)
                for item in items.last_of_each(cursor, self.database, key):
                    found[FactField(item.field)] = items.opened(key, item).decode()
            gone = keys.were_destroyed(cursor, self.database, person(reference))
        if not found:
            raise (Destroyed if gone else NothingKept)(person=reference)
        return found

    def find(self, number: str) -> tuple[list[str], list[Compartment]]:
        """Whom a personal number belongs to, and the compartments not searched.

        A compartment in which nothing is kept needs no search. Raises `VaultTampered`
        where the index leads to somebody who has another number.
        """
        found, unsearched = [], []
        number = blind_index.normalised(number)
        self.vault.must_be_readable()
        with self.database.reading() as cursor:
            for compartment in Compartment:
                master = self.vault.ring.at_hand(compartment)
                if master is not None:
                    found += self._owners(cursor, master, number)
                elif keys.any_in(cursor, self.database, compartment):
                    unsearched.append(compartment)
        return sorted(found), unsearched

    def protect(self, reference: str) -> int:
        """Move all that is kept of a person to the compartment for protected identity.

        Answers how many keys were moved. Both compartments' keys are needed. Only where
        nothing is kept a key is made for what is to come: one more than another person
        has would tell who is protected.
        """
        master = self.vault.ring.master(Compartment.PROTECTED)
        with self.vault.writing() as cursor:
            moved = 0
            if not keys.live(cursor, self.database, person(reference)):
                self.vault.key_for(cursor, person(reference), DocumentClass(CLASS))
            for row in keys.live(cursor, self.database, person(reference)):
                if row.compartment is Compartment.PROTECTED:
                    continue
                key = keys.unwrapped(row, self.vault.ring)
                keys.rewrap(cursor, self.database, key, master, Compartment.PROTECTED)
                self._enter_again(cursor, key.key_id)
                moved += 1
            return moved

    def _keep(
        self, cursor: Any, reference: str, field: FactField, value: str
    ) -> str | None:
        """The name of the new item; None where the fact was known already."""
        key = self.vault.key_for(cursor, person(reference), DocumentClass(CLASS))
        if field is FactField.PERSONAL_NUMBER:
            value = blind_index.normalised(value)
            self._must_be_free(cursor, reference, value)
        last = items.find(cursor, self.database, key.key_id, name=field.value)
        if last is not None and items.opened(key, last).decode() == value:
            return None
        name = items.random_name()
        items.add(
            cursor,
            self.database,
            key,
            item=name,
            name=field.value,
            content=value.encode(),
        )
        if field is FactField.PERSONAL_NUMBER:
            master = self.vault.ring.master(key.compartment)
            blind_index.enter(cursor, self.database, key, master, value)
        return name

    def _must_be_free(self, cursor: Any, reference: str, number: str) -> None:
        for compartment in Compartment:
            master = self.vault.ring.at_hand(compartment)
            if master is None:
                continue
            if set(self._owners(cursor, master, number)) - {reference}:
                raise NumberOfAnother

    def _owners(self, cursor: Any, master: MasterKey, number: str) -> list[str]:
        """Whom the index leads to; what is kept of them must say the same."""
        number = blind_index.normalised(number)
        led_to = blind_index.found(cursor, self.database, master, number)
        for row in led_to:
            if self._number(cursor, row) != number:
                raise VaultTampered(index="personal_number", key=row.key_id)
        return [row.subject.partition(":")[2] for row in led_to]

    def _number(self, cursor: Any, row: WrappedKey) -> str | None:
        """The number that is kept now under a key, if any."""
        name = FactField.PERSONAL_NUMBER.value
        item = items.find(cursor, self.database, row.key_id, name=name)
        if item is None:
            return None
        return items.opened(keys.unwrapped(row, self.vault.ring), item).decode()

    def _enter_again(self, cursor: Any, key_id: str) -> None:
        """Let the number that is kept now, if any, lead to its key."""
        row = keys.by_name(cursor, self.database, key_id)
        blind_index.leave(cursor, self.database, key_id)
        if row is None or (number := self._number(cursor, row)) is None:
            return
        key = keys.unwrapped(row, self.vault.ring)
        master = self.vault.ring.master(key.compartment)
        blind_index.enter(cursor, self.database, key, master, number)


CLASS = DocumentClass.IDENTITY.value
WHOSE = "SELECT key_id FROM vault_items WHERE item = ?"
REMOVE = (
    "DELETE FROM vault_items WHERE item = ? AND NOT EXISTS (SELECT 1 FROM vault_items"
    " AS later JOIN vault_items AS this ON this.key_id = later.key_id AND this.field ="
    " later.field AND this.version < later.version WHERE this.item = ?)"
)  # what somebody has built upon stays: no version may be missing
