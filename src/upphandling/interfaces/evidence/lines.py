"""The rows of a bundle as they stand in its files: whole, or as a hash and an excerpt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from upphandling.interfaces.evidence.rows import EventRow, RefusalRow
from upphandling.interfaces.evidence.withholding import Withheld

Line = dict[str, Any]


def event_lines(rows: Iterable[EventRow], secret: Withheld) -> Iterator[Line]:
    """A line an event; `data` is the stored text, character by character."""
    for row in rows:
        placed = {"index": row.index, "leaf": row.leaf.hex()}
        named = {
            "position": row.position,
            "stream_id": row.stream_id,
            "version": row.version,
            "topic": row.topic,
        }
        if row.index in secret.decisions:
            excerpt = {**named, "data": secret.shown(row)}
            yield {**placed, **_withheld(row.index, secret), "not_provable": excerpt}
        else:
            yield {
                **placed,
                **named,
                "recorded_at": row.recorded_at,
                "command_id": row.command_id,
                "data": row.data,
                "receipt": row.receipt,
            }


def refusal_lines(rows: Iterable[RefusalRow], secret: Withheld) -> Iterator[Line]:
    """A line a refusal, in the texts that its leaf is made of."""
    for row in rows:
        placed = {"index": row.index, "leaf": row.leaf.hex()}
        named = {"number": row.number, "after_position": row.after_position}
        if row.index in secret.decisions:
            said = {name: row.told[name] for name in ("command", "rule", "message")}
            excerpt = {**named, **said}
            yield {**placed, **_withheld(row.index, secret), "not_provable": excerpt}
        else:
            yield {**placed, **named, **row.told}


def _withheld(index: int, secret: Withheld) -> Line:
    """Under which decisions on secrecy, and on which grounds."""
    under = secret.decisions[index]
    grounds = sorted({secret.grounds[one] for one in under})
    return {"withheld": {"decisions": under, "grounds": grounds}}
