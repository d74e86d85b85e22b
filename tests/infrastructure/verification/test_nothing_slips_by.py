"""Whatever recounted value is changed, in a lived log or a frozen history, it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.application.verification.test_frozen_histories import Alone, rows
from tests.databases import Factory
from tests.infrastructure.verification.another import with_another
from tests.infrastructure.verification.moved import moved
from tests.test_replay import HISTORIES
from tests.verified_town import lived
from upphandling.application.verification import (
    RECOUNTS,
    Difference,
    Past,
    Row,
    verify_case,
)
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.verification.past import StoredPast
from upphandling.infrastructure.verification.reading import end_of, spans, streams

Place = tuple[str, str]

FREE = {
    # The first of the terms is the system, which somebody typed in.
    ("agreement.signed", "terms"),
    # Another version of the solver that gives the same is no difference.
    ("choice_round.allocation_proposed", "solver"),
}
"""Where another value could just as well have been recorded."""

FREE_IN_MOVES = {
    # The first of what is said of those who wait is who it is, which somebody typed in.
    ("agreement.queued", "waiting"),
    ("choice_round.allocation_proposed", "solver"),
    ("transition.reassignment_proposed", "solver"),
}

FREE_IN_HISTORIES = {
    # A threshold with a source that we do not know was stated by somebody.
    ("direct_procurement.prepared", "threshold_source"),
    # A history has no commands, from which a place comes about.
    *(
        ("customer_choice.placed", name)
        for name in ("agreement", "provider", "basis", "reason")
    ),
}


@pytest.fixture
def log(
    request: pytest.FixtureRequest, sqlite_databases: Factory
) -> Iterator[Database]:
    url = sqlite_databases.migrated()
    request.param(url)
    with Database(url) as database:
        yield database


@pytest.mark.parametrize(
    ("log", "free", "more_than"),
    [(lived, FREE, 50), (moved, FREE_IN_MOVES, 40)],
    indirect=["log"],
)
def test_no_value_of_a_lived_log_can_be_changed_unnoticed(
    log: Database, free: set[Place], more_than: int
) -> None:
    mapper, end = EventMapper(), end_of(log)
    past, tried, unnoticed = StoredPast(log, mapper), set(), set()
    for span in spans(log, end):
        for _, told in streams(log, mapper, span, end):
            tries, missed = changed_one_by_one(list(told), past)
            tried |= tries
            unnoticed |= missed

    assert unnoticed == free
    assert len(tried) > more_than


def test_no_value_of_a_frozen_history_can_be_changed_unnoticed() -> None:
    tried, unnoticed = set(), set()
    for case_id in HISTORIES:
        tries, missed = changed_one_by_one(list(rows(case_id)), Alone())
        tried |= tries
        unnoticed |= missed

    assert unnoticed == FREE_IN_HISTORIES
    assert len(tried) > 150


def changed_one_by_one(told: list[Row], past: Past) -> tuple[set[Place], set[Place]]:
    """The topics and fields of a case that were changed, and those nobody noticed."""
    before = found(told, past)
    unfounded = {(one.event, one.field) for one in before if not one.derivable}
    tried, unnoticed = set(), set()
    for at, row in enumerate(told):
        for check in RECOUNTS.get(row.topic, ()):
            reference = f"{row.stream_id}@{row.version}"
            names = ", ".join(check.fields)
            if {(reference, names), (row.stream_id, names)} & unfounded:
                continue
            for name in check.fields:
                if getattr(row.event, name) in (None, (), {}):
                    continue
                tried.add((row.topic, name))
                changed = [*told[:at], with_another(row, name), *told[at + 1 :]]
                if found(changed, past) == before:
                    unnoticed.add((row.topic, name))
    return tried, unnoticed


def found(told: list[Row], past: Past) -> list[Difference]:
    _, differences = verify_case(told, past, RECOUNTS)
    return differences
