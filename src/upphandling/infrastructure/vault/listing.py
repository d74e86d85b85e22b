"""About whom the vault keeps something: which classes, how many items, no content.

Bids are left out: not even their number may be told before they are opened. So is what is
kept of a tender while its bids are sealed, for it may be about them, and the register of
the protected, which is about nobody. In which compartment something lies tells whose
identity is protected, and is only for those who may know.
"""

from __future__ import annotations

from typing import Any

from upphandling.domain.document_classes import DocumentClass
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.protection import REGISTER
from upphandling.infrastructure.vault.sealed_cases import IS_TOLD

OF_A_KEY = (
    "SELECT subject, document_class, compartment, wrapped IS NULL AS destroyed,"  # noqa: S608
    " (SELECT count(*) FROM vault_items WHERE vault_items.key_id = vault_keys.key_id)"
    " AS items, key_id FROM vault_keys WHERE document_class <> ?"
    f" AND subject <> ? AND {IS_TOLD}"
)
PAGE = " ORDER BY subject, document_class, key_id LIMIT ? OFFSET ?"
EVERY = f"{OF_A_KEY}{PAGE}"
HELD = f"SELECT * FROM ({OF_A_KEY}) AS held WHERE items > 0 OR destroyed{PAGE}"  # noqa: S608


def listed(database: Database, limit: int, offset: int) -> list[dict[str, Any]]:
    """A page of subjects and classes, in order; the same whoever is protected.

    A key with nothing under it is left out: one is made for whom is protected before
    anything is kept.
    """
    rows = _page(database, HELD, limit, offset)
    return [{name: row[name] for name in row if name != "compartment"} for row in rows]


def listed_by_compartment(
    database: Database, limit: int, offset: int
) -> list[dict[str, Any]]:
    """A page of all subjects and classes, each with its compartment."""
    return _page(database, EVERY, limit, offset)


def _page(
    database: Database, sql: str, limit: int, offset: int
) -> list[dict[str, Any]]:
    with database.reading() as cursor:
        asked = (DocumentClass.BIDS.value, REGISTER, limit, offset)
        cursor.execute(database.native(sql), asked)
        return [
            {
                "subject": subject,
                "document_class": document_class,
                "compartment": compartment,
                "items": items,
                "destroyed": bool(gone),
            }
            for subject, document_class, compartment, gone, items, _ in cursor.fetchall()
        ]
