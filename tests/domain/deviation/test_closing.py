"""A deviation is closed by a person, with an outcome that what has happened bears out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.domain.deviation.cases import (
    LATER,
    answer,
    asked,
    carried_out,
    close,
    closed,
    finish,
    heard,
    look,
    planned,
    receive,
    remedied,
    reported,
    run_out,
)
from tests.domain.deviation.test_measures import EXTRA
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.deviation import (
    Aftermath,
    Deviation,
    Outcome,
    Recheck,
    Severity,
)
from upphandling.domain.deviation.refusals import (
    AgreementGoesOn,
    AnswerAwaited,
    DeviationClosed,
    MeasuresRemain,
    NoSanctionTaken,
    NotRemedied,
    RecheckedTooEarly,
    SanctionHolds,
    SanctionTaken,
)
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.instants import NotYet

SANCTIONED = Aftermath(taken=["stopp-1"], standing=["stopp-1"], holding=["stopp-1"])
LIFTED = Aftermath(taken=["stopp-1"])
ENDED = Aftermath(ended=True)


def test_what_is_remedied_has_been_looked_at():
    deviation = given(carried_out())
    with refuses(deviation, NotRemedied, deviation="avv-1", recheck=None, on=None):
        close(deviation, Outcome.REMEDIED)

    look(deviation, Recheck.PARTLY)
    with pytest.raises(NotRemedied):
        close(deviation, Outcome.REMEDIED)

    look(deviation)
    given(deviation)
    close(deviation, Outcome.REMEDIED)
    assert emitted(deviation) == [
        event(Deviation.Closed, outcome=Outcome.REMEDIED, undone=(), motive="Klart.")
    ]


def test_a_look_before_the_last_measure_says_nothing_of_it():
    deviation = planned()
    finish(deviation, "chef")
    look(deviation, on="2026-04-01")
    finish(deviation, "rutin", on="2026-04-02")

    with pytest.raises(NotRemedied):
        close(deviation, Outcome.REMEDIED)

    look(deviation, on="2026-04-02")
    close(deviation, Outcome.REMEDIED)


def test_the_latest_look_counts():
    deviation = remedied()
    look(deviation, Recheck.NOT_REMEDIED)

    with pytest.raises(NotRemedied):
        close(deviation, Outcome.REMEDIED)


def test_nobody_looks_again_before_it_was_discovered_or_in_advance():
    deviation = given(reported())
    early = {"rechecked_on": day("2026-02-26"), "discovered_on": day("2026-02-27")}
    with refuses(deviation, RecheckedTooEarly, **early):
        look(deviation, on="2026-02-26")
    with pytest.raises(NotYet):
        look(deviation, on="2026-04-16")


def test_what_remains_to_be_done_is_not_remedied():
    deviation = planned()
    look(deviation)
    given(deviation)

    with refuses(deviation, MeasuresRemain, measures=["chef", "rutin"]):
        close(deviation, Outcome.REMEDIED)


def test_a_stop_is_lifted_before_its_deviation_is_remedied():
    deviation = given(remedied())

    with refuses(deviation, SanctionHolds, sanctions=["stopp-1"]):
        close(deviation, Outcome.REMEDIED, SANCTIONED)

    close(deviation, Outcome.REMEDIED, LIFTED)


def test_what_led_to_a_sanction_that_stands_was_not_unfounded():
    deviation = given(heard())

    with refuses(deviation, SanctionTaken, sanctions=["stopp-1"]):
        close(deviation, Outcome.UNFOUNDED, SANCTIONED)

    close(deviation, Outcome.UNFOUNDED, LIFTED)


def test_what_led_to_no_sanction_is_not_closed_as_if_it_had():
    deviation = given(heard())

    with refuses(deviation, NoSanctionTaken, deviation="avv-1"):
        close(deviation, Outcome.SANCTIONED)

    close(deviation, Outcome.SANCTIONED, LIFTED)


def test_an_agreement_that_goes_on_has_not_ended():
    deviation = given(planned())

    with refuses(deviation, AgreementGoesOn, agreement="avtal-a"):
        close(deviation, Outcome.AGREEMENT_ENDED)

    close(deviation, Outcome.AGREEMENT_ENDED, ENDED)
    (told,) = emitted(deviation)
    assert told[1]["undone"] == ("chef", "rutin")


@pytest.mark.parametrize(
    "outcome", [Outcome.REMEDIED, Outcome.UNFOUNDED, Outcome.SANCTIONED]
)
def test_whoever_is_asked_is_heard_out_first(outcome):
    deviation = given(asked())

    with refuses(
        deviation, AnswerAwaited, deviation="avv-1", answer_by=day("2026-03-16")
    ):
        close(deviation, outcome, LIFTED)


def test_with_the_agreement_over_there_is_nobody_to_wait_for():
    deviation = asked()
    close(deviation, Outcome.AGREEMENT_ENDED, ENDED)

    assert deviation.outcome is Outcome.AGREEMENT_ENDED


def test_the_clock_closes_nothing():
    deviation = given(remedied())

    with refuses(deviation, MachineCannotDecide, event="deviation.closed"):
        deviation.close(
            scheduler(LATER),
            outcome=Outcome.REMEDIED,
            aftermath=Aftermath(),
            motive="Klockan.",
        )


AFTERWARDS: list[Callable[[Deviation], None]] = [
    lambda one: one.change_severity(
        person(LATER), severity=Severity.CRITICAL, reason="Nytt."
    ),
    lambda one: one.open_hearing(person(LATER), questions="Nytt?", days=7),
    answer,
    run_out,
    lambda one: one.demand_plan(person(LATER), plan_by=day("2026-05-01"), motive="x"),
    lambda one: receive(one, EXTRA),
    lambda one: one.accept_plan(person(LATER), motive="x"),
    lambda one: one.reject_plan(person(LATER), motive="x"),
    lambda one: finish(one, "chef"),
    lambda one: one.call_overdue(scheduler("2026-05-02T00:00"), measure="chef"),
    look,
    lambda one: close(one, Outcome.UNFOUNDED),
]


@pytest.mark.parametrize("do", AFTERWARDS)
def test_nothing_happens_to_what_is_closed(do):
    deviation = given(closed())

    with refuses(
        deviation, DeviationClosed, deviation="avv-1", outcome=Outcome.REMEDIED
    ):
        do(deviation)
