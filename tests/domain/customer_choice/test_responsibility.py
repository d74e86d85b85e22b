"""The responsibility: one provider takes over from another."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.customer_choice.stages import (
    PLACE,
    chosen,
    new,
    placed,
    registered,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.refusals import (
    NoticeRunning,
    NotPlaced,
    TakenOverTooEarly,
)
from upphandling.domain.instants import NotYet

FALLBACK = {
    "agreement": "egen-regi",
    "provider": "kommunen",
    "on": day("2026-11-01"),
    "reason": "Utförare A:s avtal har upphört.",
}


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
    assert (choice.agreement, choice.provider) == ("avtal-a", "utforare-a")
    assert choice.since == choice.unchanged_since == day("2026-11-02")
    assert (choice.placed_at, choice.placed_basis, choice.placed_reason) == (
        None,
        None,
        "",
    )


def test_nobody_is_taken_over_without_a_place():
    choice = given(registered())

    with refuses(choice, NotPlaced, customer="person-1"):
        choice.take_over(
            person("2026-11-02T07:00"), provider="utforare-a", on=day("2026-11-02")
        )


def test_nobody_is_taken_over_on_a_day_that_has_not_come():
    choice, stamp = given(placed()), person("2026-11-01T07:00")

    with refuses(choice, NotYet, day=day("2026-11-02"), at=stamp.at):
        choice.take_over(stamp, provider="utforare-a", on=day("2026-11-02"))


def test_a_takeover_may_be_the_day_the_present_provider_began_but_not_before():
    choice, since = given(placed()), day("2024-01-01")
    too_early = day("2023-12-31")

    with refuses(choice, TakenOverTooEarly, on=too_early, since=since):
        choice.take_over(
            person("2026-11-02T07:00"), provider="utforare-a", on=too_early
        )
    choice.take_over(person("2026-11-02T07:00"), provider="utforare-a", on=since)
    assert choice.agreement == "avtal-a"


def test_a_takeover_is_told_after_what_changed_before_it():
    choice = placed()
    choice.move_area(person("2026-10-20T09:00"), area="soder", on=day("2026-10-15"))
    given(choice)

    with refuses(
        choice, TakenOverTooEarly, on=day("2026-10-14"), since=day("2026-10-15")
    ):
        choice.take_over(
            person("2026-11-02T07:00"), provider="utforare-a", on=day("2026-10-14")
        )


def test_whoever_chose_to_leave_waits_until_the_notice_has_run_out():
    choice = chosen(notice_days=14)
    choice.place(person("2026-09-15T10:00"), **PLACE)
    given(choice)
    stamp = person("2026-10-05T09:00")

    with refuses(
        choice,
        NoticeRunning,
        on=day("2026-09-28"),
        earliest_on=day("2026-09-29"),
    ):
        choice.take_over(stamp, provider="utforare-a", on=day("2026-09-28"))
    choice.take_over(stamp, provider="utforare-a", on=day("2026-09-29"))
    assert choice.earliest_on is None


def test_whoever_must_leave_waits_for_no_notice():
    choice = chosen(notice_days=14)
    choice.place(person("2026-09-15T10:00"), **{**PLACE, "basis": Basis.REASSIGNED})

    choice.take_over(
        person("2026-09-16T09:00"), provider="utforare-a", on=day("2026-09-16")
    )

    assert choice.agreement == "avtal-a"


def test_when_an_agreement_ends_responsibility_falls_to_the_one_named_for_it():
    choice = registered(agreement="avtal-a", provider="utforare-a")
    given(choice)

    choice.fall_back(scheduler("2026-11-01T00:00"), **FALLBACK)

    assert emitted(choice) == [
        event(
            CustomerChoice.FellBack,
            system="staden",
            bundle="omvardnad",
            area="norr",
            minutes=600,
            before="avtal-a",
            before_since=day("2024-01-01"),
            **FALLBACK,
        )
    ]
    assert (choice.agreement, choice.since) == ("egen-regi", day("2026-11-01"))


def test_a_place_ahead_is_kept_by_whoever_fell_back_meanwhile():
    elsewhere = placed()
    elsewhere.fall_back(scheduler("2026-11-01T00:00"), **FALLBACK)
    there = placed(agreement="egen-regi", provider="kommunen")
    there.fall_back(scheduler("2026-11-01T00:00"), **FALLBACK)

    assert elsewhere.placed_at == "avtal-a"
    assert there.placed_at is None


def test_whoever_fell_back_waits_for_no_notice():
    choice = chosen(notice_days=365)
    choice.place(person("2026-09-15T10:00"), **PLACE)
    choice.fall_back(scheduler("2026-11-01T00:00"), **FALLBACK)

    choice.take_over(
        person("2026-11-02T07:00"), provider="utforare-a", on=day("2026-11-02")
    )

    assert choice.agreement == "avtal-a"


def test_nobody_falls_back_to_a_day_before_the_last_change():
    choice = registered(agreement="avtal-a", provider="utforare-a")
    choice.move_area(person("2026-11-05T09:00"), area="soder", on=day("2026-11-03"))

    choice.fall_back(person("2026-11-05T10:00"), **FALLBACK)

    assert choice.since == day("2026-11-03")


def test_somebody_steps_in_for_whoever_has_nobody():
    choice = new()

    choice.fall_back(scheduler("2026-11-01T00:00"), **FALLBACK)

    assert choice.agreement == "egen-regi"


def taken_over(**changed: Any) -> CustomerChoice:
    choice = placed(**changed)
    choice.take_over(
        person("2026-11-02T07:00"),
        provider=changed.get("provider", PLACE["provider"]),
        on=day("2026-11-02"),
    )
    return choice


def test_whoever_chose_another_provider_has_chosen_away():
    choice = taken_over()

    assert choice.chose_away("egen-regi", day("2026-11-02"))
    assert not choice.chose_away("avtal-a", day("2026-11-02"))
    assert not choice.chose_away("egen-regi", day("2026-11-03"))


@pytest.mark.parametrize("basis", [Basis.DEFAULT, Basis.REASSIGNED])
def test_whoever_was_placed_by_others_has_not_chosen_away(basis):
    choice = taken_over(basis=basis)

    assert not choice.chose_away("egen-regi", day("2026-11-02"))


def test_another_agreement_of_the_same_provider_is_no_choice_away():
    choice = taken_over(provider="kommunen")

    assert not choice.chose_away("egen-regi", day("2026-11-02"))


def test_whoever_falls_back_has_not_chosen_away():
    choice = placed()
    choice.fall_back(scheduler("2026-11-01T00:00"), **FALLBACK)

    assert not choice.chose_away("egen-regi", day("2026-11-01"))


def test_a_takeover_that_a_death_came_before_is_no_choice_away():
    choice = taken_over()
    choice.end_care(person("2026-11-20T09:00"), last_day=day("2026-11-19"))
    assert choice.chose_away("egen-regi", day("2026-11-02"))

    choice.end_at_death(person("2026-11-20T09:00"), died_on=day("2026-11-01"))

    assert not choice.chose_away("egen-regi", day("2026-11-02"))


def test_whoever_came_back_after_care_that_never_began_there_chose_nobody_away():
    choice = taken_over()
    choice.end_care(person("2026-11-03T09:00"), last_day=day("2026-11-01"))
    choice.return_to_care(
        person("2026-12-01T09:00"),
        area="norr",
        minutes=600,
        services=(),
        since=day("2026-12-01"),
    )

    assert not choice.chose_away("egen-regi", day("2026-11-02"))


def test_how_somebody_came_to_a_provider_does_not_show_in_the_case():
    assert "moves" not in taken_over().portrait()
