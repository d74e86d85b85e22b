"""Postponing: a wave gets a later day, and the watch over what it leaves."""

from __future__ import annotations

import pytest

from tests.domain.transition.cases import GAP, completed, planned, under_way
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.parts import UnknownPart
from upphandling.domain.transition import Transition
from upphandling.domain.transition.refusals import (
    GapStillFar,
    NotPostponed,
    TransitionOver,
    WaveAlreadyTaken,
    WaveNotDue,
)


def watched() -> Transition:
    transition = planned()
    transition.watch_gap(person("2026-10-12T09:00"), gap=GAP)
    return transition


def test_a_wave_is_postponed_with_a_reason():
    transition = given(planned())

    transition.postpone_wave(
        person("2026-10-30T09:00"), wave="v-1", on=day("2026-11-16"), reason="Storm"
    )

    assert emitted(transition) == [
        event(
            Transition.WavePostponed,
            wave="v-1",
            before=day("2026-11-02"),
            on=day("2026-11-16"),
            reason="Storm",
        )
    ]
    with refuses(transition, WaveNotDue, wave="v-1", on=day("2026-11-16")):
        transition.take_over(person("2026-11-02T07:00"), wave="v-1")


@pytest.mark.parametrize(
    ("at", "on"),
    [
        ("2026-10-30T09:00", "2026-11-02"),
        ("2026-10-30T09:00", "2026-11-01"),
        ("2026-11-20T09:00", "2026-11-19"),
    ],
    ids=["the same day", "earlier", "a day that has passed"],
)
def test_a_wave_is_postponed_only_to_a_later_day_ahead(at, on):
    transition = given(planned())

    with refuses(
        transition, NotPostponed, wave="v-1", before=day("2026-11-02"), on=day(on)
    ):
        transition.postpone_wave(person(at), wave="v-1", on=day(on), reason="Storm")


def test_a_postponed_wave_needs_a_new_go_and_a_stopped_one_is_free():
    transition = planned()
    transition.decide_go(person("2026-10-27T09:00"), wave="v-1")
    transition.decide_no_go(person("2026-10-27T09:00"), wave="v-2", reason="Nej")
    for wave in ("v-1", "v-2"):
        transition.postpone_wave(
            person("2026-10-30T09:00"), wave=wave, on=day("2026-11-16"), reason="Storm"
        )

    assert transition.go == {}
    assert transition.stopped == {}


def test_a_wave_that_was_taken_over_is_not_postponed():
    transition = given(under_way())

    with refuses(transition, WaveAlreadyTaken, wave="v-1", on=day("2026-11-02")):
        transition.postpone_wave(
            person("2026-11-03T09:00"), wave="v-1", on=day("2026-11-16"), reason="Sent"
        )


def test_the_scheduler_postpones_nothing():
    transition = given(planned())

    with refuses(transition, MachineCannotDecide, event="transition.wave_postponed"):
        transition.postpone_wave(
            scheduler("2026-10-30T09:00"),
            wave="v-1",
            on=day("2026-11-16"),
            reason="Storm",
        )


def test_the_clock_notes_that_an_old_agreement_soon_ends():
    transition = given(watched())

    transition.note_gap(scheduler("2026-11-16T00:00"), wave="v-2")

    assert emitted(transition) == [
        event(
            Transition.GapComing,
            wave="v-2",
            agreement="avtal-gammalt",
            ends_on=day("2026-11-30"),
            planned_on=day("2026-11-09"),
            customers=1,
            unmet=(),
        )
    ]
    with refuses(transition, UnknownPart, part="v-2", known=[]):
        transition.note_gap(scheduler("2026-11-17T00:00"), wave="v-2")


def test_no_gap_is_noted_the_second_before_its_day():
    transition = given(watched())

    with refuses(transition, GapStillFar, wave="v-2", warn_on=day("2026-11-16")):
        transition.note_gap(scheduler("2026-11-15T23:59:59"), wave="v-2")


def test_no_gap_is_coming_for_a_wave_that_was_taken_over():
    transition = watched()
    transition.take_over(person("2026-11-09T07:00"), wave="v-2")

    with refuses(given(transition), WaveAlreadyTaken, wave="v-2", on=day("2026-11-09")):
        transition.note_gap(scheduler("2026-11-16T00:00"), wave="v-2")
    with refuses(transition, WaveAlreadyTaken, wave="v-2", on=day("2026-11-09")):
        transition.watch_gap(person("2026-11-16T00:00"), gap=GAP)


def test_nothing_is_postponed_when_the_transition_is_over():
    transition = given(completed())

    with refuses(transition, TransitionOver, status=transition.status):
        transition.postpone_wave(
            person("2026-11-20T09:00"), wave="v-2", on=day("2026-12-16"), reason="Sent"
        )
