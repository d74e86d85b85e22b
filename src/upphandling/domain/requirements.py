"""Requirements (krav) on providers, each with the way it is followed up."""

from __future__ import annotations

from upphandling.domain.base import Value


class FollowUp(Value):
    """How, by whom and how often a requirement is followed up."""

    how: str
    by_whom: str
    how_often: str


class Requirement(Value):
    """One requirement as decided; without `follow_up` it cannot be announced."""

    requirement: str
    text: str
    mandatory: bool
    follow_up: FollowUp | None = None
