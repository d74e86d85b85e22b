"""An event as a dossier tells it: when, what, by whom, and its facts in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from upphandling.domain.base import Decision
from upphandling.domain.catalogue import EVENTS
from upphandling.domain.errors import WITHHELD
from upphandling.infrastructure.event_log.upcasts import todays_topic
from upphandling.interfaces.evidence.rows import EventRow
from upphandling.interfaces.evidence.withholding import Withheld
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.vault_words import spoken as out_of_vault
from upphandling.interfaces.words import CODED, CODES, field_word, role_word

OF_EVERY_EVENT = ("effective_at", "by", "role", "mandate", "because")
TOO_LONG = ("comparison", "configuration", "evaluation")  # for a page to tell
ABOUT = ("requirement", "lot", "bid", "bidder", "criterion", "agreement")
REASONS = ("motive", "reasons", "reason", "grounds", "circumstances")
IN_FULL = "i sin helhet i events.jsonl"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One event: its data as the reader may see it, and where in the log it stands."""

    row: EventRow
    data: Row
    withheld: bool

    @property
    def topic(self) -> str:
        """What kind of event it is today, whatever it was called when it was stored."""
        return todays_topic(self.row.topic)

    @property
    def says(self) -> str:
        """Its line in the audit trail, with the paragraph."""
        event = EVENTS.get(self.topic)
        return event.says() if event else self.row.topic

    @property
    def when(self) -> str:
        """When it happened, in Swedish time."""
        return spoken(self.data["effective_at"])

    @property
    def decides(self) -> bool:
        """Whether a person decided it, with a mandate."""
        event = EVENTS.get(self.topic)
        return event is not None and issubclass(event, Decision)

    @property
    def by(self) -> str:
        """Who, and in which role."""
        return f"{self.data['by']} ({role_word(self.data['role'])})"

    @property
    def reasons(self) -> str:
        """The reasons that were given, whatever the field is called and it stands in."""
        parts = [part for part in self.data.values() if isinstance(part, dict)]
        given = [part.get(field) for part in (self.data, *parts) for field in REASONS]
        return "\n".join(plain(one) for one in given if one)

    @property
    def about(self) -> str:
        """Which requirement, lot, bid or contract of the case, if it is about one."""
        named = {field: self.data.get(field) for field in ABOUT}
        keys = {
            field: one.get(field) if isinstance(one, dict) else one
            for field, one in named.items()
        }
        return plain(keys)

    def facts(self) -> Row:
        """As the dossier's pages show it."""
        who = [self.by, self.data["mandate"]]
        if not self.withheld:
            who.append(f"infört {spoken(self.row.recorded_at)}")
        return {
            "when": self.when,
            "says": self.says,
            "who": ", ".join(filter(None, who)),
            "reference": self.row.reference,
            "withheld": self.withheld,
            "facts": [
                [
                    field_word(name, value),
                    IN_FULL if name in TOO_LONG else plain(value, name),
                ]
                for name, value in self.data.items()
                if name not in OF_EVERY_EVENT and value not in (None, [], {})
            ],
        }

    def deadlines(self) -> Iterator[tuple[str, Row]]:
        """The deadlines that it sets, each with the field it stands in."""
        return _deadlines("", self.data)


def told(rows: Iterable[EventRow], secret: Withheld) -> list[Told]:
    """The rows as the reader may see them, in the order of the log."""
    return [
        Told(row=row, data=secret.shown(row), withheld=row.index in secret.decisions)
        for row in rows
    ]


def plain(value: Any, field: str = "") -> str:
    """A value in plain words, however deep it is; codes only in fields of codes."""
    if isinstance(value, dict):
        return _parts(value)
    if isinstance(value, list):
        deep = any(isinstance(one, dict | list) for one in value)
        return ("\n" if deep else ", ").join(plain(one, field) for one in value)
    if isinstance(value, str):
        return _word(value, field)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    return "–" if value is None else str(value)


def _parts(value: Row) -> str:
    if is_deadline(value):
        return f"{value['last_day']} ({value['paragraph']})"
    return "; ".join(
        f"{field_word(name, one)}: {_inside(one, name)}"
        for name, one in value.items()
        if one not in (None, [], {})
    )


def _inside(value: Any, field: str) -> str:
    """A value within another; each that has parts of its own in parentheses."""
    if isinstance(value, dict) and not is_deadline(value):
        return f"({_parts(value)})"
    if isinstance(value, list):
        return ", ".join(_inside(one, field) for one in value)
    return plain(value, field)


def is_deadline(value: Any) -> bool:
    """Whether a value is a counted deadline with its working."""
    return isinstance(value, dict) and {"working", "last_day", "paragraph"} <= set(
        value
    )


def _word(text: str, field: str) -> str:
    if INSTANT.fullmatch(text):
        return spoken(text)
    if field in CODED or text == WITHHELD:
        return CODES.get(text, text)
    return out_of_vault(text)


def _deadlines(field: str, value: Any) -> Iterator[tuple[str, Row]]:
    if is_deadline(value):
        yield field, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _deadlines(name, part)
    elif isinstance(value, list):
        for part in value:
            yield from _deadlines(field, part)
