"""Gaps: on which days to come somebody will be without a provider, and what helps."""

from __future__ import annotations

import pytest

from tests.given import day, person
from tests.interfaces.follow_up.people import (
    agreement,
    customer,
    granted,
    in_house,
    system,
)
from upphandling.domain.configuration import Basis, Regime
from upphandling.domain.licence import LicenceStatus
from upphandling.domain.transition import Transition, Wave
from upphandling.interfaces.cli import follow_up_pages as pages
from upphandling.interfaces.follow_up import the_alarms, the_gaps

TODAY, UNTIL = day("2026-06-01"), day("2026-12-31")
LAST = day("2026-08-31")
AFTER = day("2026-09-01")


def leaving() -> object:
    return agreement(ends_on=LAST)


def placed(key: str = "k-1", at: str = "avtal-b") -> object:
    moving = customer(key)
    moving.place(
        person("2026-05-04T10:00"),
        agreement=at,
        provider="utforare-b",
        basis=Basis.CHOICE,
        reason="Ditt val.",
    )
    return moving


def moving_on(on: str) -> Transition:
    return Transition.plan(
        person("2026-05-04T10:00"),
        "flytt",
        system="staden",
        bundle="omvardnad",
        source="choice_round:host",
        waves=(Wave(wave="v-1", on=day(on), customers=("k-1",)),),
    )


def found(connection, until=UNTIL):
    return [
        (row["gap"], row["day"], row["agreement"], row["area"], row["customers"])
        for row in the_gaps(connection, "staden", TODAY, until)
    ]


def test_nothing_is_wrong_while_agreements_run_on(told):
    connection = told(system(), agreement(), customer())

    assert found(connection) == []


def test_an_agreement_ends_and_nothing_is_planned(told):
    connection = told(
        system(),
        leaving(),
        in_house(),
        customer("k-1"),
        customer("k-2"),
        customer("k-3", area="soder"),
    )

    assert found(connection) == [
        ("no_successor", AFTER, "avtal-a", "norr", 2),
        ("no_successor", AFTER, "avtal-a", "soder", 1),
    ]


def test_what_ends_after_the_day_asked_for_is_not_told(told):
    connection = told(system(), leaving(), in_house(), customer())

    assert found(connection, day("2026-08-30")) == []


def test_who_steps_in_is_named(told_on_each):
    town = system()
    town.name_fallback(
        person("2026-05-04T10:00"),
        bundle="omvardnad",
        agreement="egen-regi",
        regime=Regime.IN_HOUSE,
        legal_basis="Fullmäktiges beslut § 1",
    )
    connection = told_on_each(town, leaving(), in_house(), customer())

    (gap,) = the_gaps(connection, None, TODAY, UNTIL)

    assert gap["fallback"] == "egen-regi"
    assert gap["says"].endswith(".")
    assert gap["helps"].endswith(".")


def test_nobody_else_has_an_agreement_in_the_area_then(told_on_each):
    late = agreement("avtal-b", starts_on=day("2026-10-01"), areas=("norr",))
    connection = told_on_each(system(), leaving(), late, placed())

    gaps = the_gaps(connection, "staden", TODAY, UNTIL)

    assert [(row["gap"], row["area"], row["successor"]) for row in gaps] == [
        ("successor_too_late", "norr", "avtal-b"),
        ("no_agreement", "norr", "avtal-b"),
        ("no_agreement", "soder", None),
    ]


def test_a_place_and_a_wave_in_time_leave_no_gap(told):
    new = agreement("avtal-b")
    connection = told(system(), leaving(), new, placed(), moving_on("2026-09-01"))

    assert found(connection) == []


def test_a_place_alone_is_a_plan(told):
    connection = told(system(), leaving(), agreement("avtal-b"), placed())

    assert found(connection) == []


def test_a_wave_after_the_end_comes_too_late(told_on_each):
    new = agreement("avtal-b")
    connection = told_on_each(
        system(), leaving(), new, placed(), moving_on("2026-09-02")
    )

    (gap,) = the_gaps(connection, "staden", TODAY, UNTIL)

    assert (gap["gap"], gap["wave"], gap["transition"]) == (
        "wave_too_late",
        "v-1",
        "flytt",
    )


def test_a_place_in_an_agreement_that_ends_at_the_same_time_is_none(told):
    other = agreement("avtal-b", ends_on=LAST)
    connection = told(system(), leaving(), other, in_house(), placed())

    assert found(connection) == [("no_successor", AFTER, "avtal-a", "norr", 1)]


def test_a_lost_licence_is_told_at_once(told_on_each):
    lost = agreement()
    lost.change_licence(
        person("2026-05-20T10:00"),
        licence=LicenceStatus.REVOKED,
        decided_on=day("2026-05-19"),
        source="IVO dnr 1",
    )
    connection = told_on_each(system(), lost, customer(), customer("k-2"))

    assert found(connection) == [("licence_lost", TODAY, "avtal-a", "norr", 2)]


@pytest.mark.parametrize("of", [None, "okänt"])
def test_who_has_nobody_already_is_told_first(told, of):
    connection = told(system(), agreement(), customer(of=of))

    assert found(connection) == [("without_provider", TODAY, of, "norr", 1)]


def test_who_was_left_when_the_agreement_ended_has_nobody(told):
    over = agreement(ends_on=day("2026-05-31"))
    connection = told(system(), over, customer())

    assert found(connection) == [("without_provider", TODAY, "avtal-a", "norr", 1)]


def test_the_first_of_those_without_a_provider_are_named(told):
    over = agreement(ends_on=day("2026-05-31"))
    names = [f"k-{number}" for number in range(7)]
    connection = told(system(), over, *(customer(name) for name in names))

    (gap,) = the_gaps(connection, "staden", TODAY, UNTIL)

    assert (gap["customers"], gap["people"]) == (7, names[:5])


def test_a_person_reads_that_there_are_more(capsys):
    gap = {"customers": 7, "people": ["k-0", "k-1"], "says": "Ingen."}
    pages.gaps([{**gap, "day": TODAY, "helps": "", "fallback": None}])

    assert "k-0, k-1, …" in " ".join(capsys.readouterr().out.split())


def test_what_nobody_carries_out_is_due_to_be_reported(told):
    connection = told(system(), granted(), agreement(), customer("k-9"))

    (gap,) = the_gaps(connection, "staden", day("2026-03-01"), UNTIL)

    assert (gap["gap"], gap["customers"], gap["agreement"]) == ("unexecuted", 1, None)
    assert gap["day"] > day("2026-03-31")


def test_all_alarms_stand_on_one_page(told_on_each):
    connection = told_on_each(
        system(in_house_percent=10.0),
        leaving(),
        in_house(),
        customer("k-1"),
        customer("k-2", "egen-regi"),
        granted("k-3"),
    )

    alarms = the_alarms(connection, "staden", TODAY, UNTIL)

    assert [row["gap"] for row in alarms["gaps"]] == ["unexecuted", "no_successor"]
    assert {row["agreement"] for row in alarms["drift"]} == {"egen-regi"}
    assert [row["customer"] for row in alarms["unexecuted"]] == ["k-3"]
    assert alarms["offers"] == alarms["overdue_waves"] == []
