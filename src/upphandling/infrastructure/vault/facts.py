"""Facts about persons: name, personal number, address; every version is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from upphandling.application.sealing import person
from upphandling.application.vault import (
    Destroyed,
    NotAsStored,
    NothingKept,
    VaultTampered,
)
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import Refused
from upphandling.infrastructure.vault import blind_index, items, keys, protection
from upphandling.infrastructure.vault.key_files import MasterKey
from upphandling.infrastructure.vault.keyring import Compartment
from upphandling.infrastructure.vault.keys import WrappedKey
from upphandling.infrastructure.vault.told import executed, lacking, stored
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


@dataclass(frozen=True, slots=True)
class Kept:
    """A new item in the vault, and whose it is."""

    subject: str
    item: items.Item


@dataclass(frozen=True, slots=True)
class Protection:
    """How many keys were moved, and the new line of the register."""

    moved: int
    line: Kept


class Facts:
    """What the vault knows of persons, each by their reference."""

    def __init__(self, vault: SealedVault) -> None:
        self.vault = vault
        self.database = vault.database

    def keep(self, reference: str, field: FactField, value: str) -> int:
        """Keep a new version of a fact; the same again is no new version."""
        self.keep_many({reference: {field: value}})
        return self.version(reference, field)

    def version(self, reference: str, field: FactField) -> int:
        """The number of the last version of a fact, of a person who has one."""
        with self.database.reading() as cursor:
            (key,) = keys.live(cursor, self.database, person(reference), CLASS)
            item = items.find(cursor, self.database, key.key_id, name=field.value)
        return 0 if item is None else item.version

    def keep_many(self, told: Mapping[str, Mapping[FactField, str]]) -> list[Kept]:
        """Keep all facts or none; answers what is new.

        Raises `VaultLocked`, `NumberOfAnother`, and `NotANumber`.
        """
        with self.vault.writing() as cursor:
            kept = [
                self._keep(cursor, reference, field, value)
                for reference, facts in told.items()
                for field, value in facts.items()
            ]
        return [new for new in kept if new is not None]

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

    def undo(self, kept: Sequence[Kept]) -> None:
        """Take back new items, kept for something that then was refused."""
        with self.vault.writing() as cursor:
            for new in kept:
                name = new.item.item
                cursor.execute(self.database.native(REMOVE), (name, name))
                self._enter_again(cursor, new.item.key_id)

    def show(self, reference: str) -> dict[FactField, str]:
        """The last version of every fact of a person.

        Raises `NotAsStored` where anything that the log says is there is not.
        """
        found: dict[FactField, str] = {}
        self.vault.must_be_readable()
        with self.database.reading(snapshot=True) as cursor:
            for row in keys.live(cursor, self.database, person(reference), CLASS):
                key = keys.unwrapped(row, self.vault.ring)
                for item in items.last_of_each(cursor, self.database, key):
                    found[FactField(item.field)] = items.opened(key, item).decode()
            self._must_be_as_stored(cursor, person(reference))
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

    def protect(self, reference: str) -> Protection:
        """Move all that is kept of a person to the compartment for protected identity.

        The register there gets a line. Both compartments' keys are needed. Only where
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
            line = protection.enter(cursor, self.vault, person(reference))
            return Protection(moved, Kept(protection.REGISTER, line))

    def _keep(
        self, cursor: Any, reference: str, field: FactField, value: str
    ) -> Kept | None:
        """The new item; None where the fact was known already."""
        key = self.vault.key_for(cursor, person(reference), DocumentClass(CLASS))
        if field is FactField.PERSONAL_NUMBER:
            value = blind_index.normalised(value)
            self._must_be_free(cursor, reference, value)
        last = items.find(cursor, self.database, key.key_id, name=field.value)
        if last is not None and items.opened(key, last).decode() == value:
            return None
        made = items.add(
            cursor,
            self.database,
            key,
            item=items.random_name(),
            name=field.value,
            content=value.encode(),
        )
        if field is FactField.PERSONAL_NUMBER:
            master = self.vault.ring.master(key.compartment)
            blind_index.enter(cursor, self.database, key, master, value)
        return Kept(key.subject, made)

    def _must_be_as_stored(self, cursor: Any, subject: str) -> None:
        boxes = stored(cursor, self.database, subject)
        decided = executed(cursor, self.database)
        gone = [key for _, names in decided for key in names]
        for box in lacking(cursor, self.database, boxes, gone):
            raise NotAsStored(
                subject=subject, field=box.field, version=box.version, event=box.event
            )

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
REMOVE = (
    "DELETE FROM vault_items WHERE item = ? AND NOT EXISTS (SELECT 1 FROM vault_items"
    " AS later JOIN vault_items AS this ON this.key_id = later.key_id AND this.field ="
    " later.field AND this.version < later.version WHERE this.item = ?)"
)  # what somebody has built upon stays: no version may be missing
