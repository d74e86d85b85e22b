"""The places: where a customer is to go, and where they wait."""

from __future__ import annotations

from tests.domain.customer_choice.stages import PLACE, placed, registered
from tests.given import emitted, event, given, person, refuses, scheduler
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice, reasons
from upphandling.domain.customer_choice.refusals import NotPlaced
from upphandling.domain.errors import MachineCannotDecide


def test_the_customer_gets_a_place_with_its_ground():
    choice = given(registered())

    choice.place(person("2026-10-05T09:00"), **PLACE)

    assert emitted(choice) == [event(CustomerChoice.Placed, **PLACE)]
    assert choice.agreement == "egen-regi"  # responsible until the takeover
    assert (choice.placed_at, choice.placed_basis, choice.placed_reason) == (
        "avtal-a",
        Basis.CHOICE,
        PLACE["reason"],
    )


def test_the_scheduler_cannot_assign_a_provider():
    choice = given(registered())

    with refuses(choice, MachineCannotDecide, event="customer_choice.placed"):
        choice.place(scheduler("2026-10-05T09:00"), **PLACE)


def test_a_place_that_is_taken_back_leaves_the_provider_responsible():
    choice = given(placed())

    choice.withdraw_placement(person("2026-10-06T09:00"), reason="Uppskjutet")

    assert emitted(choice) == [
        event(
            CustomerChoice.PlacementWithdrawn, agreement="avtal-a", reason="Uppskjutet"
        )
    ]
    assert (choice.placed_at, choice.placed_basis) == (None, None)
    assert choice.agreement == "egen-regi"


def test_no_place_is_taken_back_from_whoever_has_none():
    choice = given(registered())

    with refuses(choice, NotPlaced, customer="person-1"):
        choice.withdraw_placement(person("2026-10-06T09:00"), reason="Uppskjutet")


def test_the_customer_stands_once_in_a_queue():
    choice, stamp = given(registered()), person("2026-10-05T09:00")

    choice.join_queue(stamp, agreement="avtal-a", reason="Fullt")
    choice.join_queue(stamp, agreement="avtal-a", reason="Fullt")

    assert emitted(choice) == [
        event(CustomerChoice.QueueJoined, agreement="avtal-a", reason="Fullt")
    ]
    assert choice.queued_at == {"avtal-a"}


def test_the_customer_leaves_a_queue_only_where_they_stand():
    choice, stamp = registered(), person("2026-10-05T09:00")
    choice.join_queue(stamp, agreement="avtal-a")
    given(choice)

    choice.leave_queue(stamp, agreement="avtal-b", reason="Nytt val")
    choice.leave_queue(stamp, agreement="avtal-a", reason="Nytt val")

    assert emitted(choice) == [
        event(CustomerChoice.QueueLeft, agreement="avtal-a", reason="Nytt val")
    ]
    assert choice.queued_at == set()


def test_whoever_gets_the_place_waits_for_it_no_longer():
    choice, stamp = registered(), person("2026-10-05T09:00")
    choice.join_queue(stamp, agreement="avtal-a")
    choice.join_queue(stamp, agreement="avtal-b")

    choice.place(stamp, **PLACE)

    assert choice.queued_at == {"avtal-b"}


def test_the_reasons_are_told_in_plain_swedish():
    assert (
        f"{reasons.got(1, 'Utförare B')} "
        f"{reasons.was_full(0, 'Utförare A', 'Norr', 14)}"
    ) == (
        "Du fick ditt andra val, Utförare B. Ditt första val, Utförare A, hade inga "
        "lediga platser i område Norr; du står på plats 14 i kön."
    )
    assert reasons.was_full(1, "Utförare B", "Norr") == (
        "Ditt andra val, Utförare B, hade inga lediga platser i område Norr."
    )
