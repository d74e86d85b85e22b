"""What the data of an event says that matters, in one line of Swedish.

Generic by the names of the fields: what is not among the weightiest is left to the
JSON, and so is what is long. Nested parts are told by their own fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from upphandling.interfaces import vault_words
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.words import IN_SWEDISH, WEIGHTIEST, field_word

REASONS = ("reason", "reasons", "motive")
REST = tuple(field for field in WEIGHTIEST if field not in REASONS)
BEFORE = field_word("before")

MOST = 8  # facts in a line; the reasons are never left out
LONGEST = 90  # letters of one
NAMED = 3  # of a list, before the rest is only counted
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)$")


def matters(data: Mapping[str, Any]) -> str:
    """`utförare utforare-b, från 2026-01-01, skäl ...`; empty when nothing is told."""
    facts = dict.fromkeys(_facts({**data, "before": None}, REST))
    earlier = [fact for fact in _before(data.get("before")) if fact not in facts]
    reasons = list(_facts(data, REASONS))
    room = max(MOST - len(reasons), 0)
    told = [*facts, *(f"{BEFORE} {fact}" for fact in earlier)][:room]
    return ", ".join([*told, *reasons])


def _before(value: Any) -> list[str]:
    """What was said before, a part by its fields; what has not changed is left out."""
    if isinstance(value, Mapping) and not said(value):
        return list(_facts(value, REST))
    return [told] if (told := said(value)) else []


def _facts(data: Mapping[str, Any], fields: Sequence[str]) -> Iterator[str]:
    for field in fields:
        value = data.get(field)
        word = field_word(field, value)
        if isinstance(value, Mapping):
            inner = said(value)
            yield from [f"{word} {inner}"] if inner else _facts(value, fields)
        elif told := said(value):
            yield f"{word} {told}"


def said(value: Any) -> str:
    """A value as a person reads it; empty for none, and for a part with many fields."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "ja", False: "nej"}[value]
    if isinstance(value, str):
        return _text(value) if value else ""
    if isinstance(value, Mapping):
        return _part(value)
    if isinstance(value, (list, tuple)):
        return _several([told for one in value if (told := said(one))])
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)


def _text(text: str) -> str:
    if INSTANT.match(text):
        return spoken(text)
    text = IN_SWEDISH.get(text, " ".join(vault_words.spoken(text).split()))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _part(part: Mapping[str, Any]) -> str:
    """A counted deadline by its last day, and what has a name of its own by that."""
    for field in ("last_day", "name", "title", "bid", "customer"):
        if isinstance(told := part.get(field), str):
            return _text(told)
    return ""


def _several(told: list[str]) -> str:
    more = len(told) - NAMED
    named = " och ".join(told[:NAMED])
    return f"{named} och {more} till" if more > 0 else named
