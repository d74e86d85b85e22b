"""A pause: people leave the case alone, and say why and when it is over."""

from __future__ import annotations

from tests.given import emitted, event, given, person, refuses
from upphandling.domain.pause import AlreadyPaused, NotPaused, Pause, PauseStatus

CASE = "tender:hemtjanst-2026"
AT, LATER = person("2026-03-02T09:00"), person("2026-03-05T09:00")


def paused() -> Pause:
    return Pause.first(AT, CASE, reason="Underlaget utreds")


def resumed() -> Pause:
    case = given(paused())
    case.end(LATER, reason="Utredningen är klar")
    return case


def test_a_case_is_paused_with_a_reason():
    case = paused()

    assert (case.key, case.status, case.since) == (CASE, PauseStatus.GOING_ON, AT.at)
    assert emitted(case) == [event(Pause.Begun, reason="Underlaget utreds")]


def test_a_paused_case_is_not_paused_again():
    case = given(paused())

    with refuses(case, AlreadyPaused, case=CASE, since=AT.at):
        case.again(LATER, reason="En gång till")


def test_the_pause_ends_with_a_reason():
    case = resumed()

    assert (case.status, case.since) == (PauseStatus.OVER, None)
    assert emitted(case) == [event(Pause.Ended, reason="Utredningen är klar")]


def test_a_pause_that_is_over_does_not_end_again():
    case = given(resumed())

    with refuses(case, NotPaused, case=CASE):
        case.end(LATER, reason="En gång till")


def test_a_case_may_be_paused_another_time():
    case = given(resumed())

    case.again(LATER, reason="Frågan har kommit upp igen")

    assert (case.status, case.since) == (PauseStatus.GOING_ON, LATER.at)
    assert emitted(case) == [event(Pause.Begun, reason="Frågan har kommit upp igen")]
