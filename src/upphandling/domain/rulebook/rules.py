"""A rule of the law and its wordings, each with its days and its paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from upphandling.domain.lengths import Length

OUR_OWN_ORDER = "lokal ordning"
"""Stands for the paragraph, and for the wording, where there is none to point to."""


class Channel(StrEnum):
    """How a notice was sent. One letter on paper makes the whole notice OTHER."""

    ELECTRONIC = "electronic"
    OTHER = "other"


class Source(StrEnum):
    """Who says how long: the statute, the documents, or the municipality itself."""

    STATUTE = "statute"
    DOCUMENTS = "documents"
    LOCAL = "local"


class Direction(StrEnum):
    """Which way it is counted from day 0."""

    FORWARD = "forward"
    BACKWARD = "backward"


class Roll(StrEnum):
    """Where a last day goes that is closed, see lag (1930:173) 2 §."""

    NEXT_OPEN = "next_open"
    PREVIOUS_OPEN = "previous_open"
    NONE = "none"


@dataclass(frozen=True)
class Counting:
    """How the days are counted from the trigger, which is day 0."""

    direction: Direction
    roll: Roll


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One wording of one rule.

    `counting` is None for what runs until an event and has no days. `lengths` is per
    channel, or under None where the channel does not matter; it is empty where the
    documents or the municipality set the length, and for an event. `extendable` says
    whether the authority may state a longer time. `valid_from` and `valid_to`, both
    included, are the days on which a case must have begun to fall under the wording.
    `starts` and `unlocks` say in Swedish what triggers it and what holds once the
    last day has passed; `note` what is uncertain about it.
    """

    id: str
    title: str
    paragraph: str = OUR_OWN_ORDER
    wording: str = OUR_OWN_ORDER
    valid_from: date
    valid_to: date | None = None
    source: Source
    counting: Counting | None
    lengths: Mapping[Channel | None, Length] = field(default_factory=dict)
    extendable: bool = False
    starts: str
    unlocks: str
    note: str | None = None

    @property
    def rolls(self) -> bool:
        """Whether a closed day moves the last day."""
        return self.counting is not None and self.counting.roll is not Roll.NONE

    def in_force(self, on: date) -> bool:
        """Whether the wording holds for a case that began on the day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def named(self) -> str:
        """As a person would point it out."""
        until = "tills vidare" if self.valid_to is None else f"till {self.valid_to}"
        return f"{self.id} ({self.wording}, från {self.valid_from} {until})"


@dataclass(frozen=True)
class Rulebook:
    """One edition: its version, and every rule's wordings in order of time.

    `earlier` are the editions that were printed before it, in order of time.
    """

    version: str
    wordings: Mapping[str, tuple[Rule, ...]]
    earlier: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Rule, ...]:
        """Every wording of every rule."""
        return tuple(entry for same in self.wordings.values() for entry in same)

    @property
    def editions(self) -> tuple[str, ...]:
        """Every edition that was ever printed, in order of time; this one is the last."""
        return (*self.earlier, self.version)
