"""The places: the last one is taken once, and whoever leaves makes room."""

from __future__ import annotations

from tests.domain.agreement.cases import full, in_force, place, queued, take
from tests.given import emitted, event, given, person, refuses
from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement.refusals import (
    AreaNotServed,
    NoRoom,
    SameCustomerTwice,
)
from upphandling.domain.configuration import Service


def test_the_last_place_may_be_taken():
    agreement = in_force()
    take(agreement, place("person-1"))

    take(given(agreement), place("person-2"))

    assert emitted(agreement) == [
        event(Agreement.PlacesTaken, taken=(place("person-2"),))
    ]
    assert agreement.room_in("norr") == 0


def test_nobody_gets_a_place_over_the_ceiling():
    agreement = given(full())

    with refuses(agreement, NoRoom, agreement="avtal-a", area="norr", room=0, wanted=1):
        take(agreement, place("person-3"))


def test_when_there_is_not_room_for_all_none_of_them_gets_a_place():
    agreement = given(in_force())

    with refuses(agreement, NoRoom, agreement="avtal-a", area="norr", room=2, wanted=3):
        take(agreement, *(place(f"person-{number}") for number in range(3)))


def test_whoever_holds_a_place_does_not_need_another():
    agreement = given(full())

    take(agreement, place("person-1"))

    assert agreement.room_in("norr") == 0
    assert len(agreement.holders) == 2


def test_an_area_without_a_ceiling_takes_everybody():
    agreement = given(in_force())

    take(agreement, *(place(f"person-{number}", "soder") for number in range(50)))

    assert agreement.room_in("soder") is None
    assert len(agreement.holders) == 50


def test_places_are_taken_only_in_areas_of_the_agreement():
    agreement = given(in_force())

    with refuses(
        agreement,
        AreaNotServed,
        agreement="avtal-a",
        area="oster",
        areas=["norr", "soder"],
    ):
        take(agreement, place("person-1", "oster"))


def test_a_customer_who_leaves_makes_room():
    agreement = given(full())

    agreement.free_places(person("2026-11-02T09:00"), ("person-1", "person-9"))

    assert emitted(agreement) == [event(Agreement.PlacesFreed, customers=("person-1",))]
    assert agreement.room_in("norr") == 1


def test_nothing_happens_when_nobody_who_leaves_had_a_place():
    agreement = given(full())

    agreement.free_places(person("2026-11-02T09:00"), ("person-9",))

    assert emitted(agreement) == []


def test_the_portrait_shows_numbers_and_no_people():
    agreement = full()
    agreement.enqueue(person("2026-10-05T09:00"), (place("person-3"),))

    shown = agreement.portrait()

    assert shown["holders"] == {"norr": 2}
    assert shown["queue"] == {"norr": 1}
    assert "person-" not in str(shown)


def test_the_number_of_places_is_changed():
    agreement = given(full())

    agreement.change_places(
        person("2026-12-01T09:00"),
        places={"norr": 3},
        share_percent=12.5,
        reason="Växer",
    )

    assert emitted(agreement) == [
        event(
            Agreement.PlacesChanged,
            places={"norr": 3},
            share_percent=12.5,
            reason="Växer",
        )
    ]
    assert agreement.room_in("norr") == 1


def test_places_are_changed_only_in_areas_of_the_agreement():
    agreement = given(in_force())

    with refuses(
        agreement,
        AreaNotServed,
        agreement="avtal-a",
        area="oster",
        areas=["norr", "soder"],
    ):
        agreement.change_places(
            person("2026-12-01T09:00"),
            places={"oster": 3},
            share_percent=10.0,
            reason="Växer",
        )


def test_a_customer_who_moves_within_the_provider_leaves_the_place_in_the_other_area():
    agreement = full()

    take(agreement, place("person-1", "soder"))

    assert agreement.holders["person-1"] == place("person-1", "soder")
    assert agreement.room_in("norr") == 1


def test_a_customer_who_moves_into_a_full_area_gets_no_place_there():
    agreement = in_force()
    take(agreement, place("person-0", "soder"))
    take(agreement, place("person-1"), place("person-2"))

    with refuses(
        given(agreement), NoRoom, agreement="avtal-a", area="norr", room=0, wanted=1
    ):
        take(agreement, place("person-0"))


def test_nobody_takes_two_places_at_once():
    with refuses(given(in_force()), SameCustomerTwice):
        take(in_force(), place("person-1"), place("person-1", "soder"))


def test_changed_care_changes_what_a_place_takes_up_and_nothing_else():
    agreement = in_force()
    take(agreement, place("person-1", minutes=300))
    grown = place("person-1", "soder", minutes=600, services=(Service.MEALS,))
    stayed = grown.model_copy(update={"area": "norr"})

    given(agreement).adjust_places(
        person("2026-11-02T09:00"), (grown, place("person-9"))
    )

    assert emitted(agreement) == [event(Agreement.PlacesAdjusted, places=(stayed,))]
    assert agreement.holders == {"person-1": stayed}


def test_care_that_is_as_it_was_changes_nothing():
    agreement = given(full())

    agreement.adjust_places(person("2026-11-02T09:00"), (place("person-1"),))

    assert emitted(agreement) == []


def test_a_place_is_taken_from_the_queue_when_nobody_asked_whose_turn_it_was():
    agreement = queued()
    agreement.free_places(person("2026-11-02T09:00"), ("person-1",))

    take(agreement, place("person-4"))

    assert list(agreement.queue) == ["person-3"]
    assert agreement.room_in("norr") == 0
