"""A case's history as lines: in order, filtered, with refused attempts on request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic_core import to_json

from upphandling.bootstrap import House
from upphandling.interfaces.disclosure import Limits, limits_now, shown_records
from upphandling.interfaces.history.attempts import Attempt, attempts
from upphandling.interfaces.history.superseding import TOPICS, superseded

Line = dict[str, Any]
Tell = Callable[[Mapping[str, Any]], str]
"""Says in one line what matters of the data of an event or a command."""

PARAGRAPH = re.compile(r"\s*\(([^()]+)\)\.?$")
SOON = 60  # seconds from when it happened to when it was recorded


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """Which lines are asked for; None means all. Both instants are included.

    `event` is a topic or its last part, or the command or rule of a refused attempt;
    `since` and `until` are about when it happened; `contains` is a text in any case.
    """

    by: str | None = None
    role: str | None = None
    event: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    contains: str | None = None

    def takes(self, line: Line) -> bool:
        """Whether the line is asked for."""
        return (
            self.by in (None, line["by"])
            and self.role in (None, line["role"])
            and (self.event is None or self._is_event(line))
            and (self.since is None or line["effective_at"] >= self.since)
            and (self.until is None or line["effective_at"] <= self.until)
            and (self.contains is None or self._is_said(line, self.contains))
        )

    def _is_event(self, line: Line) -> bool:
        names = (line.get("event"), line.get("command"), line.get("rule"))
        told = {part for name in names if name for part in (name, _last_part(name))}
        return self.event in told

    def _is_said(self, line: Line, text: str) -> bool:
        said = to_json(line, fallback=str).decode()
        return text.casefold() in said.casefold()


def history(
    house: House,
    case_id: str,
    chosen: Filter,
    tell: Tell,
    *,
    refusals: bool,
    offset: int,
    limit: int,
) -> list[Line]:
    """A page of a case's history; `offset` counts only what is shown."""
    limits = limits_now(house)
    told = _events(house, case_id, limits)
    if refusals:
        told = _woven(told, attempts(house, *limits, case_id=case_id))
    lines = (_worded(line, tell) for _, line in told)
    taken = (line for line in lines if chosen.takes(line))
    return list(islice(taken, offset, offset + limit))


def _woven(
    events: Iterator[tuple[int, Line]], tried: Iterator[Attempt]
) -> Iterator[tuple[int, Line]]:
    """Events and refused attempts in the order of the log."""
    waiting = next(tried, None)
    for position, line in events:
        while waiting is not None and waiting.after_position < position:
            yield waiting.after_position, waiting.line
            waiting = next(tried, None)
        yield position, line
    while waiting is not None:
        yield waiting.after_position, waiting.line
        waiting = next(tried, None)


def _events(house: House, case_id: str, limits: Limits) -> Iterator[tuple[int, Line]]:
    secrecy, _ = limits
    later = superseded(house.recorder.records(stream_id=case_id, topics=TOPICS))
    for record, line in shown_records(house, case_id=case_id, limits=limits):
        by = later.get(record.position)
        if by is not None and not secrecy.covers(by.stream_id, by.topic):
            reference = f"{by.stream_id}@{by.version}"
            line["superseded_by"] = secrecy.cause(reference, by.position)
            line["superseded_at"] = by.recorded_at
        yield record.position, line


def _worded(line: Line, tell: Tell) -> Line:
    """The line with its paragraph apart, what matters of its data, and how late it came."""
    happened = line["effective_at"]
    if isinstance(happened, str):
        happened = datetime.fromisoformat(happened)
    after = int((line["recorded_at"] - happened).total_seconds())
    paragraph = PARAGRAPH.search(line["says"])
    return {
        "superseded_by": None,
        "superseded_at": None,
        **line,
        "effective_at": happened,
        "paragraph": paragraph and paragraph[1],
        "matters": tell(line["data"]),
        "late_seconds": after if after >= SOON else None,
    }


def _last_part(name: str) -> str:
    return name.rpartition(".")[2]
