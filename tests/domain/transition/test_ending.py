"""Ending: staff who follow, and a transition that is completed or abandoned."""

from __future__ import annotations

import pytest

from tests.domain.transition.cases import (
    abandoned,
    completed,
    failed,
    planned,
    under_way,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.transition import Status, Transition
from upphandling.domain.transition.refusals import (
    FailedCustomersRemain,
    TransitionOver,
    WavesRemain,
)


def taken_over_save_one() -> Transition:
    transition = failed()
    transition.take_over(person("2026-11-02T07:00"), wave="v-1")
    transition.take_over(person("2026-11-09T07:00"), wave="v-2")
    return transition


def test_a_transition_is_completed_when_every_wave_is_taken_over():
    transition = under_way()
    transition.take_over(person("2026-11-09T07:00"), wave="v-2")

    given(transition).complete(person("2026-11-10T09:00"))

    assert emitted(transition) == [event(Transition.Completed)]
    assert transition.status is Status.COMPLETED


def test_a_transition_is_not_completed_while_a_wave_remains():
    transition = given(under_way())

    with refuses(transition, WavesRemain, waves=["v-2"]):
        transition.complete(person("2026-11-10T09:00"))


def test_a_transition_is_not_completed_while_somebody_whom_it_failed_waits():
    transition = given(taken_over_save_one())

    with refuses(transition, FailedCustomersRemain, customers=["person-1"]):
        transition.complete(person("2026-11-10T09:00"))


def test_a_transition_does_not_wait_for_somebody_who_is_not_to_move_any_more():
    transition = given(taken_over_save_one())

    transition.complete(person("2026-11-10T09:00"), gone={"person-1"})

    assert emitted(transition) == [event(Transition.Completed)]


def test_a_transition_is_abandoned_with_its_reason():
    transition = given(under_way())

    transition.abandon(person("2026-11-03T09:00"), reason="Avtalet hävdes")

    assert emitted(transition) == [
        event(Transition.Abandoned, reason="Avtalet hävdes", remaining=("v-2",))
    ]


def test_those_not_taken_over_are_of_waves_that_remain_or_failed():
    transition = failed()
    assert transition.not_taken == ["person-1", "person-2", "person-3"]

    transition.take_over(person("2026-11-02T07:00"), wave="v-1")
    assert transition.not_taken == ["person-1", "person-3"]

    transition.take_over_customer(person("2026-11-03T07:00"), customer="person-1")
    assert transition.not_taken == ["person-3"]


def test_whoever_was_taken_over_before_the_wave_is_not_left():
    transition = failed()

    transition.take_over_customer(person("2026-11-02T06:45"), customer="person-1")

    assert transition.not_taken == ["person-2", "person-3"]


def test_staff_follow_to_the_new_provider():
    transition = given(planned())
    facts = {
        "from_agreement": "avtal-gammalt",
        "to_agreement": "avtal-a",
        "persons": 12,
        "on": day("2026-11-02"),
        "agreed_with_unions": True,
        "note": None,
    }

    transition.note_staff_transfer(person("2026-10-20T09:00"), **facts)

    assert emitted(transition) == [event(Transition.StaffTransferNoted, **facts)]


@pytest.mark.parametrize("act", ["complete", "abandon"])
def test_the_scheduler_ends_no_transition(act):
    transition = under_way()
    transition.take_over(person("2026-11-09T07:00"), wave="v-2")
    told = {"abandon": {"reason": "Sent"}}.get(act, {})
    event_of = {"complete": "completed", "abandon": "abandoned"}[act]

    with refuses(
        given(transition), MachineCannotDecide, event=f"transition.{event_of}"
    ):
        getattr(transition, act)(scheduler("2026-11-10T09:00"), **told)


@pytest.mark.parametrize("stage", [completed, abandoned])
@pytest.mark.parametrize(
    "act",
    [
        lambda case, stamp: case.complete(stamp),
        lambda case, stamp: case.abandon(stamp, reason="Sent"),
    ],
    ids=["complete", "abandon"],
)
def test_a_transition_ends_once(stage, act):
    transition = given(stage())

    with refuses(transition, TransitionOver, status=transition.status):
        act(transition, person("2026-11-20T09:00"))
