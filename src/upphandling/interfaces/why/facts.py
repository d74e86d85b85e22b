"""What an event says, in Swedish: the few fields that a reader asks for, and its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from upphandling.domain.intervals import FIRST_DAY
from upphandling.interfaces.why.reading import Told
from upphandling.interfaces.words import field_word, value_word

Row = dict[str, Any]

TELLING = frozenset(
    (
        # politics
        "body",
        "matter",
        "taken_on",
        "outcome",
        "legal_basis",
        "delegation",
        "to",
        "decisions",
        "question",
        "title",
        "decision",
        # who delivers, what, and from when
        "name",
        "agreement",
        "bundle",
        "area",
        "areas",
        "services",
        "minutes",
        "on",
        "since",
        "starts_on",
        "ends_on",
        "before",
        "wishes",
        "basis",
        "rule",
        "round",
        "wave",
        "customers",
        "earliest_on",
        "notice_days",
        "last_day",
        "granted_on",
        "valid_from",
        "valid_to",
        "seed",
        "places",
        "steps",
        "share_percent",
        "in_house_percent",
        "external_percent",
        "when_provider_falls",
        "licence",
        "source",
        # a tender and what came of it
        "requirements",
        "requirement",
        "criteria",
        "lot",
        "bid",
        "criterion",
        "points",
        "price_ore",
        "winners",
        "court",
        "case_number",
        "milestone",
        "promise",
        # reasons
        "reason",
        "reasons",
        "grounds",
        "motive",
        "despite",
        "text",
    )
)
INSIDE = ("terms", "policy", "configuration", "default", "requirement", "assessment")
FEW = 12  # parts of a list; more than that is a register, not a fact
MANY = 50  # what comes in hundreds is customers, not rules
COUNT = {"rule", "rulebook", "working", "paragraph"}
WEIGHED = {"title", "weight"}
NAMED_BY = ("name", "key", "requirement", "bid", "service", "lot")
EMPTY: tuple[Any, ...] = (None, "", [], {}, 0, 0.0, FIRST_DAY.isoformat())


def facts_of(told: Told, shown: Mapping[str, Any]) -> list[Row]:
    """The fields that tell most, as `{"name", "label", "value"}`, in the event's order."""
    return list(_facts({name: shown.get(name) for name in told.own}))


def _facts(fields: Mapping[str, Any]) -> Iterator[Row]:
    for name, value in fields.items():
        if name in INSIDE and isinstance(value, dict):
            yield from _facts(value)
        elif name in TELLING and (said := _plain(value)) not in EMPTY:
            yield {"name": name, "label": field_word(name, said), "value": said}


def _plain(value: Any) -> Any:
    """A value that can be read aloud; None for one that cannot."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, list) and len(value) <= FEW:
        named = [_name(part) for part in value]
        return None if None in named else list(dict.fromkeys(named))
    if isinstance(value, dict) and all(isinstance(n, int) for n in value.values()):
        return [f"{part} {number}" for part, number in value.items()]
    return None


def _name(part: Any) -> Any:
    """What a part of a list is called, and how much it weighs."""
    if isinstance(part, Mapping):
        if part.keys() >= WEIGHED:
            return f"{part['title']} (vikt {value_word(part['weight'])})"
        return next((part[name] for name in NAMED_BY if name in part), None)
    return part


def rules_of(shown: Mapping[str, Any]) -> list[Row]:
    """The deadlines that an event counted: rule, rulebook, paragraph and working."""
    return list(_counted(shown))


def _counted(value: Any) -> Iterator[Row]:
    if isinstance(value, dict):
        if value.keys() >= COUNT:
            yield dict(value)
            return
        value = list(value.values())
    if isinstance(value, list) and len(value) < MANY:
        for part in value:
            yield from _counted(part)
