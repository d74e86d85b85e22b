"""A history with visits played again in memory: they are read where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from tests.payment_town import BY_HAND, counted_by_hand, decide, paying
from tests.town import Town
from upphandling.application.store import Record
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.event_log.kept_history import kept_history
from upphandling.infrastructure.storage.database import Database
from upphandling.interfaces.what_if.awaited import awaited
from upphandling.interfaces.what_if.memory import house_in_memory
from upphandling.interfaces.what_if.replaying import Replay
from upphandling.interfaces.what_if.timeline import Course


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town


def paid(records: Iterable[Record]) -> list[tuple[str, str]]:
    """What happened to visits and payments: the topic and all that was said."""
    kinds = ("visit_month.", "payment.")
    return [(row.topic, row.data) for row in records if row.topic.startswith(kinds)]


def test_a_month_that_was_paid_comes_to_the_same_again(
    town: Town, database_url: str
) -> None:
    counted_by_hand(paying(town))
    decide(town, "approve", total_ore=BY_HAND)

    with Database(database_url) as database:
        course = Course(kept_history(database))
        clock = ManualClock(course.acts[0].at)
        with house_in_memory([], clock, database) as house:
            Replay(house, clock, awaited(course)).play(course.acts, course.end)
            again = paid(house.recorder.records())

    assert again == paid(course.records)
    assert [topic for topic, _ in again] == [
        "visit_month.imported",
        "payment.calculated",
        "payment.approved",
    ]
