"""The words and values that the chapters of a choice round share."""

from __future__ import annotations

from enum import StrEnum

from upphandling.domain.base import Value

MOST_WISHES = 5


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    PROPOSED = "proposed"
    ADOPTED = "adopted"


class NeutralOrder(StrEnum):
    """In which order providers stand when customers read of them."""

    ALPHABETICAL = "alphabetical"
    DRAWN = "drawn"


class Presented(Value):
    """What customers read of a provider; `facts` are the same fields for all."""

    agreement: str
    provider: str
    name: str
    facts: dict[str, str]
