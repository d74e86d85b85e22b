"""Rotation of a master key: every key of a compartment is wrapped anew, a few at a time.

Each page is a transaction, so that whoever is stopped goes on where it was. Until all
is done both keys are needed; after that the old one opens nothing but old backups.
"""

from __future__ import annotations

from collections.abc import Callable

from upphandling.domain.document_classes import DocumentClass
from upphandling.infrastructure.vault import blind_index, items, keys
from upphandling.infrastructure.vault.facts import FactField
from upphandling.infrastructure.vault.key_files import MasterKey
from upphandling.infrastructure.vault.keyring import Compartment
from upphandling.infrastructure.vault.keys import LIVE, SubjectKey, WrappedKey
from upphandling.infrastructure.vault.vault import SealedVault

PAGE = 100

LEFT = (
    f"{keys.FIND}compartment = ? AND master_id <> ?{LIVE} ORDER BY key_id LIMIT {PAGE}"
)


class OtherMunicipality(Exception):
    """Den nya nyckeln är gjord för en annan kommun."""


def rotate(
    vault: SealedVault,
    compartment: Compartment,
    new: MasterKey,
    *,
    after_page: Callable[[int], None] = lambda _: None,
) -> int:
    """Wrap every key of the compartment by the new master key; answers how many.

    The keyring must give the old key. `after_page` is told how many are done.
    """
    old = vault.ring.master(compartment)
    if new.municipality != old.municipality:
        raise OtherMunicipality
    vault.ring.also[new.key_id] = new
    done = 0
    while page := _page(vault, compartment, new):
        done += page
        after_page(done)
    return done


def _page(vault: SealedVault, compartment: Compartment, new: MasterKey) -> int:
    database = vault.database
    with vault.writing() as cursor:
        cursor.execute(database.native(LEFT), (compartment.value, new.key_id))
        rows = [WrappedKey.of(row) for row in cursor.fetchall()]
        for row in rows:
            key = keys.unwrapped(row, vault.ring)
            keys.rewrap(cursor, database, key, new, compartment)
            number = _number(vault, cursor, key)
            if number is not None:
                blind_index.enter(cursor, database, key, new, number)
        return len(rows)


def _number(vault: SealedVault, cursor: object, key: SubjectKey) -> str | None:
    """The personal number that leads to a key, if any does."""
    if key.document_class != DocumentClass.IDENTITY:
        return None
    name = FactField.PERSONAL_NUMBER.value
    item = items.find(cursor, vault.database, key.key_id, name=name)
    return None if item is None else items.opened(key, item).decode()
