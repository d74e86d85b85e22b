"""Frozen histories: each is derived again from what it holds, or it is told why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from tests.test_replay import HISTORIES, events
from upphandling.application.verification import (
    RECOUNTS,
    Difference,
    Row,
    verify_case,
)
from upphandling.domain.base import evolve
from upphandling.domain.errors import NoSuchCase
from upphandling.infrastructure.verification.past import Left, Timeline

OTHER_TIMES = {
    # Before the rulebook 2025.2 the day of the notice chose the wording, not the day
    # the procurement began; the wording, and so the last day, were the same.
    "award:tilldelning-2026@3": {"standstill.on"},
    "tender:hemtjanst-2026-2@9": {"review.on"},
    # Written while reasons did not yet name the provider, nor shortfalls their number.
    "choice_round:vinter-2027@4": {
        "placements[person-1].reason",
        "placements[person-2].reason",
        "placements[person-3].reason",
        "shortfalls[avtal-b/None/customers].reason",
    },
}
"""What was computed differently when it was recorded."""

OLD_FORM = {"choice_round:host-2026@4"}
"""An allocation from before the question was kept with it."""

ANOTHER_CASE = re.compile(r"kan inte räknas om: Ärendet finns inte\. \((\w+:.+)\)")


class Alone:
    """A history stands alone: no other case is there."""

    def at(self, row: Row) -> Left:
        return Left(self, row)

    def timelines(self, _: Sequence[str]) -> dict[str, Timeline]:
        return {}

    def asked(self, _: str) -> None:
        return None

    def first_counted_by(self, _: str) -> None:
        return None

    def visits(self, system: str, month: str, *_: object, **__: object) -> None:
        raise NoSuchCase(case=f"visits:{system}.{month}")

    planned = visits


def rows(case_id: str) -> Iterator[Row]:
    for at, event in enumerate(events(case_id), start=1):
        yield Row(at, case_id, at, event.TOPIC, None, event)


def found(case_id: str) -> list[Difference]:
    _, differences = verify_case(rows(case_id), Alone(), RECOUNTS)
    return differences


@pytest.mark.parametrize("case_id", HISTORIES)
def test_a_history_is_derived_again_or_told_why_not(case_id: str) -> None:
    for one in found(case_id):
        if one.derivable:
            assert one.field in OTHER_TIMES[one.event]
        elif one.event not in OLD_FORM:
            needed = ANOTHER_CASE.fullmatch(one.why)
            assert needed is not None, one
            assert needed[1] != case_id


def test_a_row_that_is_gone_is_missed_by_the_next() -> None:
    case_id = "transition:ordnat-2026"
    first, _, *later = rows(case_id)

    _, differences = verify_case([first, *later], Alone(), RECOUNTS)

    (gap,) = [one for one in differences if one.field == "version"]
    assert (gap.event, gap.recorded, gap.recomputed) == (f"{case_id}@3", 3, 2)
    assert gap.derivable


@pytest.mark.parametrize("case_id", HISTORIES)
def test_a_case_is_the_same_in_whatever_order_it_is_asked_for(case_id: str) -> None:
    told = list(rows(case_id))
    timeline = Timeline(told)

    for row in (*told, *reversed(told)):
        then, before = timeline.after(row), timeline.before(row)
        assert vars(then) == vars(evolve(None, events(case_id)[: row.version]))
        assert (before and before.version) == (row.version - 1 or None)


def test_what_was_computed_differently_once_is_still_told() -> None:
    told: dict[str, set[str]] = {}
    for case_id in {event.partition("@")[0] for event in OTHER_TIMES}:
        for one in found(case_id):
            if one.derivable:
                told.setdefault(one.event, set()).add(one.field)

    assert told == OTHER_TIMES


def test_an_allocation_without_its_question_is_never_guessed() -> None:
    whys = {one.why for one in found("choice_round:host-2026")}

    assert whys == {"kan inte räknas om: frågan bevarades inte i den gamla formen"}
