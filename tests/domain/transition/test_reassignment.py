"""Reassignment: the engine proposes where a lost provider's customers go."""

from __future__ import annotations

from typing import Any

from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.allocation import (
    Chooser,
    Contender,
    Placement,
    Question,
    Stage,
)
from upphandling.domain.choosing import FallAway
from upphandling.domain.configuration import (
    Basis,
    DefaultPolicy,
    DefaultRule,
    Regime,
)
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.transition import Status, Transition, Wave
from upphandling.domain.transition.refusals import (
    ProposalOutdated,
    ReassignmentAlreadyAdopted,
    ReassignmentNotAdopted,
)

CUSTOMERS = ("person-1", "person-2")
WAVES = (
    Wave(wave="dag-1", on=day("2026-11-02"), customers=("person-1",)),
    Wave(wave="dag-2", on=day("2026-11-03"), customers=("person-2",)),
)
TOLD: dict[str, Any] = {
    "system": "staden",
    "bundle": "omvardnad",
    "agreement": "avtal-b",
    "rule": FallAway.IN_HOUSE,
    "question": Question(
        seed="Tärning 1",
        default=DefaultPolicy(
            rule=DefaultRule.IN_HOUSE, legal_basis="Fullmäktiges beslut § 1"
        ),
        people=tuple(Chooser(customer=one, area="norr") for one in CUSTOMERS),
        contenders=(
            Contender(
                agreement="egen",
                provider="egen-regi",
                name="Kommunens egen regi",
                regime=Regime.IN_HOUSE,
                areas=("norr",),
            ),
        ),
    ),
    "placements": tuple(
        Placement(
            customer=one,
            area="norr",
            agreement="egen",
            provider="egen-regi",
            basis=Basis.DEFAULT,
            reason="Du får Kommunens egen regi.",
        )
        for one in CUSTOMERS
    ),
    "stages": (Stage(name="first_choices", objective=0, bound=0),),
    "shortfalls": (),
    "solver": "none",
    "waves": WAVES,
}


def proposed() -> Transition:
    return Transition.propose(person("2026-10-30T13:00"), "flytt", **TOLD)


def test_the_engine_proposes_with_its_question_and_its_seed():
    assert emitted(proposed()) == [event(Transition.ReassignmentProposed, **TOLD)]


def test_the_clock_may_propose_but_not_adopt():
    transition = given(
        Transition.propose(scheduler("2026-10-30T13:00"), "flytt", **TOLD)
    )

    with refuses(
        transition, MachineCannotDecide, event="transition.reassignment_adopted"
    ):
        transition.adopt_reassignment(
            scheduler("2026-10-30T14:00"), remaining=CUSTOMERS
        )


def test_a_person_adopts_the_proposal_and_its_waves_are_planned():
    transition = given(proposed())

    transition.adopt_reassignment(person("2026-10-30T14:00"), remaining=CUSTOMERS)

    assert emitted(transition) == [
        event(
            Transition.ReassignmentAdopted,
            proposal="transition:flytt@1",
            customers=2,
        ),
        event(
            Transition.Planned,
            system="staden",
            bundle="omvardnad",
            source="agreement:avtal-b",
            waves=WAVES,
        ),
    ]
    assert transition.status is Status.PLANNED


def test_whoever_has_left_since_is_in_no_wave():
    transition = proposed()

    transition.adopt_reassignment(person("2026-10-30T14:00"), remaining=["person-2"])

    assert [wave.customers for wave in transition.waves.values()] == [
        (),
        ("person-2",),
    ]


def test_a_proposal_that_leaves_out_a_new_customer_is_not_adopted():
    transition = given(proposed())

    with refuses(transition, ProposalOutdated, customers=["person-3"]):
        transition.adopt_reassignment(
            person("2026-10-30T14:00"), remaining=[*CUSTOMERS, "person-3"]
        )


def test_a_proposal_is_adopted_once():
    transition = proposed()
    transition.adopt_reassignment(person("2026-10-30T14:00"), remaining=CUSTOMERS)

    with refuses(given(transition), ReassignmentAlreadyAdopted, status=Status.PLANNED):
        transition.adopt_reassignment(person("2026-10-30T15:00"), remaining=CUSTOMERS)


def test_nobody_moves_on_a_proposal():
    transition = given(proposed())

    with refuses(transition, ReassignmentNotAdopted, status=Status.PROPOSED):
        transition.take_over(person("2026-11-02T07:00"), wave="dag-1")
    with refuses(transition, ReassignmentNotAdopted, status=Status.PROPOSED):
        transition.complete(person("2026-11-02T07:00"))


def test_a_proposal_may_be_abandoned():
    transition = given(proposed())

    transition.abandon(person("2026-10-30T15:00"), reason="Utföraren fortsätter.")

    assert emitted(transition) == [
        event(Transition.Abandoned, reason="Utföraren fortsätter.", remaining=())
    ]
    with refuses(transition, ReassignmentAlreadyAdopted, status=Status.ABANDONED):
        transition.adopt_reassignment(person("2026-10-30T16:00"), remaining=CUSTOMERS)
