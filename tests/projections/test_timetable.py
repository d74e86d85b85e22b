"""Timetable: plan against actual, and every slip with its reason."""

from __future__ import annotations

from tests.given import day, person, scheduler
from upphandling.domain.intervals import Interval
from upphandling.domain.plan import Plan
from upphandling.projections.timetable import TIMETABLE, milestones, promises, slips

EARLY_OCTOBER = Interval(
    earliest=day("2026-10-01"), latest=day("2026-10-10"), wording="början oktober"
)
NOVEMBER = Interval(earliest=day("2026-11-01"), latest=day("2026-11-30"))
PLANNED = ("Tilldelningsbeslut", "[]", "2026-10-01", "2026-10-10", "början oktober")


def with_milestone() -> Plan:
    plan = Plan.draw_up(person("2026-01-12T09:00"), "tidplan", system="staden")
    plan.plan_milestone(
        person("2026-01-12T10:00"),
        milestone="beslut",
        title="Tilldelningsbeslut",
        when=EARLY_OCTOBER,
        depends_on=(),
    )
    return plan


def moved() -> Plan:
    plan = with_milestone()
    at = person("2026-09-21T10:00")
    plan.move_milestone(at, milestone="beslut", when=NOVEMBER, reason="Överprövning.")
    return plan


def test_a_milestone_stands_as_planned(rows_after):
    assert rows_after(TIMETABLE, milestones, with_milestone()) == [
        ("tidplan", "beslut", *PLANNED, *PLANNED[2:4], "planned", None, None, 2)
    ]


def test_a_moved_milestone_shows_both_plans_and_the_slip(rows_after):
    now = ("2026-11-01", "2026-11-30", "planned", None, "Överprövning.", 2)

    assert rows_after(TIMETABLE, milestones, moved()) == [
        ("tidplan", "beslut", *PLANNED, *now)
    ]
    slip = ("2026-09-21T10:00", "2026-10-10", "2026-11-30", "Överprövning.")
    assert rows_after(TIMETABLE, slips) == [("tidplan", 3, "beslut", *slip)]


def test_a_milestone_is_missed_and_then_met(rows_after):
    plan = with_milestone()
    plan.miss_milestone(scheduler("2026-10-11T00:00"), milestone="beslut")
    (row,) = rows_after(TIMETABLE, milestones, plan)
    assert row[9:] == ("missed", None, None, 2)

    plan.meet_milestone(
        person("2026-10-12T10:00"), milestone="beslut", met_on=None, reason=None
    )

    (row,) = rows_after(TIMETABLE, milestones, plan)
    assert row[9:] == ("met", "2026-10-12", None, 2)


def test_a_milestone_is_abandoned(rows_after):
    plan = with_milestone()
    at = person("2026-03-02T10:00")
    plan.abandon_milestone(at, milestone="beslut", reason="Upphandlingen avbröts.")

    (row,) = rows_after(TIMETABLE, milestones, plan)
    assert row[9:] == ("abandoned", None, "Upphandlingen avbröts.", 2)


def test_promises_are_kept_or_withdrawn(rows_after):
    plan = Plan.draw_up(person("2026-01-12T09:00"), "tidplan", system="staden")
    at = person("2026-01-12T10:00")
    for promise in ("a", "b", "c"):
        plan.promise(at, promise=promise, to="Alla", text="Val i höst.", when=NOVEMBER)
    plan.keep_promise(at, promise="b")
    plan.withdraw_promise(at, promise="c", reason="Avbruten.")

    told = ("Alla", "Val i höst.", "[]", "2026-11-01", "2026-11-30")
    assert rows_after(TIMETABLE, promises, plan) == [
        ("tidplan", "a", *told, "promised", None, 2),
        ("tidplan", "b", *told, "kept", None, 3),
        ("tidplan", "c", *told, "withdrawn", "Avbruten.", 4),
    ]
