"""Bid safe (anbudsfack): who can open a tender's sealed bids, each with a key of their own.

OfficerNamed ──▶ OfficerNamed ──▶ ...
"""

from __future__ import annotations

from dataclasses import field
from typing import Self

from upphandling.domain.base import Aggregate, DomainEvent, Stamp
from upphandling.domain.errors import Refused

OFFICERS = 2  # as many as it takes to open


class OfficerHasKey(Refused):
    """Personen har redan en nyckel till anbudsfacket."""


class KeyOfAnother(Refused):
    """Nyckeln hör redan till någon annan, var och en ska ha sin egen."""


class TooFewOfficers(Refused):
    """Anbudsfacket kräver minst två personer med var sin nyckel."""


class NotAnOfficer(Refused):
    """Nyckeln hör inte till någon som kan öppna anbudsfacket."""


class TwoDifferentOfficers(Refused):
    """Anbud öppnas av två olika personer, var och en med sin egen nyckel."""


class BidSafe(Aggregate):
    """The safe of one tender; the case's key is the tender's."""

    KIND = "bid_safe"

    officers: dict[str, str] = field(default_factory=dict)  # person: public key, hex

    # -- Events ------------------------------------------------------------

    class OfficerNamed(DomainEvent):
        """En person har fått en nyckel till upphandlingens anbudsfack (lokal ordning)."""

        TOPIC = "bid_safe.officer_named"
        person: str
        public_key: str

        def apply(self, case: BidSafe) -> None:
            case.officers[self.person] = self.public_key

    # -- Commands ----------------------------------------------------------

    @classmethod
    def arrange(
        cls, stamp: Stamp, tender: str, *, person: str, public_key: str
    ) -> Self:
        """The safe with its first officer."""
        return cls.begin(
            cls.OfficerNamed, stamp, tender, person=person, public_key=public_key
        )

    def name_officer(self, stamp: Stamp, *, person: str, public_key: str) -> None:
        if person in self.officers:
            raise OfficerHasKey(person=person)
        if public_key in self.officers.values():
            raise KeyOfAnother(person=person)
        self.record(self.OfficerNamed, stamp, person=person, public_key=public_key)

    # -- Rules -------------------------------------------------------------

    def officer_with(self, public_key: str) -> str:
        """Whose key it is; raises `NotAnOfficer`."""
        for person, key in self.officers.items():
            if key == public_key:
                return person
        raise NotAnOfficer(bid_safe=self.key)
