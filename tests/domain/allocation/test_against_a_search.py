"""The engine against a wholly different reckoning, on 500 questions drawn by dice."""

from __future__ import annotations

import pytest

from tests.domain.allocation.independent import stages
from tests.domain.allocation.questions import drawn
from upphandling.domain.allocation import Infeasible, Question, allocate

CUSTOMERS, HOURS = range(400), range(400, 500)


def reached(question: Question) -> dict[str, int] | None:
    """Every aim's value and its bound, which are the same."""
    try:
        found = allocate(question).stages
    except Infeasible:
        return None
    for stage in found:
        assert stage.proved
        assert stage.bound == stage.objective, stage
    return {s.name: s.objective for s in found if s.name not in ("placed", "lots")}


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_in_customers_every_aim_reaches_what_a_search_reaches(first):
    for number in range(first, first + 50):
        question = drawn(number)
        assert reached(question) == stages(question), number


@pytest.mark.parametrize("first", range(400, 500, 25))
def test_in_hours_every_aim_reaches_what_a_search_reaches(first):
    for number in range(first, first + 25):
        question = drawn(number, hours=True, most=9)
        assert reached(question) == stages(question), number


def test_the_questions_are_of_every_kind():
    answers = [reached(drawn(number)) for number in CUSTOMERS]
    solved = [answer for answer in answers if answer is not None]

    assert len(solved) > 200
    assert len(answers) - len(solved) > 5
    assert sum(bool(a.get("guarantees")) for a in solved) > 50
    assert sum("guarantees" not in a for a in solved) > 20
    assert sum(bool(a.get("moved")) for a in solved) > 20
