"""The ceilings: dated, in places or minutes, for an area and for a service in it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.agreement.cases import (
    changed,
    expired,
    in_force,
    place,
    rescinded,
    signed,
    take,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.agreement import (
    Agreement,
    Capacity,
    CapacityGround,
    CapacityUnit,
)
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AreaNotServed,
    NegativeCapacity,
    NoRoom,
    SameStepTwice,
)
from upphandling.domain.configuration import Service
from upphandling.domain.errors import MachineCannotDecide

PLACES, MINUTES = CapacityUnit
TODAY = day("2026-10-02")


def step(
    from_on: str,
    amount: int,
    unit: CapacityUnit = PLACES,
    service: Service | None = None,
    area: str = "norr",
) -> Capacity:
    return Capacity(
        from_on=day(from_on), area=area, unit=unit, amount=amount, service=service
    )


def agree(agreement: Agreement, *steps: Capacity, at: str = "2026-10-01T09:00") -> None:
    agreement.agree_capacity(
        person(at), steps=steps, ground=CapacityGround.AGREED, reason="Avtalat."
    )


def agreed(*steps: Capacity) -> Agreement:
    agreement = in_force(changed(places={}))
    agree(agreement, *steps)
    return agreement


def test_ceilings_are_agreed_for_the_time_ahead():
    agreement = given(in_force())
    steps = (step("2026-11-01", 4), step("2027-01-01", 900, MINUTES, area="soder"))

    agree(agreement, *steps)

    assert emitted(agreement) == [
        event(
            Agreement.CapacityAgreed,
            steps=steps,
            ground=CapacityGround.AGREED,
            reason="Avtalat.",
        )
    ]


@pytest.mark.parametrize(
    ("on", "room"),
    [("2026-10-31", 2), ("2026-11-01", 3), ("2026-12-31", 3), ("2027-01-01", 7)],
)
def test_a_ceiling_holds_from_its_day(on, room):
    agreement = in_force()

    agree(agreement, step("2026-11-01", 3), step("2027-01-01", 7))

    assert agreement.room_in("norr", day(on)) == room


@pytest.mark.parametrize(("on", "room"), [("2026-10-31", 1), ("2027-01-01", 9)])
def test_a_newcomer_fits_the_lower_ceilings_to_come(on, room):
    agreement = in_force()

    agree(agreement, step("2026-11-01", 1), step("2027-01-01", 9))

    assert agreement.room_in("norr", day(on)) == room


def test_nobody_comes_today_whom_there_is_no_room_for_tomorrow():
    agreement = given(agreed(step("2026-10-03", 0)))

    with refuses(agreement, NoRoom, agreement="avtal-a", area="norr", room=0, wanted=1):
        take(agreement, place("person-1"))


def test_who_comes_before_the_agreement_begins_fits_what_holds_when_it_does():
    agreement = signed(changed(places={}))
    agree(
        agreement,
        step("2026-06-01", 0),
        step("2026-10-01", 1),
        at="2026-05-20T09:00",
    )

    take(agreement, place("person-1"), at="2026-06-02T09:00")

    assert agreement.room_in("norr", day("2026-10-01")) == 0


def test_a_lowered_ceiling_throws_nobody_out():
    agreement = agreed(step("2026-10-01", 2))
    take(agreement, place("person-1"), place("person-2"))

    agree(agreement, step("2026-11-01", 1), at="2026-10-20T09:00")

    assert len(agreement.holders) == 2
    assert agreement.room_in("norr", day("2026-11-01")) == 0


def test_what_was_to_come_is_replaced_from_the_first_new_day_on():
    agreement = agreed(
        step("2026-11-01", 1), step("2027-01-01", 5), step("2027-06-01", 9)
    )

    agree(agreement, step("2027-01-01", 2))

    assert agreement.room_in("norr", day("2028-01-01")) == 2
    assert agreement.room_in("norr", day("2026-12-01")) == 1


def test_another_ceiling_is_not_replaced():
    agreement = agreed(step("2026-10-01", 5), step("2026-10-01", 100, MINUTES))

    agree(agreement, step("2026-10-01", 3))

    assert agreement.free("norr", MINUTES, None, TODAY) == 100


def test_changed_places_hold_from_now_on_until_the_next_agreed_step():
    agreement = agreed(step("2026-10-01", 1), step("2027-01-01", 8))
    agreement.change_places(
        person("2026-10-02T09:00"),
        places={"norr": 5},
        share_percent=10.0,
        reason="Växer.",
    )

    assert agreement.room_in("norr", TODAY) == 5
    assert agreement.room_in("norr", day("2027-01-01")) == 8


def test_without_a_day_the_room_is_what_is_left_on_every_day():
    agreement = agreed(step("2026-11-01", 4), step("2027-01-01", 3))

    assert agreement.room_in("norr") == 3
    assert agreement.room_in("soder") is None


# -- Minutes and services ------------------------------------------------------------


def test_hours_are_counted_where_the_ceiling_is_in_hours():
    agreement = agreed(step("2026-10-01", 1000, MINUTES))
    take(agreement, place("person-1", minutes=700))

    assert agreement.free("norr", MINUTES, None, TODAY) == 300
    with refuses(
        given(agreement),
        NoRoom,
        agreement="avtal-a",
        area="norr",
        unit=MINUTES,
        service=None,
        room=300,
        wanted=301,
    ):
        take(agreement, place("person-2", minutes=301))
    take(agreement, place("person-2", minutes=300))


def test_a_service_has_a_ceiling_of_its_own():
    agreement = agreed(step("2026-10-01", 1, service=Service.NIGHT_SUPPORT))
    night = {"services": (Service.NIGHT_SUPPORT, Service.PERSONAL_CARE)}
    take(agreement, place("person-1", **night), place("person-2"))

    with refuses(
        given(agreement),
        NoRoom,
        agreement="avtal-a",
        area="norr",
        unit=PLACES,
        service=Service.NIGHT_SUPPORT,
        room=0,
        wanted=1,
    ):
        take(agreement, place("person-3", **night))
    take(agreement, place("person-3", services=(Service.PERSONAL_CARE,)))


def test_whoever_takes_up_no_time_needs_no_room_for_it():
    agreement = agreed(step("2026-10-01", 0, MINUTES))

    take(agreement, place("person-1", minutes=0))

    assert not agreement.room_for(place("person-2", minutes=1), TODAY)
    assert agreement.room_for(place("person-2"), TODAY)


def test_whoever_leaves_leaves_the_time_too():
    agreement = agreed(step("2026-10-01", 1000, MINUTES))
    take(agreement, place("person-1", minutes=700))

    agreement.free_places(person("2026-11-02T09:00"), ("person-1",))

    assert agreement.free("norr", MINUTES, None, TODAY) == 1000


# -- Bad input -------------------------------------------------------------------------


def test_a_ceiling_is_not_below_zero():
    agreement = given(in_force())

    with refuses(agreement, NegativeCapacity, area="norr", amount=-1):
        agree(agreement, step("2026-11-01", -1))


def test_a_ceiling_is_in_an_area_of_the_agreement():
    agreement = given(in_force())

    with refuses(
        agreement,
        AreaNotServed,
        agreement="avtal-a",
        area="oster",
        areas=["norr", "soder"],
    ):
        agree(agreement, step("2026-11-01", 1, area="oster"))


def test_a_day_has_one_ceiling_of_each_kind():
    agreement = given(in_force())

    with refuses(agreement, SameStepTwice, agreement="avtal-a"):
        agree(agreement, step("2026-11-01", 1), step("2026-11-01", 2))


def test_the_clock_agrees_on_nothing():
    agreement = given(in_force())

    with refuses(agreement, MachineCannotDecide, event="agreement.capacity_agreed"):
        agreement.agree_capacity(
            scheduler("2026-10-01T09:00"),
            steps=(step("2026-11-01", 1),),
            ground=CapacityGround.NOTICE,
            reason="Räknat.",
        )


@pytest.mark.parametrize("over", [rescinded, expired])
def test_an_agreement_that_is_over_gets_no_new_ceilings(over):
    agreement = given(over())

    with refuses(agreement, AgreementNotInForce, status=agreement.status):
        agree(agreement, step("2029-01-01", 1), at="2028-11-01T09:00")


def test_the_portrait_lists_the_steps_in_order_of_time():
    later, sooner = step("2027-01-01", 7), step("2026-11-01", 3)

    shown = agreed(later, sooner).portrait()

    assert shown["capacity"] == [sooner, later]
    assert [part.from_on for part in shown["capacity"]] == sorted(
        [date(2026, 11, 1), date(2027, 1, 1)]
    )
