"""A deviation is reported, and the provider is heard before anything follows."""

from __future__ import annotations

import pytest

from tests.domain.deviation.cases import (
    AT,
    LATER,
    answer,
    asked,
    closed,
    heard,
    reported,
    run_out,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.deviation import Deviation, Severity
from upphandling.domain.deviation.refusals import (
    AnswerAwaited,
    DeviationClosed,
    DeviationElsewhere,
    HeardBeforeAsked,
    HearingNotOver,
    NobodyAsked,
    ProviderNotHeard,
    SeverityUnchanged,
)
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.instants import NotYet
from upphandling.domain.legal_time import count
from upphandling.domain.lengths import Length, Unit

ANSWER_BY = count("deviation-hearing", day("2026-03-02"), length=Length(14, Unit.DAYS))


def test_a_deviation_is_reported_when_it_has_been_discovered():
    with refuses(None, NotYet, day=day("2026-03-03"), at=person(AT).at):
        reported("2026-03-03")

    assert reported("2026-03-02").discovered_on == day("2026-03-02")


def test_a_person_changes_how_grave_it_is():
    deviation = given(reported())
    deviation.change_severity(
        person(AT), severity=Severity.SERIOUS, reason="Alla områden."
    )

    assert deviation.severity is Severity.SERIOUS
    given(deviation)
    with refuses(
        deviation, SeverityUnchanged, deviation="avv-1", severity=Severity.SERIOUS
    ):
        deviation.change_severity(
            person(AT), severity=Severity.SERIOUS, reason="Alla områden."
        )
    with refuses(deviation, MachineCannotDecide, event="deviation.severity_changed"):
        deviation.change_severity(
            scheduler(AT), severity=Severity.MINOR, reason="Klockan."
        )


def test_the_provider_has_some_days_to_answer():
    deviation = given(reported())
    deviation.open_hearing(person(AT), questions="Vem leder?", days=14)

    assert emitted(deviation) == [
        event(
            Deviation.HearingOpened,
            questions="Vem leder?",
            asked_on=day("2026-03-02"),
            answer_by=ANSWER_BY,
        )
    ]


def test_the_provider_is_not_asked_twice_at_once():
    deviation = given(asked())

    with refuses(
        deviation, AnswerAwaited, deviation="avv-1", answer_by=day("2026-03-16")
    ):
        deviation.open_hearing(person(AT), questions="Vem?", days=14)


def test_a_new_hearing_may_follow_when_the_first_is_over():
    deviation = heard()
    deviation.open_hearing(person(LATER), questions="Och nu?", days=7)

    with pytest.raises(AnswerAwaited):
        deviation.must_bear_a_sanction("avtal-a", urgent=False)


def test_nobody_answers_who_was_not_asked():
    deviation = given(reported())
    with refuses(deviation, NobodyAsked, deviation="avv-1"):
        answer(deviation)
    with refuses(deviation, NobodyAsked, deviation="avv-1"):
        run_out(deviation)


def test_an_answer_is_given_once_and_not_before_the_question():
    deviation = given(asked())
    early = {"received_on": day("2026-03-01"), "asked_on": day("2026-03-02")}
    with refuses(deviation, HeardBeforeAsked, **early):
        answer(deviation, on="2026-03-01")
    with pytest.raises(NotYet):
        answer(deviation, on="2026-04-16")

    answer(deviation, on="2026-03-02")
    given(deviation)
    with refuses(deviation, NobodyAsked, deviation="avv-1"):
        answer(deviation)


def test_the_time_runs_out_at_midnight_and_not_before():
    deviation = given(asked())
    with refuses(deviation, HearingNotOver, answer_by=day("2026-03-16")):
        run_out(deviation, "2026-03-16T23:59")

    run_out(deviation)

    assert emitted(deviation) == [
        event(Deviation.HearingRanOut, last_day=day("2026-03-16"))
    ]
    assert deviation.heard
    with refuses(deviation, NobodyAsked, deviation="avv-1"):
        run_out(deviation)


def test_an_answer_that_comes_late_is_kept():
    deviation = asked()
    run_out(deviation)
    answer(deviation, on="2026-03-20")

    assert deviation.answered


def test_no_sanction_before_the_provider_is_heard_unless_it_is_urgent():
    deviation = given(reported())
    with refuses(deviation, ProviderNotHeard, deviation="avv-1"):
        deviation.must_bear_a_sanction("avtal-a", urgent=False)
    deviation.must_bear_a_sanction("avtal-a", urgent=True)

    with pytest.raises(AnswerAwaited):
        asked().must_bear_a_sanction("avtal-a", urgent=False)
    asked().must_bear_a_sanction("avtal-a", urgent=True)
    heard().must_bear_a_sanction("avtal-a", urgent=False)


def test_a_sanction_is_of_the_agreement_that_the_deviation_is_from():
    with refuses(None, DeviationElsewhere, deviation="avv-1", agreement="avtal-a"):
        heard().must_bear_a_sanction("avtal-b", urgent=True)


def test_what_is_closed_bears_no_sanction_however_urgent():
    with pytest.raises(DeviationClosed):
        closed().must_bear_a_sanction("avtal-a", urgent=True)
