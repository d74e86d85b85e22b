"""A section of a dossier's chapter: its law, and what the events tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from upphandling.domain.base import DomainEvent
from upphandling.interfaces.evidence.told import Told

Row = dict[str, Any]
Tables = Callable[[Sequence[Told]], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Section:
    """What one section is about, which events tell of it, and what is said without.

    `tables` are for what is easier to compare than to read.
    """

    heading: str
    paragraph: str | None
    events: tuple[type[DomainEvent], ...]
    without: str = "Uppgifter om detta saknas i loggen."
    tables: tuple[Tables, ...] = ()

    def told(self, events: Sequence[Told]) -> Row:
        """As the dossier's pages show it; what nothing tells of is said to be missing."""
        topics = {event.TOPIC for event in self.events}
        found = [event.facts() for event in events if event.topic in topics]
        tables = [table for tables in self.tables for table in tables(events)]
        return {
            "heading": self.heading,
            "paragraph": self.paragraph,
            "written": None,
            "tables": tables,
            "events": found,
            "missing": None if found or tables else self.without,
        }
