"""Legal force: the notice board, appeals, and what a court annuls."""

from __future__ import annotations

import pytest

from tests.domain.choice_system.cases import announced, decided, shares
from tests.given import day, emitted, event, given, local, person, refuses, scheduler
from upphandling.domain.choice_system import AppealOutcome, ChoiceSystem
from upphandling.domain.choice_system.refusals import (
    AnnouncedBeforeApproval,
    AppealPending,
    AppealTimeOver,
    DecisionAnnulledByCourt,
    LegalForceNotReached,
)
from upphandling.domain.legal_time import count
from upphandling.domain.parts import PartExists, UnknownPart

APPEAL_TIME = count("legality-appeal", day("2026-05-25"))
APPEAL = {
    "decision": "kf-1",
    "court": "Förvaltningsrätten",
    "case_number": "1234-26",
    "received_on": day("2026-06-08"),
}


def appealed() -> ChoiceSystem:
    system = announced()
    system.appeal_decision(person("2026-06-08T09:00"), **APPEAL, in_time=True)
    return system


def ruled(outcome: AppealOutcome) -> ChoiceSystem:
    system = appealed()
    system.rule_on_appeal(
        person("2026-10-01T09:00"),
        case_number="1234-26",
        outcome=outcome,
        ruled_on=day("2026-10-01"),
    )
    return system


# -- On the notice board --------------------------------------------------------


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


# -- Legal force ----------------------------------------------------------------


def test_the_decision_gains_legal_force_by_itself_after_three_weeks():
    system = given(announced())

    system.gain_legal_force(scheduler("2026-06-16T00:00"), decision="kf-1")

    assert emitted(system) == [event(ChoiceSystem.LegalForceGained, decision="kf-1")]


def test_the_decision_has_no_legal_force_on_the_last_second_for_appeal():
    system = given(announced())

    with refuses(
        system,
        LegalForceNotReached,
        decision="kf-1",
        expires_at=local("2026-06-16T00:00"),
    ):
        system.gain_legal_force(scheduler("2026-06-15T23:59:59"), decision="kf-1")


def test_a_decision_gains_legal_force_once():
    system = announced()
    system.gain_legal_force(scheduler("2026-06-16T00:00"), decision="kf-1")

    with refuses(given(system), UnknownPart, part="kf-1", known=[]):
        system.gain_legal_force(scheduler("2026-06-17T00:00"), decision="kf-1")


# -- Appeals --------------------------------------------------------------------


def test_an_appeal_in_time_holds_legal_force():
    system = given(announced())

    system.appeal_decision(person("2026-06-08T09:00"), **APPEAL, in_time=True)

    assert emitted(system) == [event(ChoiceSystem.DecisionAppealed, **APPEAL)]
    with refuses(system, AppealPending, decision="kf-1", case_numbers=["1234-26"]):
        system.gain_legal_force(scheduler("2026-06-16T00:00"), decision="kf-1")


def test_an_appeal_that_came_too_late_holds_nothing():
    system = given(announced())

    system.appeal_decision(person("2026-06-08T09:00"), **APPEAL, in_time=False)
    system.gain_legal_force(scheduler("2026-06-16T00:00"), decision="kf-1")

    assert emitted(system) == [
        event(ChoiceSystem.AppealedTooLate, **APPEAL),
        event(ChoiceSystem.LegalForceGained, decision="kf-1"),
    ]


def test_an_appealed_decision_may_be_carried_out_meanwhile():
    system = given(appealed())

    system.must_have_decided("kf-1")
    system.decide_shares(
        person("2026-06-17T09:00"), policy=shares("2027-01-01", 70.0), decision="kf-1"
    )

    assert [topic for topic, _ in emitted(system)] == ["choice_system.shares_decided"]


def test_a_rejected_appeal_lets_the_decision_gain_legal_force():
    system = given(appealed())

    system.rule_on_appeal(
        person("2026-10-01T09:00"),
        case_number="1234-26",
        outcome=AppealOutcome.REJECTED,
        ruled_on=day("2026-10-01"),
    )
    system.gain_legal_force(scheduler("2026-10-01T09:00"), decision="kf-1")

    assert emitted(system) == [
        event(
            ChoiceSystem.AppealRuled,
            decision="kf-1",
            case_number="1234-26",
            outcome=AppealOutcome.REJECTED,
            ruled_on=day("2026-10-01"),
            still_pending=(),
            appeal=APPEAL_TIME,
        ),
        event(ChoiceSystem.LegalForceGained, decision="kf-1"),
    ]


def test_one_rejected_appeal_of_two_still_leaves_one():
    system = appealed()
    system.appeal_decision(
        person("2026-06-09T09:00"), **APPEAL | {"case_number": "1235-26"}, in_time=True
    )
    given(system)

    system.rule_on_appeal(
        person("2026-10-01T09:00"),
        case_number="1234-26",
        outcome=AppealOutcome.REJECTED,
        ruled_on=day("2026-10-01"),
    )

    ((_, told),) = emitted(system)
    assert (told["still_pending"], told["appeal"]) == (("1235-26",), None)
    with refuses(system, AppealPending, decision="kf-1", case_numbers=["1235-26"]):
        system.gain_legal_force(scheduler("2026-10-01T09:00"), decision="kf-1")


def test_a_decision_that_the_court_annulled_can_no_longer_be_cited():
    system = ruled(AppealOutcome.ANNULLED)

    assert emitted(system)[-1] == event(
        ChoiceSystem.DecisionAnnulled,
        decision="kf-1",
        case_number="1234-26",
        annulled_on=day("2026-10-01"),
    )
    with refuses(
        system,
        DecisionAnnulledByCourt,
        decision="kf-1",
        annulled_on=day("2026-10-01"),
    ):
        system.decide_shares(
            person("2026-10-02T09:00"),
            policy=shares("2027-01-01", 70.0),
            decision="kf-1",
        )


def test_a_decision_that_the_court_annulled_never_gains_legal_force():
    system = given(ruled(AppealOutcome.ANNULLED))

    with refuses(system, UnknownPart, part="kf-1", known=[]):
        system.gain_legal_force(scheduler("2026-10-02T00:00"), decision="kf-1")


def test_a_case_in_court_is_recorded_once():
    system = given(appealed())

    with refuses(system, PartExists, part="1234-26"):
        system.appeal_decision(person("2026-06-09T09:00"), **APPEAL, in_time=True)


def test_a_case_in_court_is_ruled_on_once():
    system = given(ruled(AppealOutcome.REJECTED))

    with refuses(system, UnknownPart, part="1234-26", known=[]):
        system.rule_on_appeal(
            person("2026-10-02T09:00"),
            case_number="1234-26",
            outcome=AppealOutcome.ANNULLED,
            ruled_on=day("2026-10-02"),
        )
