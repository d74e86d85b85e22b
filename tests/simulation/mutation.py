"""A fault: what is taken out of which file, and what is put there instead."""

from __future__ import annotations

from dataclasses import dataclass

CHOICE = ("Moves", "Quarters", "Authority", "Tenders")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One fault, by its name; `old` stands in the file exactly once.

    It is looked for where people do most of what it is about, their `favours`.
    """

    name: str
    file: str
    old: str
    new: str
    favours: tuple[str, ...] = CHOICE

    def applied_to(self, source: str) -> str:
        """The source with the fault; raises `ValueError` unless it applies just once."""
        if source.count(self.old) != 1:
            message = f"{self.name}: {source.count(self.old)} places in {self.file}"
            raise ValueError(message)
        return source.replace(self.old, self.new)
