"""Legal force: gained by itself, held by an appeal, and what a court annuls."""

from __future__ import annotations

from tests.domain.choice_system.cases import (
    APPEAL,
    APPEAL_TIME,
    announced,
    appealed,
    ruled,
    shares,
)
from tests.given import day, emitted, event, given, local, person, refuses, scheduler
from upphandling.domain.choice_system import AppealOutcome, ChoiceSystem
from upphandling.domain.choice_system.refusals import (
    AppealPending,
    DecisionAnnulledByCourt,
    LegalForceNotReached,
)
from upphandling.domain.parts import PartExists, UnknownPart

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
