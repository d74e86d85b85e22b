"""The reminders: the clock says when, a person writes."""

from __future__ import annotations

from tests.domain.choice_round.rounds import (
    CLOSES_AT,
    closed,
    opened,
    with_invitations,
    with_rules,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.choice_round import ChoiceRound, Status
from upphandling.domain.choice_round.refusals import (
    NoReminderPlanned,
    NotInvited,
    RoundInWrongStage,
    TooEarlyToRemind,
    WindowOver,
)


def test_on_its_day_the_clock_notes_how_many_have_not_chosen():
    round_ = given(with_invitations(with_rules()))

    round_.call_reminder(scheduler("2026-09-21T00:00"), waiting=2)

    assert emitted(round_) == [event(ChoiceRound.ReminderDue, waiting=2)]


def test_a_reminder_is_called_for_once():
    round_ = with_invitations(with_rules())
    round_.call_reminder(scheduler("2026-09-21T00:00"), waiting=2)
    given(round_)

    with refuses(round_, NoReminderPlanned, round="host-2026"):
        round_.call_reminder(scheduler("2026-09-21T00:01"), waiting=2)


def test_no_reminder_is_called_for_where_none_was_planned():
    round_ = given(with_invitations())

    with refuses(round_, NoReminderPlanned, round="host-2026"):
        round_.call_reminder(scheduler("2026-09-21T00:00"), waiting=2)


def test_a_reminder_waits_for_its_day():
    round_ = given(with_invitations(with_rules()))

    with refuses(round_, TooEarlyToRemind, remind_on=day("2026-09-21")):
        round_.call_reminder(scheduler("2026-09-20T23:59:59"), waiting=2)


def test_nobody_is_reminded_of_a_window_that_is_over():
    late = given(with_invitations(with_rules()))
    with refuses(late, WindowOver, closes_at=CLOSES_AT):
        late.call_reminder(scheduler("2026-10-01T00:00"), waiting=2)
    with refuses(late, WindowOver, closes_at=CLOSES_AT):
        late.remind(person("2026-10-01T00:00"), customers=("person-1",), channel="Brev")

    over = given(closed())
    with refuses(over, RoundInWrongStage, status=Status.CLOSED, required=Status.OPEN):
        over.remind(person("2026-10-01T09:00"), customers=("person-1",), channel="")


def test_a_person_reminds_those_invited():
    round_ = given(with_invitations())

    round_.remind(person("2026-09-22T09:00"), customers=("person-2",), channel="Brev")

    assert emitted(round_) == [
        event(ChoiceRound.Reminded, customers=("person-2",), channel="Brev")
    ]


def test_nobody_is_reminded_who_was_not_invited():
    round_ = given(opened())

    with refuses(round_, NotInvited, customers=["person-7"]):
        round_.remind(
            person("2026-09-22T09:00"), customers=("person-7",), channel="Brev"
        )
