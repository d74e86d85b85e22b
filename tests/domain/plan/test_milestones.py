"""Milestones as intervals: planned, moved, met, missed and abandoned."""

from __future__ import annotations

import pytest

from tests.domain.plan.cases import (
    EARLY_OCTOBER,
    NOVEMBER,
    abandoned,
    drawn_up,
    met,
    missed,
    with_milestone,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.instants import NotYet
from upphandling.domain.intervals import Interval
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.plan import MilestoneNotOver, MilestoneSettled, Plan, Progress


def test_a_plan_is_drawn_up_for_a_system():
    assert emitted(drawn_up()) == [event(Plan.DrawnUp, system="staden")]


def test_a_milestone_is_planned_in_the_words_of_the_plan():
    plan = given(with_milestone())

    plan.plan_milestone(
        person("2026-01-12T11:00"),
        milestone="val",
        title="Kunderna väljer",
        when=NOVEMBER,
        depends_on=("beslut",),
    )

    assert emitted(plan) == [
        event(
            Plan.MilestonePlanned,
            milestone="val",
            title="Kunderna väljer",
            when=NOVEMBER,
            depends_on=("beslut",),
        )
    ]


@pytest.mark.parametrize(
    ("milestone", "depends_on", "rule", "details"),
    [
        ("beslut", (), PartExists, {"part": "beslut"}),
        ("val", ("annons",), UnknownPart, {"part": "annons", "known": ["beslut"]}),
    ],
)
def test_a_milestone_has_a_key_of_its_own_and_depends_on_known_ones(
    milestone, depends_on, rule, details
):
    plan = given(with_milestone())

    with refuses(plan, rule, **details):
        plan.plan_milestone(
            person("2026-01-12T11:00"),
            milestone=milestone,
            title="Prov",
            when=NOVEMBER,
            depends_on=depends_on,
        )


@pytest.mark.parametrize("stage", [with_milestone, missed])
def test_a_milestone_is_moved_also_after_it_was_missed(stage):
    plan = given(stage())

    plan.move_milestone(
        person("2026-10-20T09:00"), milestone="beslut", when=NOVEMBER, reason="Sent"
    )

    assert emitted(plan) == [
        event(
            Plan.MilestoneMoved,
            milestone="beslut",
            before=EARLY_OCTOBER,
            when=NOVEMBER,
            reason="Sent",
        )
    ]
    assert plan.milestones == {"beslut": Progress.PLANNED}


@pytest.mark.parametrize(
    ("told", "kept"), [(None, "2026-10-05"), ("2026-10-02", "2026-10-02")]
)
def test_a_milestone_is_met_today_unless_another_day_is_told(told, kept):
    plan = given(with_milestone())

    plan.meet_milestone(
        person("2026-10-05T00:30"),
        milestone="beslut",
        met_on=told and day(told),
        reason="Utredningen tog längre tid",
    )

    assert emitted(plan) == [
        event(
            Plan.MilestoneMet,
            milestone="beslut",
            met_on=day(kept),
            reason="Utredningen tog längre tid",
        )
    ]


def test_a_milestone_is_missed_by_itself_when_its_time_has_run_out():
    plan = given(with_milestone())

    plan.miss_milestone(scheduler("2026-10-11T00:00"), milestone="beslut")

    assert emitted(plan) == [
        event(Plan.MilestoneMissed, milestone="beslut", latest=day("2026-10-10"))
    ]


def test_a_milestone_is_not_missed_on_the_last_second_of_its_time():
    plan = given(with_milestone())

    with refuses(plan, MilestoneNotOver, milestone="beslut", latest=day("2026-10-10")):
        plan.miss_milestone(scheduler("2026-10-10T23:59:59"), milestone="beslut")


def test_a_milestone_is_abandoned_with_its_reason():
    plan = given(missed())

    plan.abandon_milestone(
        person("2026-10-20T09:00"), milestone="beslut", reason="Avbruten"
    )

    assert emitted(plan) == [
        event(Plan.MilestoneAbandoned, milestone="beslut", reason="Avbruten")
    ]


def test_the_scheduler_cannot_abandon():
    plan = given(with_milestone())

    with refuses(plan, MachineCannotDecide, event="plan.milestone_abandoned"):
        plan.abandon_milestone(
            scheduler("2026-10-20T09:00"), milestone="beslut", reason="Räknat"
        )


ACTS = {
    "move": lambda plan, stamp, key: plan.move_milestone(
        stamp, milestone=key, when=NOVEMBER, reason="Sent"
    ),
    "meet": lambda plan, stamp, key: plan.meet_milestone(
        stamp, milestone=key, met_on=None
    ),
    "miss": lambda plan, stamp, key: plan.miss_milestone(stamp, milestone=key),
    "abandon": lambda plan, stamp, key: plan.abandon_milestone(
        stamp, milestone=key, reason="Sent"
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("stage", [met, abandoned])
def test_nothing_is_done_with_a_milestone_that_is_settled(stage, act):
    plan = given(stage())

    with refuses(
        plan,
        MilestoneSettled,
        milestone="beslut",
        progress=plan.milestones["beslut"],
    ):
        ACTS[act](plan, person("2026-12-01T09:00"), "beslut")


def test_a_milestone_is_missed_once():
    plan = given(missed())

    with refuses(plan, MilestoneSettled, milestone="beslut", progress=Progress.MISSED):
        plan.miss_milestone(scheduler("2026-10-12T00:00"), milestone="beslut")


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_with_a_milestone_that_was_never_planned(act):
    plan = given(with_milestone())

    with refuses(plan, UnknownPart, part="annons", known=["beslut"]):
        ACTS[act](plan, person("2026-12-01T09:00"), "annons")


def test_an_interval_ends_on_the_day_it_begins_or_later():
    assert Interval.on(day("2026-10-01")).latest == day("2026-10-01")
    with pytest.raises(ValueError, match="latest ligger före earliest"):
        Interval(earliest=day("2026-10-02"), latest=day("2026-10-01"))


def test_a_milestone_is_not_met_on_a_day_to_come():
    plan = given(with_milestone())
    stamp = person("2026-10-05T09:00")

    with refuses(plan, NotYet, day=day("2026-10-06"), at=stamp.at):
        plan.meet_milestone(stamp, milestone="beslut", met_on=day("2026-10-06"))
