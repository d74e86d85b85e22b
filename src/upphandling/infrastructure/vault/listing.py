"""About whom the vault keeps something: which classes, how many items, no content.

Bids are left out: not even their number may be told before they are opened.
"""

from __future__ import annotations

from typing import Any

from upphandling.domain.document_classes import DocumentClass
from upphandling.infrastructure.storage.database import Database

LISTED = (
    "SELECT subject, document_class, compartment, wrapped IS NULL,"
    " (SELECT count(*) FROM vault_items WHERE vault_items.key_id = vault_keys.key_id)"
    " FROM vault_keys WHERE document_class <> ?"
    " ORDER BY subject, document_class, key_id LIMIT ? OFFSET ?"
)


def listed(database: Database, limit: int, offset: int) -> list[dict[str, Any]]:
    """A page of subjects and classes, in order."""
    with database.reading() as cursor:
        asked = (DocumentClass.BIDS.value, limit, offset)
        cursor.execute(database.native(LISTED), asked)
        return [
            {
                "subject": subject,
                "document_class": document_class,
                "compartment": compartment,
                "items": items,
                "destroyed": bool(gone),
            }
            for subject, document_class, compartment, gone, items in cursor.fetchall()
        ]
