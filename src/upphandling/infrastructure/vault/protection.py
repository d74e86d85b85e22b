"""The register of protected identity: sealed in the protected compartment, nowhere else.

A person's key that somebody puts back as it was before the move is found by it. The log
tells what lies in it as of all facts, so that no line of it can be taken away either.
"""

from __future__ import annotations

from typing import Any

from upphandling.domain.document_classes import DocumentClass
from upphandling.infrastructure.vault import items, keys
from upphandling.infrastructure.vault.keyring import Compartment
from upphandling.infrastructure.vault.vault import SealedVault

REGISTER = "register:protected"
FIELD = "person"
CLASS = DocumentClass.IDENTITY.value


def enter(cursor: Any, vault: SealedVault, subject: str) -> items.Item:
    """Add a line, also of who is there already: another answer would tell who is."""
    found = keys.live(cursor, vault.database, REGISTER, CLASS)
    key = (
        keys.unwrapped(found[0], vault.ring)
        if found
        else keys.made(
            cursor,
            vault.database,
            vault.ring,
            subject=REGISTER,
            document_class=CLASS,
            compartment=Compartment.PROTECTED,
        )
    )
    return items.add(
        cursor,
        vault.database,
        key,
        item=items.random_name(),
        name=FIELD,
        content=subject.encode(),
    )


def entered(cursor: Any, vault: SealedVault) -> set[str]:
    """Who is in the register; raises `VaultLocked` and `VaultTampered`."""
    return {
        items.opened(key, item).decode()
        for row in keys.live(cursor, vault.database, REGISTER, CLASS)
        for key in [keys.unwrapped(row, vault.ring)]
        for item in items.of_key(cursor, vault.database, key.key_id)
    }
