"""Hand-over: what is checked off for each customer before the takeover."""

from __future__ import annotations

from tests.domain.transition.cases import ITEMS, completed, with_items
from tests.given import day, emitted, event, given, person, refuses
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.transition import HandoverItem, Transition
from upphandling.domain.transition.refusals import (
    AlreadyHandedOver,
    HandoverMissing,
    NotInTransition,
    TransitionOver,
)


def hand_over(transition: Transition, customer: str, *items: str) -> None:
    for item in items:
        transition.hand_over(person("2026-10-30T09:00"), customer=customer, item=item)


def test_an_item_is_checked_off_for_a_customer_in_their_wave():
    transition = given(with_items())

    hand_over(transition, "person-1", "nyckel")

    assert emitted(transition) == [
        event(Transition.HandedOver, wave="v-1", customer="person-1", item="nyckel")
    ]
    assert transition.missing("person-1") == ["plan"]
    assert transition.missing("person-2") == ["nyckel", "plan"]


def test_an_item_is_checked_off_once():
    transition = with_items()
    hand_over(transition, "person-1", "nyckel")

    with refuses(
        given(transition), AlreadyHandedOver, customer="person-1", item="nyckel"
    ):
        hand_over(transition, "person-1", "nyckel")


def test_only_what_is_on_the_list_is_handed_over_and_only_for_those_who_move():
    transition = given(with_items())

    with refuses(transition, UnknownPart, part="bil", known=["nyckel", "plan"]):
        hand_over(transition, "person-1", "bil")
    with refuses(transition, NotInTransition, customer="person-9"):
        hand_over(transition, "person-9", "nyckel")


def test_the_list_grows_and_nothing_on_it_is_replaced():
    transition = given(with_items())
    more = (HandoverItem(item="larm", text="Trygghetslarm"),)

    transition.set_handover_items(
        person("2026-10-14T09:00"), items=more, handover_required=False
    )
    with refuses(transition, PartExists, part="nyckel"):
        _ = emitted(transition)
        transition.set_handover_items(
            person("2026-10-14T09:00"), items=ITEMS, handover_required=True
        )

    assert transition.missing("person-1") == ["larm", "nyckel", "plan"]
    assert not transition.handover_required


def test_a_wave_with_something_missing_is_not_taken_over():
    transition = with_items()
    hand_over(transition, "person-1", "nyckel", "plan")
    hand_over(transition, "person-2", "plan")

    with refuses(
        given(transition), HandoverMissing, wave="v-1", missing={"person-2": ["nyckel"]}
    ):
        transition.take_over(person("2026-11-02T07:00"), wave="v-1")


def test_a_wave_is_taken_over_with_something_missing_when_there_is_a_reason():
    transition = with_items()
    hand_over(transition, "person-1", "nyckel", "plan")

    given(transition).take_over(
        person("2026-11-02T07:00"), wave="v-1", despite="Kunden öppnar själv."
    )

    assert emitted(transition) == [
        event(
            Transition.HandoverWaived,
            wave="v-1",
            customers=("person-2",),
            reason="Kunden öppnar själv.",
        ),
        event(Transition.WaveTakenOver, wave="v-1", on=day("2026-11-02"), customers=2),
    ]


def test_a_wave_with_everything_handed_over_needs_no_reason():
    transition = with_items()
    for customer in ("person-1", "person-2"):
        hand_over(transition, customer, "nyckel", "plan")

    given(transition).take_over(
        person("2026-11-02T07:00"), wave="v-1", despite="Behövs inte."
    )

    assert [topic for topic, _ in emitted(transition)] == ["transition.wave_taken_over"]


def test_a_list_that_is_not_required_stands_in_nobodys_way():
    transition = given(with_items(required=False))

    transition.take_over(person("2026-11-02T07:00"), wave="v-1")

    assert [topic for topic, _ in emitted(transition)] == ["transition.wave_taken_over"]


def test_the_list_of_whoever_does_not_move_is_not_asked_for():
    transition = with_items()
    hand_over(transition, "person-1", "nyckel", "plan")

    given(transition).take_over(
        person("2026-11-02T07:00"), wave="v-1", gone={"person-2"}
    )

    assert [topic for topic, _ in emitted(transition)] == ["transition.wave_taken_over"]


def test_a_customer_taken_over_alone_needs_the_list_too():
    transition = with_items()
    transition.fail_customer(
        person("2026-11-02T06:30"), customer="person-1", reason="Ingen öppnade."
    )
    hand_over(transition, "person-1", "plan")

    with refuses(
        given(transition), HandoverMissing, wave="v-1", missing={"person-1": ["nyckel"]}
    ):
        transition.take_over_customer(person("2026-11-03T07:00"), customer="person-1")


def test_nothing_is_handed_over_when_the_transition_is_over():
    transition = given(completed())

    with refuses(transition, TransitionOver, status=transition.status):
        transition.hand_over(
            person("2026-11-20T09:00"), customer="person-1", item="nyckel"
        )
    with refuses(transition, TransitionOver, status=transition.status):
        transition.set_handover_items(
            person("2026-11-20T09:00"), items=ITEMS, handover_required=True
        )
