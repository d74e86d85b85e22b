"""The search in minutes: near the best in fractions, with a bound that always holds."""

from __future__ import annotations

from random import Random

import pytest

from tests.domain.allocation.independent import stages
from tests.domain.allocation.questions import HOURS, asked, drawn, in_house, offers
from upphandling.domain.allocation import (
    Bound,
    Chooser,
    Infeasible,
    Question,
    allocate,
    search,
)
from upphandling.domain.configuration import DefaultRule


@pytest.fixture
def only_near(monkeypatch):
    """As if every question were large: first a few are freed, then a few more."""
    monkeypatch.setattr(search, "SMALL", 0)
    monkeypatch.setattr(search, "NEAR", (1, 3))


def reached(question: Question) -> dict[str, int] | None:
    try:
        found = allocate(question).stages
    except Infeasible:
        return None
    for stage in found:
        assert stage.proved is (stage.objective == stage.bound)
        most = stage.name.startswith("choice_")
        assert stage.bound >= stage.objective if most else True
        assert stage.bound <= stage.objective if not most else True
        assert stage.proved or stage.name == "lots", stage
    return {s.name: s.objective for s in found if s.name not in ("placed", "lots")}


@pytest.mark.usefixtures("only_near")
@pytest.mark.parametrize("first", range(500, 540, 20))
def test_a_search_near_the_fractions_reaches_what_a_search_of_all_reaches(first):
    for number in range(first, first + 20):
        question = drawn(number, hours=True, most=9)
        assert reached(question) == stages(question), number


def municipality(people: int, seed: int = 1) -> Question:
    """People who wish among five providers that have 8 to 30 percent of the hours."""
    dice = Random(seed)
    share = (Bound(unit=HOURS, minimum_percent=8.0, cap_percent=30.0),)
    keys = "abcde"
    return asked(
        [
            Chooser(
                customer=f"k-{n:04}",
                area="norr",
                minutes=dice.randrange(60, 2000),
                wishes=tuple(dice.sample("aaabbcde"[dice.randrange(4) :], 1)),
                present=dice.choice([None, *keys]),
            )
            for n in range(people)
        ],
        [*(offers(key, shares=share) for key in keys), in_house()],
        DefaultRule.FILL_SHARES,
    )


def test_every_aim_but_the_lots_is_proved_in_hours_for_a_whole_municipality():
    question = municipality(1_500)

    proposal = allocate(question)

    assert {s.name for s in proposal.stages if not s.proved} <= {"lots"}
    minutes = {p.customer: p.minutes for p in question.people}
    whole = sum(minutes.values())
    for key in "abcde":
        given = sum(
            minutes[p.customer] for p in proposal.placements if p.agreement == key
        )
        assert 0.08 * whole <= given <= 0.30 * whole


def test_lots_that_are_not_proved_have_a_bound_below_what_was_reached():
    lots = next(s for s in allocate(municipality(700)).stages if s.name == "lots")

    assert 0.9 * lots.objective < lots.bound <= lots.objective


def test_a_large_question_in_hours_has_the_same_answer_again():
    question = municipality(700)

    assert allocate(question) == allocate(question)
