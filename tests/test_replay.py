"""Every history the house has ever written must still replay.

The files are frozen: an event whose shape has changed gets a new topic and an upcast,
and its history stays as it was written.
"""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import to_jsonable_python

from upphandling.domain.base import Aggregate, DomainEvent, evolve
from upphandling.domain.catalogue import EVENTS, KINDS
from upphandling.infrastructure.event_log.event_mapper import EventMapper

FILES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "histories").glob("*.json"))
}
HISTORIES = {
    case_id: history for file in FILES.values() for case_id, history in file.items()
}
MAPPER = EventMapper()

every_history = pytest.mark.parametrize("case_id", HISTORIES)


def stored(case_id: str) -> list[StoredEvent]:
    """A history as the rows of the log hold it."""
    return [
        StoredEvent(case_id, version, topic, as_written(data))
        for version, (topic, data) in enumerate(HISTORIES[case_id]["events"], start=1)
    ]


def as_written(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def events(case_id: str) -> list[DomainEvent]:
    return [MAPPER.to_domain_event(row) for row in stored(case_id)]


def replayed(case_id: str) -> Aggregate:
    return evolve(None, events(case_id))


def as_json(shown: Any) -> Any:
    """A portrait as it stands in a file: sets in order, keys as text."""
    if isinstance(shown, dict):
        return {
            " ".join(key) if isinstance(key, tuple) else str(key): as_json(value)
            for key, value in shown.items()
        }
    if isinstance(shown, (set, frozenset)):
        return sorted(map(as_json, shown))
    if isinstance(shown, (list, tuple)):
        return [as_json(part) for part in shown]
    return shown.value if isinstance(shown, Enum) else to_jsonable_python(shown)


@every_history
def test_a_history_replays_to_the_portrait_it_had(case_id):
    case = replayed(case_id)

    assert as_json(case.portrait()) == HISTORIES[case_id]["portrait"]
    assert case.id == case_id
    assert case.version == len(HISTORIES[case_id]["events"])
    assert not case.pending_events


@every_history
def test_a_history_replayed_in_two_halves_is_the_same_case(case_id):
    whole = events(case_id)
    half = len(whole) // 2 or 1

    case = evolve(evolve(None, whole[:half]), whole[half:])

    assert vars(case) == vars(replayed(case_id))


def test_every_kind_of_case_has_its_file_and_no_other():
    assert set(FILES) == set(KINDS)
    for kind, file in FILES.items():
        assert all(case_id.startswith(f"{kind}:") for case_id in file)


def test_every_event_occurs_in_a_frozen_history():
    told = {topic for history in HISTORIES.values() for topic, _ in history["events"]}

    assert set(EVENTS) - told == set()


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_history_with_gaps_replays_for_an_event_only_assigns(data):
    case_id = data.draw(st.sampled_from(sorted(HISTORIES)))
    first, *later = events(case_id)
    kept = data.draw(st.lists(st.booleans(), min_size=len(later), max_size=len(later)))

    case = evolve(
        None, [first, *(event for event, keep in zip(later, kept, strict=True) if keep)]
    )

    assert case.opened_at == first.effective_at
    assert case.portrait()
