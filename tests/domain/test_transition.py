"""Transition: customers move in waves, on fixed days."""

from __future__ import annotations

import pytest

from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
)
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.parts import UnknownPart
from upphandling.domain.transition import (
    Status,
    Transition,
    TransitionOver,
    Wave,
    WaveAlreadyTaken,
    WaveNotDue,
    WaveNotOverdue,
    WavesRemain,
)

FIRST = Wave(wave="v-1", on=day("2026-11-02"), customers=("person-1", "person-2"))
SECOND = Wave(wave="v-2", on=day("2026-11-09"), customers=("person-3",))


def planned() -> Transition:
    return Transition.plan(
        person("2026-10-12T09:00"),
        "host-2026",
        system="staden",
        bundle="omvardnad",
        source="choice_round:host-2026",
        waves=(FIRST, SECOND),
    )


def under_way() -> Transition:
    transition = planned()
    transition.take_over(person("2026-11-02T07:00"), wave="v-1")
    return transition


def completed() -> Transition:
    transition = under_way()
    transition.take_over(person("2026-11-09T07:00"), wave="v-2")
    transition.complete(person("2026-11-10T09:00"))
    return transition


def abandoned() -> Transition:
    transition = under_way()
    transition.abandon(person("2026-11-03T09:00"), reason="Avtalet hävdes")
    return transition


def test_a_transition_is_planned_in_waves():
    assert emitted(planned()) == [
        event(
            Transition.Planned,
            system="staden",
            bundle="omvardnad",
            source="choice_round:host-2026",
            waves=(FIRST, SECOND),
        )
    ]


def test_a_wave_is_taken_over_on_its_day():
    transition = given(planned())

    wave = transition.take_over(person("2026-11-02T00:00"), wave="v-1")

    assert wave == FIRST
    assert emitted(transition) == [
        event(Transition.WaveTakenOver, wave="v-1", on=day("2026-11-02"), customers=2)
    ]


def test_a_wave_that_is_taken_over_late_says_on_which_day():
    transition = given(planned())

    transition.take_over(person("2026-11-04T07:00"), wave="v-1")

    assert emitted(transition) == [
        event(Transition.WaveTakenOver, wave="v-1", on=day("2026-11-04"), customers=2)
    ]


def test_no_wave_is_taken_over_the_second_before_its_day():
    transition = given(planned())

    with refuses(transition, WaveNotDue, wave="v-1", on=day("2026-11-02")):
        transition.take_over(person("2026-11-01T23:59:59"), wave="v-1")


def test_the_scheduler_cannot_move_anybody():
    transition = given(planned())

    with refuses(transition, MachineCannotDecide, event="transition.wave_taken_over"):
        transition.take_over(scheduler("2026-11-02T07:00"), wave="v-1")


def test_a_wave_is_taken_over_once_and_is_then_not_overdue():
    transition = given(under_way())

    for act in (transition.take_over, transition.call_overdue):
        with refuses(transition, WaveAlreadyTaken, wave="v-1", on=day("2026-11-02")):
            act(person("2026-11-05T09:00"), wave="v-1")


def test_only_planned_waves_are_taken_over_or_overdue():
    transition = given(planned())

    for act in (transition.take_over, transition.call_overdue):
        with refuses(transition, UnknownPart, part="v-9", known=["v-1", "v-2"]):
            act(person("2026-11-05T09:00"), wave="v-9")


def test_a_wave_that_nobody_took_over_is_called_overdue_by_itself():
    transition = given(planned())

    transition.call_overdue(scheduler("2026-11-03T00:00"), wave="v-1")

    assert emitted(transition) == [
        event(Transition.WaveOverdue, wave="v-1", on=day("2026-11-02"))
    ]


def test_a_wave_is_not_overdue_on_the_last_second_of_its_day():
    transition = given(planned())

    with refuses(transition, WaveNotOverdue, wave="v-1", on=day("2026-11-02")):
        transition.call_overdue(scheduler("2026-11-02T23:59:59"), wave="v-1")


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


def test_a_transition_is_abandoned_with_its_reason():
    transition = given(under_way())

    transition.abandon(person("2026-11-03T09:00"), reason="Avtalet hävdes")

    assert emitted(transition) == [
        event(Transition.Abandoned, reason="Avtalet hävdes", remaining=("v-2",))
    ]


@pytest.mark.parametrize("stage", [completed, abandoned])
@pytest.mark.parametrize(
    "act",
    [
        lambda case, stamp: case.take_over(stamp, wave="v-2"),
        lambda case, stamp: case.call_overdue(stamp, wave="v-2"),
        lambda case, stamp: case.complete(stamp),
        lambda case, stamp: case.abandon(stamp, reason="Sent"),
    ],
    ids=["take over", "overdue", "complete", "abandon"],
)
def test_nothing_is_done_with_a_transition_that_is_over(stage, act):
    transition = given(stage())

    with refuses(transition, TransitionOver, status=transition.status):
        act(transition, person("2026-11-20T09:00"))


def test_the_portrait_shows_days_and_numbers_and_no_people():
    shown = under_way().portrait()

    assert shown["waves"] == {
        "v-1": {"on": day("2026-11-02"), "customers": 2},
        "v-2": {"on": day("2026-11-09"), "customers": 1},
    }
    assert "person-" not in str(shown)
