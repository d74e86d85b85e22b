"""The fallback: stepping in without places, the end of a wind-up, and customers left."""

from __future__ import annotations

import pytest

from tests.domain.agreement.cases import (
    expired,
    full,
    in_force,
    place,
    rescind,
    rescinded,
    take,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.agreement import Agreement, Status
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    NotWoundUp,
    SameCustomerTwice,
    WoundUpAlready,
)

COMING = (place("person-8"), place("person-9"))
MIDNIGHT = "2026-11-06T00:00"
FIRST_DAY = day("2026-11-06")


def stepped_in() -> Agreement:
    agreement = full()
    agreement.step_in(scheduler(MIDNIGHT), COMING, on=FIRST_DAY)
    return agreement


# -- Stepping in -----------------------------------------------------------------------


def test_whoever_steps_in_answers_for_customers_whatever_the_room():
    agreement = given(full())

    agreement.step_in(scheduler(MIDNIGHT), COMING, on=FIRST_DAY)

    assert emitted(agreement) == [event(Agreement.SteppedIn, places=COMING)]
    assert set(agreement.customers) == {
        "person-1",
        "person-2",
        "person-8",
        "person-9",
    }
    assert agreement.room_in("norr") == 0


def test_those_who_were_stepped_in_for_take_up_no_room():
    agreement = stepped_in()

    agreement.free_places(person("2026-11-07T09:00"), ("person-1",))

    assert agreement.room_in("norr") == 1


def test_whoever_has_a_place_keeps_it_when_the_provider_steps_in():
    agreement = given(full())

    agreement.step_in(scheduler(MIDNIGHT), (place("person-1"),), on=FIRST_DAY)

    assert emitted(agreement) == []


def test_nobody_is_stepped_in_for_twice_at_once():
    with refuses(given(full()), SameCustomerTwice):
        full().step_in(scheduler(MIDNIGHT), (COMING[0], COMING[0]), on=FIRST_DAY)


@pytest.mark.parametrize("over", [rescinded, expired])
def test_an_agreement_that_is_over_steps_in_for_nobody(over):
    agreement = given(over())

    with refuses(agreement, AgreementNotInForce, status=agreement.status):
        agreement.step_in(scheduler("2028-11-01T00:00"), COMING, on=day("2028-11-01"))


def test_whoever_gets_a_place_later_is_no_longer_stepped_in_for():
    agreement = in_force()
    agreement.step_in(scheduler(MIDNIGHT), COMING, on=FIRST_DAY)

    take(agreement, COMING[0], at="2026-11-07T09:00")

    assert list(agreement.stepped_in) == ["person-9"]
    assert list(agreement.holders) == ["person-8"]
    assert agreement.room_in("norr") == 1


def test_changed_care_is_known_of_those_who_were_stepped_in_for():
    agreement = stepped_in()

    agreement.adjust_places(
        person("2026-11-07T09:00"), (place("person-8", minutes=90),)
    )

    assert agreement.customers["person-8"].minutes == 90
    assert "person-8" not in agreement.holders


def test_whoever_leaves_is_no_longer_stepped_in_for():
    agreement = given(stepped_in())

    agreement.free_places(person("2026-11-07T09:00"), ("person-8",))

    assert emitted(agreement) == [event(Agreement.PlacesFreed, customers=("person-8",))]
    assert list(agreement.stepped_in) == ["person-9"]


# -- The end ---------------------------------------------------------------------------


def test_the_wind_up_ends_by_itself_after_its_last_day():
    agreement = given(rescinded())

    agreement.wind_up(scheduler(MIDNIGHT))

    assert emitted(agreement) == [event(Agreement.WoundUp, ended_on=day("2026-11-05"))]
    assert agreement.status is Status.RESCINDED
    assert agreement.wound_up


def test_the_provider_answers_on_the_last_second_of_the_wind_up():
    agreement = given(rescinded())

    with refuses(agreement, NotWoundUp, wind_up_until=day("2026-11-05")):
        agreement.wind_up(scheduler("2026-11-05T23:59:59"))


@pytest.mark.parametrize("stage", [in_force, expired])
def test_only_a_rescinded_agreement_is_wound_up(stage):
    agreement = given(stage())

    with refuses(agreement, NotWoundUp, status=agreement.status):
        agreement.wind_up(scheduler("2028-11-01T00:00"))


def test_a_wind_up_ends_once():
    agreement = rescinded()
    agreement.wind_up(scheduler(MIDNIGHT))

    with refuses(given(agreement), WoundUpAlready, agreement="avtal-a"):
        agreement.wind_up(scheduler("2026-11-07T00:00"))


def test_customers_without_a_successor_are_named():
    agreement = full()
    rescind(agreement, "2026-11-02T09:00")
    on = day("2026-11-06")

    given(agreement).leave_customers(
        scheduler(MIDNIGHT), ("person-1", "person-9"), from_on=on
    )

    assert emitted(agreement) == [
        event(Agreement.CustomersLeft, customers=("person-1",), from_on=on)
    ]
    assert agreement.left == {"person-1": on}


def test_a_customer_is_left_once():
    agreement = full()
    on = day("2026-11-06")
    agreement.leave_customers(scheduler(MIDNIGHT), ("person-1",), from_on=on)

    given(agreement).leave_customers(
        scheduler("2026-11-09T00:00"), ("person-1",), from_on=day("2026-11-09")
    )

    assert emitted(agreement) == []
    assert agreement.left == {"person-1": on}


def test_whoever_somebody_takes_over_is_no_longer_left():
    agreement = full()
    agreement.leave_customers(
        scheduler(MIDNIGHT), ("person-1",), from_on=day("2026-11-06")
    )

    agreement.free_places(person("2026-11-07T09:00"), ("person-1",))

    assert agreement.left == {}
