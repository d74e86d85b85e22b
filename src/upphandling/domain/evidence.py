"""Evidence (underlag): a document that shows something, held by its digest."""

from __future__ import annotations

from upphandling.domain.base import Value


class Evidence(Value):
    """Where a document is filed, and the SHA-256 of its content in hex."""

    reference: str
    sha256: str
