"""Transitions: how far each wave has come."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select

from tests.domain.transition.test_reassignment import proposed
from tests.given import day, local, person, scheduler
from upphandling.domain.transition import (
    Condition,
    ConditionKind,
    HandoverItem,
    Transition,
    Wave,
)
from upphandling.projections.transitions import (
    TRANSITIONS,
    conditions,
    handovers,
    moved,
    progress,
    transitions,
    waves,
)


def planned() -> Transition:
    return Transition.plan(
        person("2026-07-01T10:00"),
        "overtagande",
        system="staden",
        bundle="omvardnad",
        source="Valomgång hösten 2026",
        waves=(
            Wave(wave="ett", on=day("2026-09-01"), customers=("k-1", "k-2")),
            Wave(wave="två", on=day("2026-10-01"), customers=("k-3",)),
        ),
    )


@pytest.fixture
def asked(database):
    """The rows of a query, as plain dicts."""

    def ask(query: Select[Any]) -> list[dict[str, Any]]:
        with database.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    return ask


def test_waves_stand_as_planned(rows_after):
    what = ("staden", "omvardnad", "Valomgång hösten 2026", "planned", None, 1)

    assert rows_after(TRANSITIONS, transitions, planned()) == [("overtagande", *what)]
    assert rows_after(TRANSITIONS, waves) == [
        ("overtagande", "ett", "2026-09-01", "2026-09-01", 2, None, 0, None, False),
        ("overtagande", "två", "2026-10-01", "2026-10-01", 1, None, 0, None, False),
    ]


def test_a_wave_is_taken_over_late_and_the_transition_completed(rows_after, asked):
    transition = planned()
    transition.take_over(person("2026-09-01T10:00"), wave="ett")
    transition.call_overdue(scheduler("2026-10-02T00:00"), wave="två")
    transition.take_over(person("2026-10-05T10:00"), wave="två")
    transition.complete(person("2026-10-05T11:00"))

    ((*_, status, reason, _),) = rows_after(TRANSITIONS, transitions, transition)
    assert (status, reason) == ("completed", None)
    assert [
        (row["wave"], row["taken_over_on"], row["taken"], row["overdue"])
        for row in asked(progress("staden"))
    ] == [("ett", day("2026-09-01"), 2, False), ("två", day("2026-10-05"), 1, True)]


def test_an_abandoned_transition_says_why(rows_after, asked):
    transition = planned()
    transition.abandon(person("2026-08-03T10:00"), reason="Avtalet hävdes.")

    ((*_, status, reason, _),) = rows_after(TRANSITIONS, transitions, transition)
    assert (status, reason) == ("abandoned", "Avtalet hävdes.")
    assert [row["wave"] for row in asked(progress("staden"))] == ["ett", "två"]
    assert asked(progress("landet")) == []


def test_a_postponed_wave_keeps_its_first_day_and_how_often_it_moved(rows_after, asked):
    transition = planned()
    transition.call_overdue(scheduler("2026-09-02T00:00"), wave="ett")
    for on, reason in (("2026-09-08", "Storm"), ("2026-09-15", "Mer storm")):
        transition.postpone_wave(
            person("2026-09-02T10:00"), wave="ett", on=day(on), reason=reason
        )

    rows_after(TRANSITIONS, waves, transition)

    first, second = asked(progress(None))
    assert (first["first_planned_on"], first["planned_on"]) == (
        day("2026-09-01"),
        day("2026-09-15"),
    )
    assert (first["moved"], second["moved"]) == (2, 0)
    assert not first["overdue"]
    assert [
        (row["before"], row["on"], row["reason"]) for row in asked(moved("overtagande"))
    ] == [
        (day("2026-09-01"), day("2026-09-08"), "Storm"),
        (day("2026-09-08"), day("2026-09-15"), "Mer storm"),
    ]


def test_conditions_are_counted_for_each_wave_and_listed_with_who_settled_them(
    rows_after, asked
):
    transition = planned()
    for key, wave in (("personal", None), ("nycklar", "två")):
        transition.set_condition(
            person("2026-07-02T10:00"),
            condition=Condition(
                condition=key,
                kind=ConditionKind(
                    {"personal": "staff", "nycklar": "keys"}[key],
                ),
                agreement="avtal-a",
                text="Ska finnas.",
                wave=wave,
            ),
        )
    transition.meet_condition(
        person("2026-07-03T10:00"), condition="personal", evidence="Lista"
    )
    transition.fail_condition(
        person("2026-07-04T10:00"), condition="nycklar", reason="Borta"
    )
    transition.decide_go(person("2026-07-05T10:00"), wave="ett")
    transition.decide_no_go(person("2026-07-05T10:00"), wave="två", reason="Nycklar")

    rows_after(TRANSITIONS, waves, transition)

    assert [
        (row["wave"], row["conditions"], row["conditions_met"], row["go"])
        for row in asked(progress("staden"))
    ] == [("ett", 1, 1, "go"), ("två", 2, 1, "no_go")]
    keys, staff = asked(conditions("overtagande"))
    assert (keys["met"], keys["because"], keys["wave"]) == (False, "Borta", "två")
    assert (staff["met"], staff["because"], staff["wave"]) == (True, "Lista", None)
    assert (staff["settled_at"], staff["settled_by"]) == (
        local("2026-07-03T10:00"),
        "handlaggare-1",
    )


def test_the_hand_over_shows_what_is_missing_for_each_customer(rows_after, asked):
    transition = planned()
    transition.set_handover_items(
        person("2026-07-02T10:00"),
        items=(
            HandoverItem(item="nyckel", text="Nyckel"),
            HandoverItem(item="plan", text="Genomförandeplan"),
        ),
        handover_required=True,
    )
    for item in ("nyckel", "plan"):
        transition.hand_over(person("2026-08-30T10:00"), customer="k-1", item=item)

    rows_after(TRANSITIONS, waves, transition)

    assert [
        (row["wave"], row["handed_over"], row["handovers"])
        for row in asked(progress("staden"))
    ] == [("ett", 2, 4), ("två", 0, 2)]
    assert [
        (row["customer"], row["item"], row["handed_over_at"], row["handed_over_by"])
        for row in asked(handovers("overtagande", "ett"))
    ] == [
        ("k-1", "nyckel", local("2026-08-30T10:00"), "handlaggare-1"),
        ("k-1", "plan", local("2026-08-30T10:00"), "handlaggare-1"),
        ("k-2", "nyckel", None, None),
        ("k-2", "plan", None, None),
    ]


def test_a_customer_whom_it_failed_is_counted_until_taken_over_alone(rows_after, asked):
    transition = planned()
    transition.fail_customer(
        person("2026-09-01T09:00"), customer="k-1", reason="Ingen öppnade."
    )
    transition.take_over(person("2026-09-01T10:00"), wave="ett")
    rows_after(TRANSITIONS, waves, transition)
    first, _ = asked(progress("staden"))
    assert (first["customers"], first["taken"], first["failed"]) == (2, 1, 1)

    transition.take_over_customer(person("2026-09-03T10:00"), customer="k-1")
    rows_after(TRANSITIONS, waves, transition)

    first, _ = asked(progress("staden"))
    assert (first["customers"], first["taken"], first["failed"]) == (2, 2, 0)


def test_a_proposed_reassignment_stands_without_waves_until_it_is_adopted(
    rows_after, asked
):
    transition = proposed()
    ((_, _, _, source, status, *_),) = rows_after(TRANSITIONS, transitions, transition)
    assert (source, status) == ("agreement:avtal-b", "proposed")
    assert asked(progress("staden")) == []

    transition.adopt_reassignment(
        person("2026-10-30T14:00"), remaining=["person-1", "person-2"]
    )
    rows_after(TRANSITIONS, transitions, transition)

    assert [(row["wave"], row["status"]) for row in asked(progress("staden"))] == [
        ("dag-1", "planned"),
        ("dag-2", "planned"),
    ]
