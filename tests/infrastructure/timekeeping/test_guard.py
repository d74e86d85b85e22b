"""The house's clock never goes back, and is not believed when it leaps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.infrastructure.timekeeping.machine import START, Machine
from upphandling.application.refusals import ClockNotBelieved
from upphandling.infrastructure.timekeeping import marks, stops
from upphandling.infrastructure.timekeeping.guard import GuardedClock
from upphandling.infrastructure.timekeeping.stops import Step


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def opened(database, machine):
    """Another process that opens the same database on the same machine."""
    return lambda: GuardedClock(database, machine.clock, machine.since)


def test_time_goes_on(opened, machine):
    clock = opened()
    assert clock() == START

    machine.pass_time(days=30)

    assert clock() == START + timedelta(days=30)
    assert clock.stop is None


def test_a_small_step_back_lets_time_stand_still_until_it_has_caught_up(
    opened, machine
):
    clock = opened()
    clock()

    machine.set_clock(minutes=-5)

    assert clock() == START
    machine.pass_time(minutes=3)
    assert clock() == START
    machine.pass_time(minutes=3)
    assert clock() == START + timedelta(minutes=1)


def test_small_steps_back_do_not_add_up(opened, machine):
    clock = opened()
    clock()
    machine.set_clock(minutes=-4)
    assert clock() == START
    machine.set_clock(minutes=-4)

    with pytest.raises(ClockNotBelieved):
        clock()


def test_a_larger_step_back_is_not_believed_and_is_kept(opened, machine, database):
    clock = opened()
    clock.keep()
    machine.set_clock(minutes=-6)

    with pytest.raises(ClockNotBelieved) as refused:
        clock()

    stop = stops.standing_stop(database)
    assert (stop.step, stop.came_from) == (Step.BACK, START)
    assert stop.came_to == START - timedelta(minutes=6)
    assert refused.value.details == {"came_from": START, "came_to": stop.came_to}
    assert clock.shown() == START  # readers are answered, and never by an earlier time


def test_whoever_comes_later_does_not_believe_it_either(opened, machine):
    opened().keep()
    machine.restart()
    machine.set_clock(hours=-1)

    with pytest.raises(ClockNotBelieved):
        opened()()


def test_a_leap_forward_is_not_believed(opened, machine, database):
    clock = opened()
    clock()
    machine.pass_time(minutes=10)
    machine.set_clock(minutes=6)

    with pytest.raises(ClockNotBelieved):
        clock()

    stop = stops.standing_stop(database)
    assert (stop.step, stop.came_from) == (
        Step.FORWARD,
        START + timedelta(minutes=10),
    )


def test_a_leap_while_the_service_was_down_is_seen_within_the_same_boot(
    opened, machine
):
    opened().keep()
    machine.pass_time(days=2)
    machine.set_clock(hours=1)

    with pytest.raises(ClockNotBelieved):
        opened()()


def test_a_step_back_is_seen_though_time_has_passed_the_mark_since(opened, machine):
    asked_before = opened()
    asked_before.keep()
    machine.set_clock(days=-1)
    machine.pass_time(days=2)

    for each in (asked_before, opened()):
        with pytest.raises(ClockNotBelieved):
            each()


@pytest.mark.parametrize("restarted", [False, True])
def test_that_the_service_was_down_is_no_leap(opened, machine, restarted):
    opened().keep()
    machine.pass_time(days=30)
    if restarted:
        machine.restart()

    assert opened()() == START + timedelta(days=30)


def test_it_stays_stopped_when_the_clock_comes_right_by_itself(opened, machine):
    clock = opened()
    clock.keep()
    machine.set_clock(hours=-1)
    with pytest.raises(ClockNotBelieved):
        clock()

    machine.set_clock(hours=1)
    machine.pass_time(seconds=30)

    for each in (clock, opened()):
        with pytest.raises(ClockNotBelieved):
            each()


@pytest.mark.parametrize("step", [{"hours": -1}, {"days": 400}])
def test_once_confirmed_everybody_goes_on_from_the_time_it_is(
    opened, machine, database, step
):
    mine, others = opened(), opened()
    mine.keep()
    others()
    machine.set_clock(**step)
    for each in (mine, others):
        with pytest.raises(ClockNotBelieved):
            each()

    ended = opened().confirm("drift-1", "NTP var fel inställd")
    machine.pass_time(seconds=2)

    assert (ended.confirmed_by, ended.reason) == ("drift-1", "NTP var fel inställd")
    assert [each() for each in (mine, others, opened())] == [machine.now] * 3
    assert stops.standing_stop(database) is None
    assert len(stops.stops(database)) == 1
    assert opened().confirm("drift-1", "igen") is None


def test_the_mark_is_what_another_instance_has_seen(opened, machine, database):
    clock = opened()
    clock()
    marks.raise_mark(
        database, marks.Mark(START + timedelta(minutes=4), Machine().since())
    )
    machine.pass_time(seconds=2)

    assert clock() == START + timedelta(minutes=4)


def test_the_mark_is_never_lowered_but_by_a_person(opened, machine, database):
    opened().keep()
    machine.set_clock(minutes=-3)
    opened().keep()

    assert marks.mark(database).instant == START


def test_an_earlier_mark_changes_nothing(database):
    early, late = (
        marks.Mark(START + timedelta(hours=hour), Machine().since()) for hour in (0, 1)
    )
    marks.raise_mark(database, late)
    marks.raise_mark(database, early)

    assert marks.mark(database) == late


def test_the_first_time_the_log_tells_how_far_time_had_come(
    opened, machine, database, monkeypatch
):
    monkeypatch.setattr(marks, "last_recorded", lambda _: START + timedelta(hours=1))

    with pytest.raises(ClockNotBelieved):  # a machine that woke up in the past
        opened().keep()

    assert stops.standing_stop(database).came_from == START + timedelta(hours=1)
