"""Takeover: customers move in waves, on fixed days, save for whom it failed."""

from __future__ import annotations

import pytest

from tests.domain.transition.cases import (
    FIRST,
    SECOND,
    abandoned,
    completed,
    failed,
    planned,
    under_way,
)
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
from upphandling.domain.transition import Transition
from upphandling.domain.transition.refusals import (
    CustomerAlreadyTaken,
    CustomerNotFailed,
    NobodyHasAPlace,
    NotInTransition,
    TransitionOver,
    WaveAlreadyTaken,
    WaveNotDue,
    WaveNotOverdue,
)
from upphandling.domain.transition.takeover import PLACE_GONE


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


def test_whoever_has_nowhere_to_move_any_more_is_not_taken_over():
    transition = given(planned())

    wave = transition.take_over(
        person("2026-11-02T07:00"), wave="v-1", gone={"person-2"}
    )

    assert wave.customers == ("person-1",)
    assert emitted(transition) == [
        event(Transition.WaveTakenOver, wave="v-1", on=day("2026-11-02"), customers=1)
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


# -- When it fails for one customer ---------------------------------------------


def test_a_customer_whom_it_failed_stays_with_the_old_provider_when_the_wave_moves():
    transition = planned()
    given(transition).fail_customer(
        person("2026-11-02T06:30"), customer="person-1", reason="Ingen öppnade."
    )

    wave = transition.take_over(person("2026-11-02T07:00"), wave="v-1")

    assert wave.customers == ("person-2",)
    assert emitted(transition) == [
        event(
            Transition.CustomerFailed,
            wave="v-1",
            customer="person-1",
            reason="Ingen öppnade.",
        ),
        event(Transition.WaveTakenOver, wave="v-1", on=day("2026-11-02"), customers=1),
    ]


def test_a_customer_whom_it_failed_is_taken_over_later():
    transition = failed()
    transition.take_over(person("2026-11-02T07:00"), wave="v-1")

    on = given(transition).take_over_customer(
        person("2026-11-04T07:00"), customer="person-1"
    )

    assert on == day("2026-11-04")
    assert emitted(transition) == [
        event(
            Transition.CustomerTakenOver,
            wave="v-1",
            customer="person-1",
            on=day("2026-11-04"),
        )
    ]


def test_a_customer_who_was_taken_over_alone_does_not_move_again_with_the_wave():
    transition = failed()
    transition.take_over_customer(person("2026-11-02T06:45"), customer="person-1")

    wave = transition.take_over(person("2026-11-02T07:00"), wave="v-1")

    assert wave.customers == ("person-2",)
    with refuses(given(transition), CustomerNotFailed, customer="person-1", wave="v-1"):
        transition.take_over_customer(person("2026-11-05T07:00"), customer="person-1")


def test_only_a_customer_whom_it_failed_is_taken_over_alone():
    transition = given(planned())

    with refuses(transition, CustomerNotFailed, customer="person-1", wave="v-1"):
        transition.take_over_customer(person("2026-11-02T07:00"), customer="person-1")


def test_nobody_is_taken_over_alone_before_the_day_of_the_wave():
    transition = given(failed())

    with refuses(transition, WaveNotDue, wave="v-1", on=day("2026-11-02")):
        transition.take_over_customer(person("2026-11-01T07:00"), customer="person-1")


def test_a_machine_takes_nobody_over_alone():
    transition = given(failed())

    with refuses(
        transition, MachineCannotDecide, event="transition.customer_taken_over"
    ):
        transition.take_over_customer(
            scheduler("2026-11-03T07:00"), customer="person-1"
        )


@pytest.mark.parametrize("customer", ["person-1", "person-2"])
def test_it_cannot_fail_for_somebody_who_was_taken_over(customer):
    transition = failed()
    transition.take_over_customer(person("2026-11-02T06:45"), customer="person-1")
    transition.take_over(person("2026-11-02T07:00"), wave="v-1")

    with refuses(
        given(transition), CustomerAlreadyTaken, customer=customer, wave="v-1"
    ):
        transition.fail_customer(
            person("2026-11-02T09:00"), customer=customer, reason="Sent."
        )


def test_it_fails_only_for_customers_of_the_transition():
    transition = given(planned())

    with refuses(transition, NotInTransition, customer="person-9"):
        transition.fail_customer(
            person("2026-11-02T06:30"), customer="person-9", reason="Okänd."
        )


@pytest.mark.parametrize("stage", [completed, abandoned])
@pytest.mark.parametrize(
    "act",
    [
        lambda case, stamp: case.take_over(stamp, wave="v-2"),
        lambda case, stamp: case.call_overdue(stamp, wave="v-2"),
        lambda case, stamp: case.fail_customer(
            stamp, customer="person-3", reason="Sent"
        ),
        lambda case, stamp: case.take_over_customer(stamp, customer="person-3"),
    ],
    ids=["take over", "overdue", "fail", "take over one"],
)
def test_nobody_moves_when_the_transition_is_over(stage, act):
    transition = given(stage())

    with refuses(transition, TransitionOver, status=transition.status):
        act(transition, person("2026-11-20T09:00"))


def test_the_portrait_shows_days_and_numbers_and_no_people():
    transition = failed()
    transition.take_over(person("2026-11-02T07:00"), wave="v-1")
    shown = transition.portrait()

    assert shown["waves"] == {
        "v-1": {"on": day("2026-11-02"), "customers": 2},
        "v-2": {"on": day("2026-11-09"), "customers": 1},
    }
    assert shown["failed"] == {"v-1": 1}
    assert "person-" not in str(shown)


# -- Those whose new place is gone -----------------------------------------------------


def test_a_wave_fails_whoever_has_no_place_any_more():
    transition = given(planned())
    first, second = FIRST.customers

    wave = transition.take_over(
        person("2026-11-02T00:00"), wave="v-1", placeless=[first]
    )

    assert wave.customers == (second,)
    assert emitted(transition) == [
        event(Transition.CustomerFailed, wave="v-1", customer=first, reason=PLACE_GONE),
        event(Transition.WaveTakenOver, wave="v-1", on=day("2026-11-02"), customers=1),
    ]


def test_a_wave_in_which_nobody_has_a_place_any_more_is_not_taken_over():
    transition = given(planned())

    with refuses(transition, NobodyHasAPlace, wave="v-1", customers=2):
        transition.take_over(
            person("2026-11-02T00:00"), wave="v-1", placeless=FIRST.customers
        )


def test_a_wave_that_nobody_needs_any_more_is_taken_over_with_nobody():
    transition = given(planned())

    wave = transition.take_over(
        person("2026-11-02T00:00"), wave="v-1", gone=FIRST.customers
    )

    assert wave.customers == ()
