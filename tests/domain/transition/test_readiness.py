"""Readiness: conditions per provider, and go or no-go decided by a person."""

from __future__ import annotations

import pytest

from tests.domain.transition.cases import (
    KEYS,
    STAFF,
    abandoned,
    completed,
    planned,
    under_way,
    with_conditions,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.transition import Transition
from upphandling.domain.transition.refusals import (
    ConditionAlreadyMet,
    ConditionsUnmet,
    GoNotDecided,
    TransitionOver,
    WaveAlreadyTaken,
    WaveStopped,
)


def ready() -> Transition:
    """Everything that the first wave waits for is there, and it may go."""
    transition = with_conditions()
    transition.meet_condition(
        person("2026-10-26T09:00"), condition="personal-a", evidence="Bemanningslista"
    )
    transition.decide_go(person("2026-10-27T09:00"), wave="v-1")
    return transition


def test_a_condition_is_set_and_met_with_what_shows_it():
    transition = given(planned())

    transition.set_condition(person("2026-10-13T09:00"), condition=STAFF)
    transition.meet_condition(
        person("2026-10-26T09:00"), condition="personal-a", evidence="Bemanningslista"
    )

    assert emitted(transition) == [
        event(Transition.ConditionSet, condition=STAFF),
        event(
            Transition.ConditionMet, condition="personal-a", evidence="Bemanningslista"
        ),
    ]


def test_a_condition_is_set_once():
    transition = given(with_conditions())

    with refuses(transition, PartExists, part="personal-a"):
        transition.set_condition(person("2026-10-14T09:00"), condition=STAFF)


def test_a_condition_is_for_a_wave_that_is_still_to_come():
    transition = given(under_way())

    late = KEYS.model_copy(update={"wave": "v-1"})
    with refuses(transition, WaveAlreadyTaken, wave="v-1", on=day("2026-11-02")):
        transition.set_condition(person("2026-11-03T09:00"), condition=late)
    unknown = KEYS.model_copy(update={"wave": "v-9"})
    with refuses(transition, UnknownPart, part="v-9", known=["v-1", "v-2"]):
        transition.set_condition(person("2026-11-03T09:00"), condition=unknown)


def test_only_a_condition_that_was_set_is_met_or_fails():
    transition = given(with_conditions())
    known = ["nycklar-a", "personal-a"]

    with refuses(transition, UnknownPart, part="bilar", known=known):
        transition.meet_condition(
            person("2026-10-26T09:00"), condition="bilar", evidence="Foto"
        )
    with refuses(transition, UnknownPart, part="bilar", known=known):
        transition.fail_condition(
            person("2026-10-26T09:00"), condition="bilar", reason="Saknas"
        )


def test_a_condition_is_met_once_unless_it_has_failed_since():
    transition = given(ready())

    with refuses(transition, ConditionAlreadyMet, condition="personal-a"):
        transition.meet_condition(
            person("2026-10-28T09:00"), condition="personal-a", evidence="Ny lista"
        )
    transition.fail_condition(
        person("2026-10-29T09:00"), condition="personal-a", reason="Tre sjuka"
    )
    transition.meet_condition(
        person("2026-10-30T09:00"), condition="personal-a", evidence="Ny lista"
    )

    assert emitted(transition) == [
        event(Transition.ConditionFailed, condition="personal-a", reason="Tre sjuka"),
        event(Transition.ConditionMet, condition="personal-a", evidence="Ny lista"),
    ]


def test_a_wave_gets_its_go_when_its_conditions_are_met():
    transition = with_conditions()
    transition.meet_condition(
        person("2026-10-26T09:00"), condition="personal-a", evidence="Bemanningslista"
    )

    given(transition).decide_go(person("2026-10-27T09:00"), wave="v-1")

    assert emitted(transition) == [
        event(Transition.GoDecided, wave="v-1", unmet=(), despite=None)
    ]


def test_no_go_is_given_while_a_condition_is_unmet():
    transition = given(ready())

    with refuses(transition, ConditionsUnmet, wave="v-2", conditions=["nycklar-a"]):
        transition.decide_go(person("2026-10-27T09:00"), wave="v-2")


def test_a_go_despite_what_is_unmet_keeps_the_reason_and_what_it_was():
    transition = given(with_conditions())

    transition.decide_go(
        person("2026-10-27T09:00"), wave="v-2", despite="Nycklarna kommer samma dag."
    )

    assert emitted(transition) == [
        event(
            Transition.GoDecided,
            wave="v-2",
            unmet=("nycklar-a", "personal-a"),
            despite="Nycklarna kommer samma dag.",
        )
    ]
    transition.take_over(person("2026-11-09T07:00"), wave="v-2")


def test_what_was_met_but_holds_no_more_stands_in_the_way_of_a_go():
    transition = given(ready())

    with refuses(transition, ConditionsUnmet, wave="v-1", conditions=["personal-a"]):
        transition.decide_go(
            person("2026-10-28T09:00"), wave="v-1", fallen=["personal-a"]
        )


def test_a_wave_with_conditions_is_not_taken_over_without_a_go():
    transition = given(with_conditions())

    with refuses(transition, GoNotDecided, wave="v-1", unmet=["personal-a"]):
        transition.take_over(person("2026-11-02T07:00"), wave="v-1")


def test_a_wave_that_got_worse_after_its_go_is_not_taken_over():
    transition = ready()
    transition.fail_condition(
        person("2026-11-01T09:00"), condition="personal-a", reason="Tre sjuka"
    )

    with refuses(
        given(transition), ConditionsUnmet, wave="v-1", conditions=["personal-a"]
    ):
        transition.take_over(person("2026-11-02T07:00"), wave="v-1")


def test_a_wave_that_was_stopped_is_taken_over_after_a_new_go():
    transition = ready()
    transition.decide_no_go(
        person("2026-10-30T09:00"), wave="v-1", reason="Journalerna saknas"
    )

    with refuses(
        given(transition), WaveStopped, wave="v-1", reason="Journalerna saknas"
    ):
        transition.take_over(person("2026-11-02T07:00"), wave="v-1")
    transition.decide_go(person("2026-11-02T08:00"), wave="v-1")
    transition.take_over(person("2026-11-02T09:00"), wave="v-1")

    assert [topic for topic, _ in emitted(transition)] == [
        "transition.go_decided",
        "transition.wave_taken_over",
    ]


def test_a_wave_without_conditions_may_be_stopped_too():
    transition = planned()
    transition.decide_no_go(person("2026-10-30T09:00"), wave="v-1", reason="Storm")

    with refuses(given(transition), WaveStopped, wave="v-1", reason="Storm"):
        transition.take_over(person("2026-11-02T07:00"), wave="v-1")


def test_a_stopped_wave_takes_over_nobody_alone():
    transition = planned()
    transition.fail_customer(
        person("2026-10-30T08:00"), customer="person-1", reason="Ingen öppnade."
    )
    transition.decide_no_go(person("2026-10-30T09:00"), wave="v-1", reason="Storm")

    with refuses(given(transition), WaveStopped, wave="v-1", reason="Storm"):
        transition.take_over_customer(person("2026-11-02T07:00"), customer="person-1")


@pytest.mark.parametrize(
    ("act", "topic"),
    [
        (
            lambda case, stamp: case.decide_go(stamp, wave="v-1"),
            "transition.go_decided",
        ),
        (
            lambda case, stamp: case.decide_no_go(stamp, wave="v-1", reason="Nej"),
            "transition.no_go_decided",
        ),
    ],
    ids=["go", "no-go"],
)
def test_the_scheduler_says_neither_go_nor_no_go(act, topic):
    transition = given(planned())

    with refuses(transition, MachineCannotDecide, event=topic):
        act(transition, scheduler("2026-10-27T09:00"))


@pytest.mark.parametrize("stage", [completed, abandoned])
@pytest.mark.parametrize(
    "act",
    [
        lambda case, stamp: case.set_condition(stamp, condition=STAFF),
        lambda case, stamp: case.meet_condition(stamp, condition="x", evidence="x"),
        lambda case, stamp: case.fail_condition(stamp, condition="x", reason="x"),
        lambda case, stamp: case.decide_go(stamp, wave="v-2"),
        lambda case, stamp: case.decide_no_go(stamp, wave="v-2", reason="Nej"),
    ],
    ids=["set", "meet", "fail", "go", "no-go"],
)
def test_nothing_is_made_ready_when_the_transition_is_over(stage, act):
    transition = given(stage())

    with refuses(transition, TransitionOver, status=transition.status):
        act(transition, person("2026-11-20T09:00"))
