"""The changes that may be asked for, each with what it needs to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from upphandling.domain.configuration import DefaultRule
from upphandling.domain.rulebook import Channel

WHEN = "effective_at"


@dataclass(frozen=True, slots=True)
class EventName:
    """An event by its case and its number there: `tender:x@5`."""

    case: str
    version: int

    def __str__(self) -> str:
        return f"{self.case}@{self.version}"


@dataclass(frozen=True, slots=True)
class OtherWording:
    """Count by the wording that holds for what began on a day."""

    rule: str
    day: date


@dataclass(frozen=True, slots=True)
class OtherLength:
    """Count with another length; `channel` None: whatever the channel."""

    rule: str
    channel: Channel | None
    length: str


@dataclass(frozen=True, slots=True)
class OtherWeight:
    """Another weight of an award criterion."""

    criterion: str
    weight: float


@dataclass(frozen=True, slots=True)
class OtherShare:
    """Another guaranteed share of an agreement, percent."""

    agreement: str
    percent: float


@dataclass(frozen=True, slots=True)
class OtherDefault:
    """Another rule for those who do not choose."""

    rule: DefaultRule


@dataclass(frozen=True, slots=True)
class OtherField:
    """A field of what was asked for had another value; `path` is dotted.

    Under `WHEN` it is not a field but the day, or the instant, that it happened.
    """

    event: EventName
    path: str
    value: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The event never happened."""

    event: EventName


@dataclass(frozen=True, slots=True)
class Added:
    """An event, or a command, that never was; told in a file."""

    file: Path


Change = (
    OtherWording
    | OtherLength
    | OtherWeight
    | OtherShare
    | OtherDefault
    | OtherField
    | LeftOut
    | Added
)
