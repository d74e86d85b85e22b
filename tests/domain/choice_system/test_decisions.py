"""Political decisions, and the chair's urgent ones reported at the next meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.domain.choice_system.cases import (
    BY_THE_CHAIR,
    TOLD,
    decided,
    decided_by_the_chair,
    established,
    shares,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.choice_system import Body, ChoiceSystem
from upphandling.domain.choice_system.refusals import (
    MeetingBeforeDecision,
    MeetingNotOver,
    MeetingNotPlanned,
    NotAnUrgentDecision,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.parts import PartExists, UnknownPart

MEETING = {"body": Body.BOARD, "on": day("2026-06-01")}
REPORT = {"decision": "ordf-1", "meeting_on": day("2026-06-01")}


def awaiting_the_board() -> ChoiceSystem:
    """The chair's decision is to be reported to the board on 1 June."""
    system = decided_by_the_chair()
    system.plan_meeting(person("2026-05-20T09:00"), **MEETING)
    return system


def test_a_decision_of_the_council_is_recorded():
    system = given(established())

    system.record_decision(person("2026-05-19T09:00"), **TOLD, urgent=False)

    assert emitted(system) == [event(ChoiceSystem.DecisionTaken, **TOLD)]


def test_an_urgent_decision_of_the_chair_is_recorded_as_such():
    system = given(established())

    system.record_decision(person("2026-05-19T09:00"), **BY_THE_CHAIR, urgent=True)

    assert emitted(system) == [event(ChoiceSystem.ChairDecided, **BY_THE_CHAIR)]
    assert system.urgent == {"ordf-1"}


def test_a_decision_is_recorded_once():
    system = given(decided())

    with refuses(system, PartExists, part="kf-1"):
        system.record_decision(person("2026-05-19T09:00"), **TOLD, urgent=False)


@pytest.mark.parametrize(
    "act",
    [
        lambda system, stamp: system.report_chair_decision(
            stamp, decision="kf-9", meeting_on=day("2026-06-01")
        ),
        lambda system, stamp: system.announce_minutes(
            stamp, decision="kf-9", on=day("2026-05-25")
        ),
        lambda system, stamp: system.appeal_decision(
            stamp,
            decision="kf-9",
            court="Förvaltningsrätten",
            case_number="1-26",
            received_on=day("2026-05-25"),
            in_time=True,
        ),
        lambda system, stamp: system.decide_shares(
            stamp, policy=shares("2028-01-01", 60.0), decision="kf-9"
        ),
        lambda system, _: system.must_have_decided("kf-9"),
    ],
    ids=["report", "announce", "appeal", "shares", "mention"],
)
def test_a_decision_that_nobody_took_cannot_be_referred_to(act):
    system = given(decided())

    with refuses(system, UnknownPart, part="kf-9", known=["kf-1"]):
        act(system, person("2026-06-01T09:00"))


# -- Reported at the next meeting -----------------------------------------------


def test_the_chairs_decision_is_reported_to_the_board():
    system = given(decided_by_the_chair())

    system.report_chair_decision(person("2026-06-01T09:00"), **REPORT)

    assert emitted(system) == [event(ChoiceSystem.ChairDecisionReported, **REPORT)]
    assert system.urgent == set()


def test_a_decision_is_not_reported_to_a_meeting_before_it():
    system = given(decided_by_the_chair())
    taken_on = system.taken_on["ordf-1"]
    before = taken_on - timedelta(days=1)

    with refuses(
        system,
        MeetingBeforeDecision,
        decision="ordf-1",
        taken_on=taken_on,
        meeting_on=before,
    ):
        system.report_chair_decision(
            person("2026-06-01T09:00"), decision="ordf-1", meeting_on=before
        )

    system.report_chair_decision(
        person("2026-06-01T09:00"), decision="ordf-1", meeting_on=taken_on
    )
    assert system.urgent == set()


def test_only_the_chairs_urgent_decisions_are_reported_and_once():
    reported = decided_by_the_chair()
    reported.report_chair_decision(person("2026-06-01T09:00"), **REPORT)

    for system, decision in ((decided(), "kf-1"), (reported, "ordf-1")):
        with refuses(given(system), NotAnUrgentDecision, decision=decision):
            system.report_chair_decision(
                person("2026-06-01T10:00"),
                decision=decision,
                meeting_on=day("2026-06-01"),
            )


def test_a_planned_meeting_is_when_the_chairs_decision_is_to_be_reported():
    system = given(decided_by_the_chair())

    system.plan_meeting(person("2026-05-20T09:00"), **MEETING)

    assert emitted(system) == [
        event(ChoiceSystem.MeetingPlanned, **MEETING),
        event(ChoiceSystem.ReportScheduled, **REPORT),
    ]


def test_a_decision_taken_when_the_meeting_is_planned_is_reported_there():
    system = established()
    system.plan_meeting(person("2026-05-11T09:00"), **MEETING)

    system.record_decision(person("2026-05-19T09:00"), **BY_THE_CHAIR, urgent=True)

    assert emitted(system)[-1] == event(ChoiceSystem.ReportScheduled, **REPORT)


@pytest.mark.parametrize(
    "meeting",
    [
        {"body": Body.EXECUTIVE_BOARD, "on": day("2026-05-25")},
        {"body": Body.BOARD, "on": day("2026-05-18")},
        {"body": Body.BOARD, "on": day("2026-06-22")},
    ],
    ids=["another body", "not after the decision", "a later one"],
)
def test_only_the_bodys_own_next_meeting_counts(meeting):
    system = given(awaiting_the_board())

    system.plan_meeting(person("2026-05-20T10:00"), **meeting)

    assert emitted(system) == [event(ChoiceSystem.MeetingPlanned, **meeting)]


def test_an_earlier_meeting_becomes_the_next():
    system = given(awaiting_the_board())
    earlier = {"body": Body.BOARD, "on": day("2026-05-27")}

    system.plan_meeting(person("2026-05-20T10:00"), **earlier)

    assert emitted(system) == [
        event(ChoiceSystem.MeetingPlanned, **earlier),
        event(
            ChoiceSystem.ReportScheduled,
            decision="ordf-1",
            meeting_on=day("2026-05-27"),
        ),
    ]


def test_when_the_meeting_is_cancelled_the_report_waits_for_another():
    system = given(awaiting_the_board())

    system.cancel_meeting(person("2026-05-28T09:00"), **MEETING)

    assert emitted(system) == [
        event(ChoiceSystem.MeetingCancelled, **MEETING),
        event(ChoiceSystem.ReportScheduled, decision="ordf-1", meeting_on=None),
    ]
    with refuses(system, MeetingNotOver, decision="ordf-1", meeting_on=None):
        system.note_unreported(scheduler("2026-06-02T00:00"), decision="ordf-1")


def test_a_meeting_that_nobody_planned_cannot_be_cancelled():
    system = given(decided_by_the_chair())

    with refuses(system, MeetingNotPlanned, **MEETING):
        system.cancel_meeting(person("2026-05-28T09:00"), **MEETING)


def test_the_clock_notes_that_the_board_was_not_told():
    system = given(awaiting_the_board())
    with refuses(
        system, MeetingNotOver, decision="ordf-1", meeting_on=day("2026-06-01")
    ):
        system.note_unreported(scheduler("2026-06-01T23:59:59"), decision="ordf-1")

    system.note_unreported(scheduler("2026-06-02T00:00"), decision="ordf-1")

    assert emitted(system) == [event(ChoiceSystem.ChairDecisionUnreported, **REPORT)]


def test_it_is_noted_once_that_the_board_was_not_told():
    system = awaiting_the_board()
    system.note_unreported(scheduler("2026-06-02T00:00"), decision="ordf-1")
    later = {"body": Body.BOARD, "on": day("2026-06-22")}
    given(system)

    system.plan_meeting(person("2026-06-03T09:00"), **later)

    assert emitted(system) == [event(ChoiceSystem.MeetingPlanned, **later)]
    with refuses(system, UnknownPart, part="ordf-1", known=[]):
        system.note_unreported(scheduler("2026-06-23T00:00"), decision="ordf-1")


def test_a_decision_that_was_noted_may_still_be_reported():
    system = awaiting_the_board()
    system.note_unreported(scheduler("2026-06-02T00:00"), decision="ordf-1")

    system.report_chair_decision(
        person("2026-06-22T12:00"), decision="ordf-1", meeting_on=day("2026-06-22")
    )

    assert system.urgent == set()


def test_a_meeting_that_was_held_tells_what_was_reported_there():
    system = given(awaiting_the_board())

    system.hold_meeting(person("2026-06-01T15:00"), **MEETING, reported=("ordf-1",))

    assert emitted(system) == [
        event(ChoiceSystem.MeetingHeld, **MEETING),
        event(ChoiceSystem.ChairDecisionReported, **REPORT),
    ]


def test_a_meeting_that_nobody_planned_also_passes_with_a_decision_unreported():
    system = given(decided_by_the_chair())

    system.hold_meeting(person("2026-06-01T15:00"), **MEETING, reported=())

    assert emitted(system) == [
        event(ChoiceSystem.MeetingHeld, **MEETING),
        event(ChoiceSystem.ReportScheduled, **REPORT),
        event(ChoiceSystem.ChairDecisionUnreported, **REPORT),
    ]


def test_another_bodys_meeting_tells_nothing_of_the_boards_decisions():
    system = given(awaiting_the_board())
    other = {"body": Body.EXECUTIVE_BOARD, "on": day("2026-06-01")}

    system.hold_meeting(person("2026-06-01T15:00"), **other, reported=())

    assert emitted(system) == [event(ChoiceSystem.MeetingHeld, **other)]


def test_a_meeting_is_held_only_when_it_has_been():
    system = given(awaiting_the_board())
    stamp = person("2026-05-31T15:00")

    with refuses(system, NotYet, day=MEETING["on"], at=stamp.at):
        system.hold_meeting(stamp, **MEETING, reported=())
