"""Why one event leads to the next, in kind and in words: the vocabulary of the grounds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.interfaces.why.finding import (
    Event,
    Find,
    beginning,
    elsewhere,
    latest,
    together,
)


class Relation(StrEnum):
    """Why one event leads to the next."""

    BECAUSE = "because"  # the cause that was recorded with it
    COMMAND = "command"  # the act whose command brought it about
    MANDATE = "mandate"  # by what right it was decided
    RULE = "rule"  # what governed it
    INPUT = "input"  # what it was made out of
    ORIGIN = "origin"  # where its case comes from


@dataclass(frozen=True, slots=True)
class Ground:
    """One kind of thing that an event rests on, in Swedish, and how it is found.

    `to` are the events that it may lead to; a test walks them to the council.
    """

    relation: Relation
    why: str
    to: tuple[Event, ...]
    find: Find


# Each leads to the latest of `to` in the same case, unless it is found another way.


def because(why: str, *to: Event, by: Find | None = None) -> Ground:
    return Ground(Relation.BECAUSE, why, to, by or latest(*to))


def rule(why: str, *to: Event, by: Find | None = None) -> Ground:
    return Ground(Relation.RULE, why, to, by or latest(*to))


def fed_by(why: str, *to: Event, by: Find | None = None) -> Ground:
    return Ground(Relation.INPUT, why, to, by or latest(*to))


def origin(why: str, *to: Event, by: Find | None = None) -> Ground:
    return Ground(Relation.ORIGIN, why, to, by or latest(*to))


def command(why: str, *to: Event) -> Ground:
    """What the same command decided, on which this followed."""
    return Ground(Relation.COMMAND, why, to, together(*to))


def begun(why: str, *to: Event) -> Ground:
    """How the event's own case began."""
    return origin(why, *to, by=beginning())


def of_system(why: str, path: str = "system") -> Ground:
    """The choice system whose key stands at `path`."""
    return origin(why, ChoiceSystem.Established, by=elsewhere(ChoiceSystem, path))
