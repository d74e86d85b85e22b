"""Parts that tell of bids: a refusal about them says neither their names nor how many."""

from __future__ import annotations

from collections.abc import Container

from upphandling.domain.errors import WITHHELD
from upphandling.domain.parts import PartExists, UnknownPart


def must_be_among(part: str, secret: Container[str]) -> None:
    """Refuse a part that is not there, without telling which are."""
    if part not in secret:
        raise UnknownPart(part=WITHHELD, known=WITHHELD)


def must_not_be_among(part: str, secret: Container[str]) -> None:
    """Refuse a key that is taken, without repeating it."""
    if part in secret:
        raise PartExists(part=WITHHELD)
