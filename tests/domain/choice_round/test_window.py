"""The window of a round: opened, with its rules, its invitations and its end."""

from __future__ import annotations

import pytest

from tests.domain.choice_round.rounds import (
    CLOSES_AT,
    closed,
    opened,
    with_invitations,
    with_rules,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.choice_round import ChoiceRound, Status
from upphandling.domain.choice_round.refusals import (
    NeedNotChoose,
    NotInvited,
    ReminderOutsideWindow,
    RoundInWrongStage,
    TooManyWishes,
    WindowAlreadyOver,
    WindowNotYetOpen,
    WindowOver,
    WindowStillOpen,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate


def test_a_round_is_open_until_the_midnight_after_its_last_day():
    assert emitted(opened()) == [
        event(
            ChoiceRound.Opened,
            system="staden",
            bundle="omvardnad",
            last_day=day("2026-09-30"),
            closes_at=CLOSES_AT,
        )
    ]


def test_a_round_may_open_on_the_last_second_of_its_last_day_but_not_later():
    assert opened("2026-09-30T23:59:59").status is Status.OPEN
    with refuses(None, WindowAlreadyOver, last_day=day("2026-09-30")):
        opened("2026-10-01T00:00")


def test_the_scheduler_cannot_open_a_round():
    with refuses(None, MachineCannotDecide, event="choice_round.opened"):
        ChoiceRound.open(
            scheduler("2026-09-01T09:00"),
            "host-2026",
            system="staden",
            bundle="omvardnad",
            last_day=day("2026-09-30"),
        )


def test_a_round_may_limit_the_wishes_begin_later_and_remind():
    round_ = given(opened())

    round_.set_rules(
        person("2026-09-01T09:00"),
        most_wishes=1,
        opens_on=day("2026-09-07"),
        remind_on=day("2026-09-21"),
    )

    assert emitted(round_) == [
        event(
            ChoiceRound.RulesSet,
            most_wishes=1,
            opens_on=day("2026-09-07"),
            opens_at=local("2026-09-07T00:00"),
            remind_on=day("2026-09-21"),
        )
    ]
    assert round_.most_wishes == 1


def test_the_rules_are_set_with_a_mandate():
    round_ = given(opened())

    with refuses(round_, NoMandate, event="choice_round.rules_set"):
        round_.set_rules(without_mandate("2026-09-01T09:00"), most_wishes=1)


def test_the_rules_of_a_closed_round_stand():
    round_ = given(closed())

    with refuses(round_, RoundInWrongStage, status=Status.CLOSED, required=Status.OPEN):
        round_.set_rules(person("2026-10-02T09:00"), most_wishes=1)


def test_a_window_that_would_begin_after_its_end_is_refused():
    round_ = given(opened())
    too_late = day("2026-10-01")

    with refuses(round_, WindowAlreadyOver, opens_on=too_late, closes_at=CLOSES_AT):
        round_.set_rules(person("2026-09-01T09:00"), opens_on=too_late)


@pytest.mark.parametrize("on", ["2026-09-06", "2026-10-01"])
def test_a_reminder_outside_the_window_is_refused(on):
    round_ = given(opened())

    with refuses(round_, ReminderOutsideWindow, remind_on=day(on), closes_at=CLOSES_AT):
        round_.set_rules(
            person("2026-09-01T09:00"), opens_on=day("2026-09-07"), remind_on=day(on)
        )


def test_a_reminder_may_come_on_the_first_and_on_the_last_day():
    assert with_rules(remind_on="2026-09-07").remind_on == day("2026-09-07")
    assert with_rules(remind_on="2026-09-30").remind_on == day("2026-09-30")
    assert with_rules(opens_on=None, remind_on="2026-09-01").opens_at is None


def test_customers_are_invited():
    round_ = given(opened())

    round_.invite(
        person("2026-09-01T10:00"), customers=("person-1", "person-2"), channel="Brev"
    )

    assert emitted(round_) == [
        event(ChoiceRound.Invited, customers=("person-1", "person-2"), channel="Brev")
    ]


def test_whoever_need_not_choose_is_not_invited_nor_anybody_with_them():
    round_ = given(opened())

    with refuses(round_, NeedNotChoose, customers=["person-2"]):
        round_.invite(
            person("2026-09-01T10:00"),
            customers=("person-1", "person-2"),
            channel="Brev",
            need_not=("person-2",),
        )


def test_nobody_is_invited_when_the_window_has_closed():
    round_ = given(closed())

    with refuses(round_, RoundInWrongStage, status=Status.CLOSED, required=Status.OPEN):
        round_.invite(person("2026-10-02T09:00"), customers=("person-3",), channel="")


def test_nobody_is_invited_once_the_last_day_has_passed_even_before_the_clock_closed():
    round_ = given(opened())

    with refuses(round_, WindowOver, closes_at=CLOSES_AT):
        round_.invite(person("2026-10-01T00:00"), customers=("person-3",), channel="")


def test_the_window_closes_by_itself_when_its_last_day_has_passed():
    round_ = given(with_invitations())

    round_.close(scheduler("2026-10-01T00:00"))

    assert emitted(round_) == [event(ChoiceRound.Closed)]


def test_a_window_closes_once():
    round_ = given(closed())

    with refuses(round_, RoundInWrongStage, status=Status.CLOSED, required=Status.OPEN):
        round_.close(scheduler("2026-10-01T00:00"))


def test_the_window_is_open_on_the_last_second_of_its_last_day():
    round_ = given(with_invitations())

    round_.must_welcome(person("2026-09-30T23:59:59"), "person-1", "omvardnad")
    with refuses(round_, WindowStillOpen, closes_at=CLOSES_AT):
        round_.close(scheduler("2026-09-30T23:59:59"))


def test_nobody_chooses_before_the_first_day():
    round_ = given(with_invitations(with_rules()))
    opens_at = local("2026-09-07T00:00")

    with refuses(round_, WindowNotYetOpen, opens_at=opens_at):
        round_.must_welcome(person("2026-09-06T23:59:59"), "person-1", "omvardnad")
    round_.must_welcome(person("2026-09-07T00:00"), "person-1", "omvardnad")


def test_nobody_chooses_once_the_last_day_has_passed_even_before_the_clock_closed():
    round_ = given(with_invitations())

    with refuses(round_, WindowOver, closes_at=CLOSES_AT):
        round_.must_welcome(person("2026-10-01T00:00"), "person-1", "omvardnad")


def test_nobody_chooses_in_a_window_that_has_closed():
    round_ = given(closed())

    with refuses(round_, WindowOver, closes_at=CLOSES_AT):
        round_.must_welcome(person("2026-09-30T12:00"), "person-1", "omvardnad")


def test_only_those_invited_choose_and_only_for_the_services_of_the_round():
    round_ = given(with_invitations())

    with refuses(round_, NotInvited, customer="person-9"):
        round_.must_welcome(person("2026-09-15T09:00"), "person-9", "omvardnad")
    with refuses(round_, NotInvited, customer="person-1"):
        round_.must_welcome(person("2026-09-15T09:00"), "person-1", "service")


def test_no_more_wishes_are_made_than_the_round_allows():
    round_ = given(with_rules(most_wishes=1))

    round_.must_allow(1)
    with refuses(round_, TooManyWishes, most=1, wishes=2):
        round_.must_allow(2)


def test_five_wishes_are_allowed_where_nothing_else_is_said():
    round_ = given(opened())

    round_.must_allow(5)
    with refuses(round_, TooManyWishes, most=5, wishes=6):
        round_.must_allow(6)
