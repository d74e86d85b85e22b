"""Choice round: a window in which many customers choose at once."""

from __future__ import annotations

import pytest

from tests.given import (
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
)
from upphandling.domain.allocation import Placement, Waiting
from upphandling.domain.choice_round import ChoiceRound, Status
from upphandling.domain.choice_round.refusals import (
    NotInvited,
    RoundInWrongStage,
    WindowAlreadyOver,
    WindowOver,
    WindowStillOpen,
)
from upphandling.domain.configuration import Basis, DefaultRule
from upphandling.domain.errors import MachineCannotDecide

CLOSES_AT = local("2026-10-01T00:00")
PROPOSAL = {
    "rule": DefaultRule.IN_HOUSE,
    "legal_basis": "Fullmäktiges beslut § 1",
    "placements": (
        Placement(
            customer="person-1",
            area="norr",
            agreement="avtal-a",
            provider="utforare-a",
            basis=Basis.CHOICE,
            reason="Kunden fick sitt första val.",
        ),
    ),
    "queue": (Waiting(customer="person-2", area="norr", agreement="avtal-a"),),
}


def opened(at: str = "2026-09-01T09:00") -> ChoiceRound:
    return ChoiceRound.open(
        person(at),
        "host-2026",
        system="staden",
        bundle="omvardnad",
        last_day=day("2026-09-30"),
    )


def with_invitations() -> ChoiceRound:
    round_ = opened()
    round_.invite(
        person("2026-09-01T10:00"), customers=("person-1", "person-2"), channel="Brev"
    )
    return round_


def closed() -> ChoiceRound:
    round_ = with_invitations()
    round_.close(scheduler("2026-10-01T00:00"))
    return round_


def proposed() -> ChoiceRound:
    round_ = closed()
    round_.propose(person("2026-10-02T09:00"), **PROPOSAL)
    return round_


def adopted() -> ChoiceRound:
    round_ = proposed()
    round_.adopt(person("2026-10-05T09:00"))
    return round_


def test_a_round_is_open_until_the_midnight_after_its_last_day():
    assert emitted(opened()) == [
        event(
            ChoiceRound.Opened,
            system="staden",
            bundle="omvardnad",
            last_day=day("2026-09-30"),
            closes_at=CLOSES_AT,
        )
    ]


def test_a_round_may_open_on_the_last_second_of_its_last_day_but_not_later():
    assert opened("2026-09-30T23:59:59").status is Status.OPEN
    with refuses(None, WindowAlreadyOver, last_day=day("2026-09-30")):
        opened("2026-10-01T00:00")


def test_customers_are_invited():
    round_ = given(opened())

    round_.invite(
        person("2026-09-01T10:00"), customers=("person-1", "person-2"), channel="Brev"
    )

    assert emitted(round_) == [
        event(ChoiceRound.Invited, customers=("person-1", "person-2"), channel="Brev")
    ]


def test_nobody_is_invited_when_the_window_has_closed():
    round_ = given(closed())

    with refuses(round_, RoundInWrongStage, status=Status.CLOSED, required=Status.OPEN):
        round_.invite(person("2026-10-02T09:00"), customers=("person-3",), channel="")


def test_the_window_closes_by_itself_when_its_last_day_has_passed():
    round_ = given(with_invitations())

    round_.close(scheduler("2026-10-01T00:00"))

    assert emitted(round_) == [event(ChoiceRound.Closed)]


def test_the_window_is_open_on_the_last_second_of_its_last_day():
    round_ = given(with_invitations())

    round_.must_welcome(person("2026-09-30T23:59:59"), "person-1", "omvardnad")
    with refuses(round_, WindowStillOpen, closes_at=CLOSES_AT):
        round_.close(scheduler("2026-09-30T23:59:59"))


def test_nobody_chooses_once_the_last_day_has_passed_even_before_the_clock_closed():
    round_ = given(with_invitations())

    with refuses(round_, WindowOver, closes_at=CLOSES_AT):
        round_.must_welcome(person("2026-10-01T00:00"), "person-1", "omvardnad")


def test_nobody_chooses_in_a_window_that_has_closed():
    round_ = given(closed())

    with refuses(round_, WindowOver, closes_at=CLOSES_AT):
        round_.must_welcome(person("2026-09-30T12:00"), "person-1", "omvardnad")


def test_only_those_invited_choose():
    round_ = given(with_invitations())

    with refuses(round_, NotInvited, customer="person-9"):
        round_.must_welcome(person("2026-09-15T09:00"), "person-9", "omvardnad")


def test_the_scheduler_may_propose_an_allocation():
    round_ = given(closed())

    round_.propose(scheduler("2026-10-02T09:00"), **PROPOSAL)

    assert emitted(round_) == [event(ChoiceRound.AllocationProposed, **PROPOSAL)]


def test_a_proposal_may_be_replaced_until_it_is_adopted():
    round_ = given(proposed())

    round_.propose(person("2026-10-03T09:00"), **{**PROPOSAL, "queue": ()})

    assert emitted(round_) == [
        event(ChoiceRound.AllocationProposed, **{**PROPOSAL, "queue": ()})
    ]
    assert round_.queue == ()


@pytest.mark.parametrize("stage", [opened, adopted])
def test_an_allocation_is_proposed_between_closing_and_adoption(stage):
    round_ = given(stage())

    with refuses(
        round_, RoundInWrongStage, status=round_.status, required=Status.CLOSED
    ):
        round_.propose(person("2026-10-06T09:00"), **PROPOSAL)


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
