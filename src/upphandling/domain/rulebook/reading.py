"""A rulebook out of its file, with everything checked that can be wrong in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from upphandling.domain.law import BrokenLaw, Entry, Fault, entries_of, head_of, parsed
from upphandling.domain.lengths import ImpossibleLength, Length
from upphandling.domain.rulebook.rules import (
    OUR_OWN_ORDER,
    Channel,
    Counting,
    Direction,
    Roll,
    Rule,
    Rulebook,
    Source,
)

PARAGRAPH = r"(LOU|LOV|KL|OSL) \d+ kap\. \d+( [a-z])? §"
WORDING = r"SFS \d{4}:\d+"

LAWFUL = {
    Direction.FORWARD: {Roll.NEXT_OPEN, Roll.NONE},
    Direction.BACKWARD: {Roll.PREVIOUS_OPEN, Roll.NONE},
}


class BrokenRulebook(BrokenLaw):
    """A rulebook that cannot be used; the message names the entries that are wrong."""


class DayZero(StrEnum):
    """Which day is day 0; the law knows no other."""

    TRIGGER = "trigger"


def read_rulebook(text: str) -> Rulebook:
    """A rulebook from the text of its file; raises `BrokenRulebook`."""
    file = parsed(text, BrokenRulebook)
    entries = entries_of(file, "rule", "id", _entry, BrokenRulebook)
    version, earlier = head_of(file, _editions, BrokenRulebook)
    return Rulebook(version, check(entries), earlier)


def check(entries: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """The entries by id, each id's wordings in order of time.

    Raises `BrokenRulebook` when a wording ends before it begins, stands twice, or
    when there is a gap or an overlap between two wordings of the same rule.
    """
    in_order = sorted(entries, key=lambda entry: (entry.id, entry.valid_from))
    checked = {key: tuple(same) for key, same in groupby(in_order, lambda e: e.id)}
    faults = [
        f"Slutar innan den börjar: {entry.named}."
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


def _editions(head: Entry) -> tuple[str, tuple[str, ...]]:
    """The edition of the file, and those before it; raises `Fault`."""
    version = head.text("version")
    earlier = head.take_if_there("earlier", list) or []
    if not all(isinstance(one, str) for one in earlier):
        message = "fältet earlier ska vara en lista av texter"
        raise Fault(message)
    if len({*earlier, version}) <= len(earlier):
        message = "fältet earlier nämner en utgåva två gånger, eller denna"
        raise Fault(message)
    return version, tuple(earlier)


def _between(older: Rule, newer: Rule) -> str | None:
    """What is wrong between two wordings that follow on each other."""
    if older.valid_from == newer.valid_from:
        return f"Dubblett: {older.named} och {newer.named}."
    if older.valid_to is None or older.valid_to >= newer.valid_from:
        return f"Överlappar: {older.named} och {newer.named}."
    if older.valid_to + timedelta(days=1) != newer.valid_from:
        return f"Glapp mellan {older.named} och {newer.named}."
    return None


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
