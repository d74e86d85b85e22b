"""The registration of a customer."""

from __future__ import annotations

import pytest

from tests.domain.customer_choice.stages import PLACE, TOLD, ended, new, registered
from tests.given import day, emitted, event, given, person, refuses
from upphandling.domain.configuration import Bundle, Regime, Service
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.customer_choice.refusals import (
    CareHasEnded,
    ServiceNotInBundle,
)
from upphandling.domain.customer_choice.terms import must_be_of
from upphandling.domain.instants import NotYet


def test_a_customer_is_registered_under_a_key_that_names_the_bundle():
    choice = registered()

    assert emitted(choice) == [event(CustomerChoice.Registered, **TOLD)]
    assert choice.id == "customer_choice:person-1/omvardnad"


def test_nobody_has_had_a_provider_since_a_day_that_has_not_come():
    stamp = person("2026-09-01T09:00")

    with refuses(None, NotYet, day=day("2026-09-02"), at=stamp.at):
        CustomerChoice.register(stamp, **{**TOLD, "since": day("2026-09-02")})


def test_care_that_is_granted_ahead_waits_for_a_provider():
    choice = registered(agreement=None, provider=None, since=day("2026-10-01"))

    assert (choice.agreement, choice.since) == (None, day("2026-10-01"))


def test_services_belong_to_their_bundle():
    bundle = Bundle(
        key="omvardnad",
        name="Omvårdnad",
        services=[Service.PERSONAL_CARE],
        regime=Regime.LOU,
    )

    must_be_of(bundle, [Service.PERSONAL_CARE])
    with refuses(
        None, ServiceNotInBundle, bundle="omvardnad", services=[Service.MEALS]
    ):
        must_be_of(bundle, [Service.PERSONAL_CARE, Service.MEALS])


@pytest.mark.parametrize(
    "act",
    [
        lambda choice, stamp: choice.choose(stamp, round=None, wishes=("avtal-a",)),
        lambda choice, stamp: choice.place(stamp, **PLACE),
        lambda choice, stamp: choice.join_queue(stamp, agreement="avtal-b"),
        lambda choice, stamp: choice.take_over(
            stamp, provider="utforare-a", on=day("2026-11-02")
        ),
        lambda choice, stamp: choice.fall_back(
            stamp,
            agreement="egen-regi",
            provider="kommunen",
            on=day("2026-11-02"),
            reason="Avtalet har upphört.",
        ),
        lambda choice, stamp: choice.change_care(
            stamp, minutes=60, services=(), reason="Ny prövning"
        ),
        lambda choice, stamp: choice.move_area(
            stamp, area="soder", on=day("2026-11-02")
        ),
        lambda choice, stamp: choice.end_care(stamp, last_day=day("2026-11-02")),
    ],
    ids=[
        "choose",
        "place",
        "queue",
        "take over",
        "fall back",
        "change",
        "move",
        "end",
    ],
)
def test_nothing_is_done_for_a_customer_whose_care_has_ended(act):
    choice = given(ended())

    with refuses(choice, CareHasEnded, customer="person-1", ended_on=day("2026-10-18")):
        act(choice, person("2026-11-02T09:00"))


def test_no_two_choices_share_a_key():
    assert choice_key("k.1", "x") != choice_key("k", "1.x")


def test_a_new_customer_has_nobody_responsible():
    assert new().agreement is None
