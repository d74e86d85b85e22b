"""Transitions: how far each wave has come."""

from __future__ import annotations

from tests.given import day, person, scheduler
from upphandling.domain.transition import Transition, Wave
from upphandling.projections.transitions import (
    TRANSITIONS,
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


def test_waves_stand_as_planned(rows_after):
    what = ("staden", "omvardnad", "Valomgång hösten 2026", "planned", None, 1)

    assert rows_after(TRANSITIONS, transitions, planned()) == [("overtagande", *what)]
    assert rows_after(TRANSITIONS, waves) == [
        ("overtagande", "ett", "2026-09-01", 2, None, False),
        ("overtagande", "två", "2026-10-01", 1, None, False),
    ]


def test_a_wave_is_taken_over_late_and_the_transition_completed(rows_after):
    transition = planned()
    transition.take_over(person("2026-09-01T10:00"), wave="ett")
    transition.call_overdue(scheduler("2026-10-02T00:00"), wave="två")
    transition.take_over(person("2026-10-05T10:00"), wave="två")
    transition.complete(person("2026-10-05T11:00"))

    assert rows_after(TRANSITIONS, waves, transition) == [
        ("overtagande", "ett", "2026-09-01", 2, "2026-09-01", False),
        ("overtagande", "två", "2026-10-01", 1, "2026-10-05", True),
    ]
    ((*_, status, reason, _),) = rows_after(TRANSITIONS, transitions)
    assert (status, reason) == ("completed", None)


def test_an_abandoned_transition_says_why(rows_after, database):
    transition = planned()
    transition.abandon(person("2026-08-03T10:00"), reason="Avtalet hävdes.")

    ((*_, status, reason, _),) = rows_after(TRANSITIONS, transitions, transition)
    assert (status, reason) == ("abandoned", "Avtalet hävdes.")
    with database.engine.connect() as connection:
        told = [row.wave for row in connection.execute(progress("staden"))]
    assert told == ["ett", "två"]
