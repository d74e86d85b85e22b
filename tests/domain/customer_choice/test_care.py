"""The care of a customer: it changes, and the customer moves."""

from __future__ import annotations

import pytest

from tests.domain.customer_choice.stages import registered
from tests.given import day, emitted, event, given, person, refuses
from upphandling.domain.configuration import Service
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.refusals import ChangedTooEarly, SameArea
from upphandling.domain.instants import NotYet

MORE = (Service.PERSONAL_CARE, Service.NIGHT_SUPPORT)


def test_what_is_granted_changes_from_today_with_the_same_provider():
    choice = given(registered())

    choice.change_care(
        person("2026-10-05T09:00"), minutes=900, services=MORE, reason="Ny prövning"
    )

    assert emitted(choice) == [
        event(
            CustomerChoice.CareChanged,
            system="staden",
            bundle="omvardnad",
            area="norr",
            agreement="egen-regi",
            provider="kommunen",
            minutes=900,
            services=MORE,
            before_minutes=600,
            before_services=(Service.PERSONAL_CARE,),
            before_since=day("2024-01-01"),
            on=day("2026-10-05"),
            reason="Ny prövning",
        )
    ]
    assert (choice.minutes, choice.services) == (900, MORE)
    assert (choice.since, choice.unchanged_since) == (
        day("2024-01-01"),
        day("2026-10-05"),
    )


def test_the_day_of_a_change_may_be_told_afterwards():
    choice = given(registered())

    choice.change_care(
        person("2026-10-05T09:00"),
        minutes=900,
        services=MORE,
        reason="Ny prövning",
        on=day("2026-10-01"),
    )

    assert choice.unchanged_since == day("2026-10-01")


def test_what_is_granted_already_changes_nothing():
    choice = given(registered())

    choice.change_care(
        person("2026-10-05T09:00"),
        minutes=600,
        services=(Service.PERSONAL_CARE,),
        reason="Ny prövning",
    )

    assert emitted(choice) == []


def test_a_customer_moves_and_the_provider_stays_responsible():
    choice = given(registered())

    choice.move_area(person("2026-10-05T09:00"), area="soder", on=day("2026-10-01"))

    assert emitted(choice) == [
        event(
            CustomerChoice.AreaChanged,
            system="staden",
            bundle="omvardnad",
            before="norr",
            area="soder",
            agreement="egen-regi",
            provider="kommunen",
            minutes=600,
            before_since=day("2024-01-01"),
            on=day("2026-10-01"),
        )
    ]
    assert (choice.area, choice.agreement) == ("soder", "egen-regi")


def test_nobody_moves_to_where_they_live():
    choice = given(registered())

    with refuses(choice, SameArea, customer="person-1", area="norr"):
        choice.move_area(person("2026-10-05T09:00"), area="norr", on=day("2026-10-01"))


@pytest.mark.parametrize(
    "act",
    [
        lambda choice, stamp, on: choice.change_care(
            stamp, minutes=900, services=MORE, reason="Ny prövning", on=on
        ),
        lambda choice, stamp, on: choice.move_area(stamp, area="soder", on=on),
    ],
    ids=["change", "move"],
)
def test_days_come_one_after_the_other(act):
    choice, stamp = given(registered()), person("2026-10-05T09:00")

    with refuses(choice, NotYet, day=day("2026-10-06"), at=stamp.at):
        act(choice, stamp, day("2026-10-06"))
    with refuses(
        choice, ChangedTooEarly, on=day("2023-12-31"), since=day("2024-01-01")
    ):
        act(choice, stamp, day("2023-12-31"))
    act(choice, stamp, day("2024-01-01"))
