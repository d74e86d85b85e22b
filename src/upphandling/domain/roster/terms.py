"""The roster's terms: a role that is held, a ground of conflict, a glass that was broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from upphandling.domain.base import Role

THE_ROSTER = "kommunen"
"""The key of the one roster that a database has."""


class Ground(StrEnum):
    """Why somebody is conflicted in a case (jäv)."""

    OWN_INTEREST = "own_interest"
    CLOSE_TO_PARTY = "close_to_party"
    REPRESENTS_PARTY = "represents_party"
    ENGAGED_BY_PARTY = "engaged_by_party"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """A role that a person holds, both days included; without end if `until` is None.

    `party` is the provider that the person acts for, where the role is provider.
    """

    role: Role
    party: str | None
    from_day: date
    until: date | None

    def on(self, day: date) -> bool:
        """Whether it is held on the day."""
        return self.from_day <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True, slots=True)
class Glass:
    """Reading of a case or a view that somebody opened in an emergency, for a time."""

    person: str
    target: str
    reason: str
    opened_at: datetime
    until: datetime
