"""The allocation of a round: proposed when the window has closed, adopted by a person."""

from __future__ import annotations

import pytest

from tests.domain.choice_round.rounds import closed, opened
from tests.given import emitted, event, given, person, refuses, scheduler
from upphandling.domain.allocation import (
    Placement,
    Proposal,
    Question,
    Stage,
    Waiting,
)
from upphandling.domain.choice_round import ChoiceRound, Status
from upphandling.domain.choice_round.refusals import RoundInWrongStage
from upphandling.domain.configuration import Basis, DefaultPolicy, DefaultRule
from upphandling.domain.errors import MachineCannotDecide

QUESTION = Question(
    seed="host-2026",
    default=DefaultPolicy(
        rule=DefaultRule.IN_HOUSE, legal_basis="Fullmäktiges beslut § 1"
    ),
    people=(),
    contenders=(),
)
PROPOSAL = Proposal(
    placements=(
        Placement(
            customer="person-1",
            area="norr",
            agreement="avtal-a",
            provider="utforare-a",
            basis=Basis.CHOICE,
            reason="Du fick ditt första val, Utförare A.",
        ),
    ),
    queue=(Waiting(customer="person-2", area="norr", agreement="avtal-a"),),
    stages=(Stage(name="Första val", objective=1, bound=1),),
    shortfalls=(),
    solver="HiGHS",
)
TOLD = {
    "rule": DefaultRule.IN_HOUSE,
    "legal_basis": "Fullmäktiges beslut § 1",
    "question": QUESTION,
    "seed": "host-2026",
    **{name: getattr(PROPOSAL, name) for name in Proposal.model_fields},
}


def proposed() -> ChoiceRound:
    round_ = closed()
    round_.propose(person("2026-10-02T09:00"), question=QUESTION, proposal=PROPOSAL)
    return round_


def adopted() -> ChoiceRound:
    round_ = proposed()
    round_.adopt(person("2026-10-05T09:00"))
    return round_


def test_the_scheduler_may_propose_an_allocation():
    round_ = given(closed())

    round_.propose(scheduler("2026-10-02T09:00"), question=QUESTION, proposal=PROPOSAL)

    assert emitted(round_) == [event(ChoiceRound.AllocationProposed, **TOLD)]


def test_a_proposal_may_be_replaced_until_it_is_adopted():
    round_ = given(proposed())
    another = PROPOSAL.model_copy(update={"queue": ()})

    round_.propose(person("2026-10-03T09:00"), question=QUESTION, proposal=another)

    assert emitted(round_) == [
        event(ChoiceRound.AllocationProposed, **{**TOLD, "queue": ()})
    ]
    assert round_.queue == ()


@pytest.mark.parametrize("stage", [opened, adopted])
def test_an_allocation_is_proposed_between_closing_and_adoption(stage):
    round_ = given(stage())

    with refuses(
        round_, RoundInWrongStage, status=round_.status, required=Status.CLOSED
    ):
        round_.propose(person("2026-10-06T09:00"), question=QUESTION, proposal=PROPOSAL)


def test_a_person_adopts_the_proposal_and_the_event_says_which():
    round_ = given(proposed())

    round_.adopt(person("2026-10-05T09:00"))

    assert emitted(round_) == [
        event(
            ChoiceRound.AllocationAdopted,
            proposal="choice_round:host-2026@4",
            customers=1,
        )
    ]
    round_.must_be_adopted()


def test_the_scheduler_cannot_adopt():
    round_ = given(proposed())

    with refuses(round_, MachineCannotDecide, event="choice_round.allocation_adopted"):
        round_.adopt(scheduler("2026-10-05T09:00"))


def test_nothing_is_adopted_that_was_not_proposed():
    round_ = given(closed())

    with refuses(
        round_, RoundInWrongStage, status=Status.CLOSED, required=Status.PROPOSED
    ):
        round_.adopt(person("2026-10-05T09:00"))


def test_nobody_moves_before_the_proposal_is_adopted():
    round_ = given(proposed())

    with refuses(
        round_, RoundInWrongStage, status=Status.PROPOSED, required=Status.ADOPTED
    ):
        round_.must_be_adopted()


def test_the_portrait_shows_numbers_and_no_people():
    shown = proposed().portrait()

    assert (shown["invited"], shown["placements"], shown["queue"]) == (2, 1, 1)
    assert "person-" not in str(shown)
