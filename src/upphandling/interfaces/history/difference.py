"""What changed in a case between two times that it was known at, and through what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic_core import from_json, to_json

from upphandling.application.history import event_of
from upphandling.application.store import Record
from upphandling.bootstrap import House
from upphandling.domain.base import evolve
from upphandling.interfaces.disclosure import Limits, Secrecy, limits_now, shown_records
from upphandling.interfaces.history.known import case_as_of, must_have_come
from upphandling.interfaces.history.lines import PARAGRAPH
from upphandling.interfaces.masking import Masks, masked

FOLLOWED = 200  # events between the two, of which each is asked what it changed

State = dict[str, Any]
Changes = dict[str, tuple[Any, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Between:
    """The two times of recording, both included, and what held when, if asked."""

    first: datetime
    last: datetime
    true_at: datetime | None = None

    def has(self, record: Record) -> bool:
        """Whether it was recorded after the first time and not after the last."""
        return self.first < record.recorded_at <= self.last


def difference(
    house: House, case_id: str, asked: Between, *, offset: int, limit: int
) -> dict[str, Any]:
    """Every field that changed, old and new value, with the events that changed it.

    `known_before` is false where the case was not known at the first time: then every
    field is new. `followed` is false where too many events lie between to ask each.
    """
    must_have_come(house, case_id, asked.last)
    must_have_come(house, case_id, asked.true_at)
    limits = limits_now(house)
    told = list(_between(house, case_id, asked, limits))
    followed = len(told) <= FOLLOWED
    old, new, causes = _lived(house, case_id, asked, limits, followed=followed)
    if new is None:
        case_as_of(house, case_id, known_at=asked.last, true_at=asked.true_at)
    changes = sorted(changed(old or {}, new or {}).items())
    return {
        "case": case_id,
        "known_at": [asked.first, asked.last],
        "true_at": asked.true_at,
        "known_before": old is not None,
        "followed": followed,
        "changes": [
            {
                "field": field,
                "old": values[0],
                "new": values[1],
                "events": causes.get(field.partition(".")[0], []),
            }
            for field, values in islice(changes, offset, offset + limit)
        ],
        "events": told[offset : offset + limit],
    }


def changed(old: Any, new: Any, path: str = "") -> Changes:
    """By path (`terms.ends_on`): the values that differ, None where there is none."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: Changes = {}
        for name in {**old, **new}:
            inner = f"{path}.{name}" if path else str(name)
            found |= changed(old.get(name), new.get(name), inner)
        return found
    return {} if old == new else {path: (old, new)}


def _shown(masks: Masks, case_id: str, case: Any) -> State | None:
    if case is None:
        return None
    portrait = from_json(to_json(case.portrait(), fallback=str))
    state: State = masked(masks, case_id, portrait)
    return state


def _between(
    house: House, case_id: str, asked: Between, limits: Limits
) -> Iterator[dict[str, Any]]:
    for record, line in shown_records(house, case_id=case_id, limits=limits):
        if asked.has(record) and _holds(line, asked.true_at):
            yield {
                "event": _reference(line),
                "says": PARAGRAPH.sub("", line["says"]),
                "topic": line["event"],
                "recorded_at": line["recorded_at"],
                "effective_at": line["effective_at"],
                "by": line["by"],
            }


def _holds(line: Mapping[str, Any], true_at: datetime | None) -> bool:
    return true_at is None or datetime.fromisoformat(line["effective_at"]) <= true_at


def _reference(line: Mapping[str, Any]) -> str:
    """`case@version`, or the case alone where the version would tell of bids."""
    version = line["version"]
    return line["case"] if version is None else f"{line['case']}@{version}"


def _lived(
    house: House, case_id: str, asked: Between, limits: Limits, *, followed: bool
) -> tuple[State | None, State | None, dict[str, list[str]]]:
    """The case at both times, and by field, if `followed`, the events that changed it."""
    (secrecy, masks), mapper = limits, house.engine.mapper
    causes: dict[str, list[str]] = {}
    case: Any = None
    old: State | None = None
    state: State | None = None  # after the latest event between; None before the first
    for record in house.recorder.records(stream_id=case_id):
        if record.recorded_at > asked.last:
            break
        event = event_of(record, mapper)
        if asked.true_at is not None and event.effective_at > asked.true_at:
            continue
        if case is None and record.version != 1:
            continue
        between = asked.has(record)
        if between and state is None:
            old = _shown(masks, case_id, case)
            state = old or {}
        case = evolve(case, (event,))
        if between and followed and state is not None:
            now = _shown(masks, case_id, case) or {}
            if not secrecy.covers(case_id, record.topic):
                _note(causes, state, now, _named(secrecy, record))
            state = now
    new = _shown(masks, case_id, case)
    return (new if state is None else old), new, causes


def _note(causes: dict[str, list[str]], before: State, after: State, name: str) -> None:
    for field in {**before, **after}:
        if before.get(field) != after.get(field):
            causes.setdefault(field, []).append(name)


def _named(secrecy: Secrecy, record: Record) -> str:
    reference = f"{record.stream_id}@{record.version}"
    return secrecy.cause(reference, record.position) or reference
