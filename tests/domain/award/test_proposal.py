"""Proposal: the bids are compared, and lots are drawn where they are equal."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import (
    BEGUN_ON,
    BIDS,
    CLEAR,
    LOTS,
    TIED,
    chief,
    comparison,
    decided,
    proposed,
)
from tests.given import emitted, event, given, person, refuses, scheduler
from upphandling.domain.award import Award, Status
from upphandling.domain.award.refusals import (
    AwardInWrongStage,
    NoTieToDraw,
    TooFewWitnesses,
)
from upphandling.domain.errors import WITHHELD, MachineCannotDecide
from upphandling.domain.evaluation import draw

TWO = ("vittne-1", "vittne-2")
DRAW = {
    "lot": "norr",
    "seed": "Vinnande rad vecka 18: 1X21XX",
    "seed_published": "Annonsen, punkt 7",
    "witnesses": TWO,
}


def test_a_proposal_keeps_the_ranking_and_all_that_it_was_made_of():
    compared = comparison(CLEAR)

    assert emitted(proposed(compared)) == [
        event(
            Award.Proposed,
            tender="hemtjanst-2026",
            system="staden",
            begun_on=BEGUN_ON,
            lots=LOTS,
            bids=BIDS,
            ranking=compared.evaluation().ranking,
        ),
        event(Award.Evaluated, comparison=compared, evaluation=compared.evaluation()),
    ]


def test_what_was_kept_of_a_proposal_gives_the_same_outcome_again():
    award = proposed(comparison(TIED))

    assert award.comparison.evaluation() == award.evaluation


def test_equal_bids_are_drawn_by_a_text_that_was_published_before():
    award = given(proposed(comparison(TIED)))
    drawn = draw("norr", ("anbud-1", "anbud-2"), DRAW["seed"])

    award.draw_lots(person("2026-04-27T09:00"), **DRAW)

    assert emitted(award) == [
        event(
            Award.TieDrawn,
            draw=drawn,
            seed_published="Annonsen, punkt 7",
            witnesses=TWO,
        ),
        event(
            Award.Evaluated,
            comparison=comparison(TIED, draws=(drawn,)),
            evaluation=comparison(TIED, draws=(drawn,)).evaluation(),
        ),
    ]
    first = [won.bid for won in award.evaluation.winners if won.lot == "norr"]
    assert first == [drawn.order[0]]


def test_a_tie_that_was_drawn_is_not_drawn_again():
    award = proposed(comparison(TIED))
    award.draw_lots(person("2026-04-27T09:00"), **DRAW)

    with refuses(given(award), NoTieToDraw, lot="norr"):
        award.draw_lots(person("2026-04-28T09:00"), **{**DRAW, "seed": "En till"})


def test_only_a_tie_that_decides_is_drawn():
    award = given(proposed())

    with refuses(award, NoTieToDraw, lot="norr"):
        award.draw_lots(person("2026-04-27T09:00"), **DRAW)


@pytest.mark.parametrize("witnesses", [(), ("vittne-1",), ("vittne-1", "vittne-1")])
def test_two_different_persons_witness_a_draw(witnesses):
    award = given(proposed(comparison(TIED)))

    with refuses(award, TooFewWitnesses, witnesses=sorted(set(witnesses))):
        award.draw_lots(person("2026-04-27T09:00"), **{**DRAW, "witnesses": witnesses})


def test_the_scheduler_does_not_draw_lots():
    award = given(proposed(comparison(TIED)))

    with refuses(award, MachineCannotDecide, event="award.tie_drawn"):
        award.draw_lots(scheduler("2026-04-27T09:00"), **DRAW)


def test_nothing_is_drawn_once_the_award_is_decided():
    award = given(decided())

    with refuses(
        award, AwardInWrongStage, status=Status.DECIDED, required=Status.PROPOSED
    ):
        award.draw_lots(chief("2026-05-05T09:00"), **DRAW)


def test_the_bids_are_shown_once_the_award_is_decided():
    before, after = proposed().portrait(), decided().portrait()

    for secret in ("bids", "ranked", "comparison", "evaluation"):
        assert before[secret] == WITHHELD
    assert after["bids"].keys() == {"anbud-1", "anbud-2", "anbud-3"}
