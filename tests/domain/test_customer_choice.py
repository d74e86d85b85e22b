"""Customer choice: one person's bundle, wishes and responsible provider."""

from __future__ import annotations

import pytest

from tests.given import (
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
)
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.customer_choice.refusals import (
    CareHasEnded,
    NotPlaced,
    NoWish,
    SameWishTwice,
    TakenOverTooEarly,
)
from upphandling.domain.errors import MachineCannotDecide

TOLD = {
    "system": "staden",
    "customer": "person-1",
    "bundle": "omvardnad",
    "area": "norr",
    "minutes": 600,
    "agreement": "egen-regi",
    "provider": "kommunen",
    "since": day("2024-01-01"),
}
PLACE = {
    "agreement": "avtal-a",
    "provider": "utforare-a",
    "basis": Basis.CHOICE,
    "reason": "Kunden fick sitt första val.",
}


def registered() -> CustomerChoice:
    return CustomerChoice.register(person("2026-09-01T09:00"), **TOLD)


def placed() -> CustomerChoice:
    choice = registered()
    choice.place(person("2026-10-05T09:00"), **PLACE)
    return choice


def ended() -> CustomerChoice:
    choice = placed()
    choice.end_care(person("2026-10-20T09:00"), last_day=day("2026-10-18"))
    return choice


def test_a_customer_is_registered_under_a_key_that_names_the_bundle():
    choice = registered()

    assert emitted(choice) == [event(CustomerChoice.Registered, **TOLD)]
    assert choice.id == "customer_choice:person-1/omvardnad"


def test_the_customer_chooses_in_order_of_preference():
    choice = given(registered())

    choice.choose(
        person("2026-09-15T09:00"), round="host-2026", wishes=("avtal-a", "avtal-b")
    )

    assert emitted(choice) == [
        event(CustomerChoice.Chosen, round="host-2026", wishes=("avtal-a", "avtal-b"))
    ]
    assert choice.chosen_at == local("2026-09-15T09:00").isoformat()


def test_a_choice_names_somebody():
    choice = given(registered())

    with refuses(choice, NoWish, customer="person-1"):
        choice.choose(person("2026-09-15T09:00"), round=None, wishes=())


def test_nobody_is_chosen_twice():
    choice = given(registered())
    wishes = ["avtal-a", "avtal-b", "avtal-a"]

    with refuses(choice, SameWishTwice, wishes=wishes):
        choice.choose(person("2026-09-15T09:00"), round=None, wishes=tuple(wishes))


def test_the_customer_gets_a_place_with_its_ground():
    choice = given(registered())

    choice.place(person("2026-10-05T09:00"), **PLACE)

    assert emitted(choice) == [event(CustomerChoice.Placed, **PLACE)]
    assert choice.agreement == "egen-regi"  # responsible until the takeover


def test_the_scheduler_cannot_assign_a_provider():
    choice = given(registered())

    with refuses(choice, MachineCannotDecide, event="customer_choice.placed"):
        choice.place(scheduler("2026-10-05T09:00"), **PLACE)


def test_what_the_customer_was_told_is_kept():
    choice = given(ended())

    choice.inform(
        person("2026-10-21T09:00"), about="Insatserna upphör", channel="Telefon"
    )

    assert emitted(choice) == [
        event(CustomerChoice.Informed, about="Insatserna upphör", channel="Telefon")
    ]


def test_a_takeover_ends_one_responsibility_and_begins_the_next():
    choice = given(placed())

    choice.take_over(
        person("2026-11-02T07:00"), provider="utforare-a", on=day("2026-11-02")
    )

    assert emitted(choice) == [
        event(
            CustomerChoice.TakenOver,
            system="staden",
            bundle="omvardnad",
            agreement="avtal-a",
            provider="utforare-a",
            area="norr",
            minutes=600,
            on=day("2026-11-02"),
            before="egen-regi",
            before_since=day("2024-01-01"),
        )
    ]
    assert (choice.agreement, choice.since) == ("avtal-a", day("2026-11-02"))
    assert choice.placed_at is None


def test_nobody_is_taken_over_without_a_place():
    choice = given(registered())

    with refuses(choice, NotPlaced, customer="person-1"):
        choice.take_over(
            person("2026-11-02T07:00"), provider="utforare-a", on=day("2026-11-02")
        )


def test_a_takeover_may_be_the_day_the_present_provider_began_but_not_before():
    choice, since = given(placed()), day("2024-01-01")
    too_early = day("2023-12-31")

    with refuses(choice, TakenOverTooEarly, on=too_early, since=since):
        choice.take_over(
            person("2026-11-02T07:00"), provider="utforare-a", on=too_early
        )
    choice.take_over(person("2026-11-02T07:00"), provider="utforare-a", on=since)
    assert choice.agreement == "avtal-a"


def test_care_ends_on_a_last_day():
    choice = given(registered())

    choice.end_care(person("2026-10-20T09:00"), last_day=day("2026-10-18"))

    assert emitted(choice) == [
        event(
            CustomerChoice.CareEnded,
            since=day("2024-01-01"),
            last_day=day("2026-10-18"),
        )
    ]


@pytest.mark.parametrize(
    "act",
    [
        lambda choice, stamp: choice.choose(stamp, round=None, wishes=("avtal-a",)),
        lambda choice, stamp: choice.place(stamp, **PLACE),
        lambda choice, stamp: choice.take_over(
            stamp, provider="utforare-a", on=day("2026-11-02")
        ),
        lambda choice, stamp: choice.end_care(stamp, last_day=day("2026-11-02")),
    ],
    ids=["choose", "place", "take over", "end"],
)
def test_nothing_is_done_for_a_customer_whose_care_has_ended(act):
    choice = given(ended())

    with refuses(choice, CareHasEnded, customer="person-1", ended_on=day("2026-10-18")):
        act(choice, person("2026-11-02T09:00"))


def test_no_two_choices_share_a_key():
    assert choice_key("k.1", "x") != choice_key("k", "1.x")
