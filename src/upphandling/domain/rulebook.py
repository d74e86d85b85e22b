"""The rulebook: the deadlines of the law as dated data, each with its paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import groupby, pairwise

from upphandling.domain.errors import Refused
from upphandling.domain.law import (
    BrokenLaw,
    Entry,
    Fault,
    entries_of,
    head_of,
    packaged,
    parsed,
)
from upphandling.domain.lengths import ImpossibleLength, Length

OUR_OWN_ORDER = "lokal ordning"
"""Stands for the paragraph, and for the wording, where there is none to point to."""

PARAGRAPH = r"(LOU|LOV|KL|OSL) \d+ kap\. \d+( [a-z])? §"
WORDING = r"SFS \d{4}:\d+"


class UnknownRule(Refused):
    """Regeln finns inte i regelboken."""


class RuleNotInForce(Refused):
    """Regeln gäller inte för den dag då ärendet började."""


class BrokenRulebook(BrokenLaw):
    """A rulebook that cannot be used; the message names the entries that are wrong."""


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


class DayZero(StrEnum):
    """Which day is day 0; the law knows no other."""

    TRIGGER = "trigger"


@dataclass(frozen=True)
class Counting:
    """How the days are counted from the trigger, which is day 0."""

    direction: Direction
    roll: Roll


LAWFUL = {
    Direction.FORWARD: {Roll.NEXT_OPEN, Roll.NONE},
    Direction.BACKWARD: {Roll.PREVIOUS_OPEN, Roll.NONE},
}


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


@dataclass(frozen=True)
class Rulebook:
    """One edition: its version, and every rule's wordings in order of time."""

    version: str
    wordings: Mapping[str, tuple[Rule, ...]]

    @property
    def entries(self) -> tuple[Rule, ...]:
        """Every wording of every rule."""
        return tuple(entry for same in self.wordings.values() for entry in same)


# -- Asking ----------------------------------------------------------------


@cache
def book() -> Rulebook:
    """The edition that comes with the program; raises `BrokenRulebook`."""
    return read_rulebook(packaged("rulebook.toml"))


def rules(on: date | None = None) -> list[Rule]:
    """The rules in force for a case that began on the day, or without end if None."""
    return [
        entry
        for entry in book().entries
        if (entry.valid_to is None if on is None else entry.in_force(on))
    ]


def rule(id: str, on: date | None = None) -> Rule:
    """The wording for a case that began on the day, or the one without end if None.

    Raises `UnknownRule` with the ids we know, or `RuleNotInForce` with the validity
    of every wording that we have.
    """
    wordings = book().wordings.get(id)
    if wordings is None:
        raise UnknownRule(rule=id, known=sorted(book().wordings))
    for entry in wordings:
        if entry.valid_to is None if on is None else entry.in_force(on):
            return entry
    raise RuleNotInForce(rule=id, on=on, wordings=[_named(entry) for entry in wordings])


# -- Reading and checking --------------------------------------------------


def read_rulebook(text: str) -> Rulebook:
    """A rulebook from the text of its file; raises `BrokenRulebook`."""
    file = parsed(text, BrokenRulebook)
    entries = entries_of(file, "rule", "id", _entry, BrokenRulebook)
    version = head_of(file, lambda head: head.text("version"), BrokenRulebook)
    return Rulebook(version, check(entries))


def check(entries: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """The entries by id, each id's wordings in order of time.

    Raises `BrokenRulebook` when a wording ends before it begins, stands twice, or
    when there is a gap or an overlap between two wordings of the same rule.
    """
    in_order = sorted(entries, key=lambda entry: (entry.id, entry.valid_from))
    checked = {key: tuple(same) for key, same in groupby(in_order, lambda e: e.id)}
    faults = [
        f"Slutar innan den börjar: {_named(entry)}."
        for entry in in_order
        if entry.valid_to is not None and entry.valid_to < entry.valid_from
    ]
    faults += [
        fault
        for wordings in checked.values()
        for older, newer in pairwise(wordings)
        if (fault := _between(older, newer)) is not None
    ]
    if faults:
        raise BrokenRulebook(*faults)
    return checked


def _between(older: Rule, newer: Rule) -> str | None:
    """What is wrong between two wordings that follow on each other."""
    if older.valid_from == newer.valid_from:
        return f"Dubblett: {_named(older)} och {_named(newer)}."
    if older.valid_to is None or older.valid_to >= newer.valid_from:
        return f"Överlappar: {_named(older)} och {_named(newer)}."
    if older.valid_to + timedelta(days=1) != newer.valid_from:
        return f"Glapp mellan {_named(older)} och {_named(newer)}."
    return None


def _named(entry: Rule) -> str:
    """An entry as a person would point it out."""
    until = "tills vidare" if entry.valid_to is None else f"till {entry.valid_to}"
    return f"{entry.id} ({entry.wording}, från {entry.valid_from} {until})"


def _entry(fields: Entry) -> Rule:
    """One wording as it stands in the file; raises `Fault`."""
    source = fields.choice("source", Source)
    counting = _counting(fields)
    read = Rule(
        id=fields.text("id", r"[a-z]+(-[a-z]+)*", "ten-day-period"),
        title=fields.text("title"),
        paragraph=fields.text_if_there("paragraph", PARAGRAPH, "LOU 20 kap. 1 §")
        or OUR_OWN_ORDER,
        wording=fields.text_if_there("wording", WORDING, "SFS 2021:1110")
        or OUR_OWN_ORDER,
        valid_from=fields.take("valid_from", date),
        valid_to=fields.take_if_there("valid_to", date),
        source=source,
        counting=counting,
        lengths=_lengths(
            fields, of_its_own=counting is not None and source is Source.STATUTE
        ),
        extendable=fields.take_if_there("extendable", bool) or False,
        starts=fields.text("starts"),
        unlocks=fields.text("unlocks"),
        note=fields.text_if_there("note"),
    )
    if source is not Source.LOCAL and read.paragraph == OUR_OWN_ORDER:
        message = "fältet paragraph saknas"
        raise Fault(message)
    if read.lengths and read.wording == OUR_OWN_ORDER:
        message = "fältet wording saknas, en längd ur lagen har en lydelse"
        raise Fault(message)
    return read


def _counting(fields: Entry) -> Counting | None:
    if fields.is_text("counting"):
        fields.text("counting", "event", "”event” eller en tabell med day_zero")
        return None
    part = fields.part("counting")
    part.choice("day_zero", DayZero)
    counting = Counting(part.choice("direction", Direction), part.choice("roll", Roll))
    part.must_be_empty()
    if counting.roll not in LAWFUL[counting.direction]:
        message = f"{counting.direction} går inte ihop med {counting.roll}"
        raise Fault(message)
    return counting


def _lengths(fields: Entry, *, of_its_own: bool) -> Mapping[Channel | None, Length]:
    if not of_its_own:
        if "length" in fields or "lengths" in fields:
            message = "bara en frist som lagen räknar i tid har en egen längd"
            raise Fault(message)
        return {}
    if "lengths" not in fields:
        return {None: _length(fields, "length")}
    part = fields.part("lengths")
    lengths: dict[Channel | None, Length] = {
        channel: _length(part, channel) for channel in Channel
    }
    part.must_be_empty()
    return lengths


def _length(fields: Entry, name: str) -> Length:
    try:
        return Length.parse(fields.text(name))
    except ImpossibleLength as error:
        message = f"fältet {name}: {error}"
        raise Fault(message) from None
