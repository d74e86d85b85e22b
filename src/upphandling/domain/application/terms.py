"""The words and values that the chapters of an application share."""

from __future__ import annotations

from enum import StrEnum

from upphandling.domain.base import Value


class Status(StrEnum):
    RECEIVED = "received"
    APPROVED = "approved"
    ADMITTED = "admitted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How the court ruled on an application for rättelse."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Assessment(Value):
    """The applicant against the requirements; nothing failed and no ground: approved.

    `exclusion` is the ground on which the applicant may be excluded, in plain words.
    """

    failed: tuple[str, ...]
    exclusion: str | None
    motive: str

    @property
    def in_the_way(self) -> bool:
        """Whether anything speaks against an approval."""
        return bool(self.failed) or self.exclusion is not None
