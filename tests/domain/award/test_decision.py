"""Decision: another person decides, and says why if not as evaluated."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import (
    BEGUN_ON,
    BIDS,
    CLEAR,
    LOTS,
    TIED,
    WINNERS,
    chief,
    comparison,
    decided,
    proposed,
)
from tests.given import emitted, event, given, person, refuses, scheduler
from upphandling.domain.award import Award, Status, Winner
from upphandling.domain.award.refusals import (
    AwardInWrongStage,
    DepartureUnexplained,
    NotAmongRanked,
    SamePersonProposed,
    TieNotSettled,
    TooManyWinners,
)
from upphandling.domain.errors import WITHHELD, MachineCannotDecide

AT = "2026-05-04T09:00"


def test_another_person_decides_as_was_proposed():
    award = given(proposed())

    award.make(chief(AT), winners=WINNERS, motive="Bäst kvalitet.")

    assert emitted(award) == [
        event(Award.Decided, winners=WINNERS, motive="Bäst kvalitet.")
    ]


def test_who_proposed_does_not_decide():
    award = given(proposed())

    with refuses(award, SamePersonProposed, proposed_by="handlaggare-1"):
        award.make(person(AT), winners=WINNERS, motive="Bäst kvalitet.")


def test_the_scheduler_cannot_award():
    award = given(proposed())

    with refuses(award, MachineCannotDecide, event="award.decided"):
        award.make(scheduler(AT), winners=WINNERS, motive="Räknat.")


def test_a_person_who_decides_otherwise_than_evaluated_says_why():
    award = given(proposed())
    others = (Winner(lot="norr", bid="anbud-2"), *WINNERS[1:])

    award.make(
        chief(AT), winners=others, motive="Se skälen.", departs_because="Fel poäng."
    )

    assert emitted(award) == [
        event(Award.Decided, winners=others, motive="Se skälen."),
        event(
            Award.DepartedFromProposal,
            proposed=WINNERS,
            winners=others,
            reasons="Fel poäng.",
        ),
    ]


@pytest.mark.parametrize(
    ("winners", "lots"),
    [
        ((Winner(lot="norr", bid="anbud-2"), *WINNERS[1:]), ["norr"]),
        (WINNERS[:2], ["soder"]),
        ((Winner(lot="norr", bid="anbud-2"),), ["norr", "soder"]),
    ],
)
def test_nobody_departs_from_the_evaluation_without_reasons(winners, lots):
    award = given(proposed())

    with refuses(award, DepartureUnexplained, lots=lots):
        award.make(chief(AT), winners=winners, motive="Så blev det.")


def test_reasons_without_a_departure_are_no_departure():
    award = given(proposed())

    award.make(chief(AT), winners=WINNERS, motive="m", departs_because="Inget.")

    assert [topic for topic, _ in emitted(award)] == ["award.decided"]


def test_nobody_chooses_between_equal_bids_before_they_are_drawn():
    award = given(proposed(comparison(TIED)))

    with refuses(award, TieNotSettled, lot="norr"):
        award.make(
            chief(AT), winners=WINNERS, motive="m", departs_because="Jag valde en."
        )


def test_a_bid_that_was_not_ranked_in_the_lot_cannot_win_it():
    award = given(proposed())

    with refuses(award, NotAmongRanked, lot="norr", bid=WITHHELD):
        award.make(
            chief(AT),
            winners=(Winner(lot="norr", bid="anbud-3"),),
            motive="Fel del.",
            departs_because="Fel del.",
        )


def test_a_lot_has_no_more_winners_than_the_documents_say():
    award = given(proposed())
    both = (Winner(lot="norr", bid="anbud-1"), Winner(lot="norr", bid="anbud-2"))

    with refuses(award, TooManyWinners, lot="norr", winners=1):
        award.make(chief(AT), winners=both, motive="Båda.", departs_because="Båda.")


def test_the_award_is_decided_once():
    award = given(decided())

    with refuses(
        award, AwardInWrongStage, status=Status.DECIDED, required=Status.PROPOSED
    ):
        award.make(chief("2026-05-05T09:00"), winners=WINNERS, motive="Igen.")


def test_a_proposal_that_was_kept_without_its_grounds_is_decided_as_before():
    older = Award.begin(
        Award.Proposed,
        person("2026-04-20T09:00"),
        "aldre-tilldelning",
        tender="hemtjanst-2026",
        system="staden",
        begun_on=BEGUN_ON,
        lots=LOTS,
        bids=BIDS,
        ranking=comparison(CLEAR).evaluation().ranking,
    )
    second = (Winner(lot="norr", bid="anbud-2"),)

    given(older).make(chief(AT), winners=second, motive="Som då.")

    assert emitted(older) == [event(Award.Decided, winners=second, motive="Som då.")]
