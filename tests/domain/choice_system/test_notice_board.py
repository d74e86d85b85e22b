"""The minutes on the notice board: when they go up and come down, and the time for appeal."""

from __future__ import annotations

import pytest

from tests.domain.choice_system.cases import APPEAL_TIME, announced, decided
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.choice_system.refusals import (
    AnnouncedBeforeApproval,
    AppealTimeOver,
)
from upphandling.domain.parts import UnknownPart


def test_the_minutes_on_the_notice_board_start_three_weeks_for_appeal():
    system = given(decided())

    system.announce_minutes(
        person("2026-05-25T09:00"), decision="kf-1", on=day("2026-05-25")
    )

    assert emitted(system) == [
        event(ChoiceSystem.MinutesAnnounced, decision="kf-1", appeal=APPEAL_TIME)
    ]
    assert APPEAL_TIME.last_day == day("2026-06-15")


@pytest.mark.parametrize(
    ("approved_on", "announced_on", "latest"),
    [
        ("2026-05-25", "2026-05-28", "2026-05-27"),
        ("2026-05-21", "2026-05-26", "2026-05-25"),  # the second day is a Saturday
    ],
)
def test_minutes_announced_after_the_second_day_are_noted_as_late(
    approved_on, announced_on, latest
):
    system = given(decided())

    system.announce_minutes(
        person("2026-05-29T09:00"),
        decision="kf-1",
        on=day(announced_on),
        approved_on=day(approved_on),
    )

    assert emitted(system)[1:] == [
        event(
            ChoiceSystem.MinutesAnnouncedLate,
            decision="kf-1",
            approved_on=day(approved_on),
            latest=day(latest),
            announced_on=day(announced_on),
        )
    ]


@pytest.mark.parametrize(
    ("approved_on", "announced_on"),
    [("2026-05-25", "2026-05-27"), ("2026-05-21", "2026-05-25")],
)
def test_minutes_announced_on_the_second_day_are_in_time(approved_on, announced_on):
    system = given(decided())

    system.announce_minutes(
        person("2026-05-29T09:00"),
        decision="kf-1",
        on=day(announced_on),
        approved_on=day(approved_on),
    )

    assert [topic for topic, _ in emitted(system)] == [
        "choice_system.minutes_announced"
    ]


def test_minutes_are_announced_when_they_are_approved_and_not_before():
    system = given(decided())

    with refuses(
        system,
        AnnouncedBeforeApproval,
        approved_on=day("2026-05-26"),
        announced_on=day("2026-05-25"),
    ):
        system.announce_minutes(
            person("2026-05-26T09:00"),
            decision="kf-1",
            on=day("2026-05-25"),
            approved_on=day("2026-05-26"),
        )


def test_minutes_taken_down_early_never_give_legal_force():
    system = given(announced())

    system.take_down_minutes(
        person("2026-06-15T09:00"), decision="kf-1", on=day("2026-06-15")
    )

    assert emitted(system) == [
        event(
            ChoiceSystem.MinutesTakenDown,
            decision="kf-1",
            on=day("2026-06-15"),
            last_day=day("2026-06-15"),
        )
    ]
    with refuses(system, UnknownPart, part="kf-1", known=[]):
        system.gain_legal_force(scheduler("2027-06-16T00:00"), decision="kf-1")


def test_minutes_taken_down_early_count_anew_when_they_are_announced_anew():
    system = announced()
    system.take_down_minutes(
        person("2026-06-01T09:00"), decision="kf-1", on=day("2026-06-01")
    )

    system.announce_minutes(
        person("2026-06-08T09:00"), decision="kf-1", on=day("2026-06-08")
    )

    assert system.legal_force["kf-1"].last_day == day("2026-06-29")


def test_minutes_may_be_taken_down_when_the_time_is_out():
    system = given(announced())

    with refuses(
        system,
        AppealTimeOver,
        decision="kf-1",
        on=day("2026-06-16"),
        last_day=day("2026-06-15"),
    ):
        system.take_down_minutes(
            person("2026-06-16T09:00"), decision="kf-1", on=day("2026-06-16")
        )


def test_it_may_turn_out_afterwards_that_the_minutes_were_taken_down_early():
    system = announced()
    system.gain_legal_force(scheduler("2026-06-16T00:00"), decision="kf-1")

    system.take_down_minutes(
        person("2026-06-20T09:00"), decision="kf-1", on=day("2026-06-10")
    )

    with refuses(given(system), UnknownPart, part="kf-1", known=[]):
        system.take_down_minutes(
            person("2026-06-20T09:00"), decision="kf-1", on=day("2026-06-10")
        )
