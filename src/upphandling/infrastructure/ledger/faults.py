"""What can be wrong with a log: told with its place, and as everybody may know it."""

from __future__ import annotations

from typing import NamedTuple

IN_GENERAL = {
    "leaf": "en rad stämmer inte med sin lövhash",
    "gap": "en rad saknas",
    "version": "en version är inte fallets nästa",
    "topic": "en händelsetyp är okänd",
    "command": "en rad stämmer inte med sitt kommando",
    "order": "ett avslag står inte på sin plats",
    "lost": "det som ett kommando ledde till är inte kvar",
    "forged": "en kontrollpunkt går inte att lita på",
    "unreadable": "en fil kan inte läsas",
    "other_log": "en fil hör inte till loggen",
    "own_checkpoint": "en egen kontrollpunkt intygar något annat än loggen",
    "signer": "signeraren intygar något annat än loggen",
    "witness": "ett vittne intygar något annat än loggen",
}
"""Every kind of fault, without a number, a case or a file's name: those tell of bids."""


class Fault(NamedTuple):
    """What is wrong (`kind`), in which row or file (`where`), and what it says (`said`).

    Who reads `where` and `said` learns that the log has had `reach` leaves; None where
    nobody can say how many.
    """

    kind: str
    where: str
    said: str
    reach: int | None = None

    @property
    def line(self) -> str:
        """The place, where there is one, and what is wrong there."""
        return f"{self.where}: {self.said}." if self.where else f"{self.said}."

    @property
    def in_general(self) -> str:
        """As it is told to anybody."""
        return IN_GENERAL[self.kind]
