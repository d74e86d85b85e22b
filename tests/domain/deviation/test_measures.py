"""The plan of measures is decided on, and what is late is noted."""

from __future__ import annotations

import pytest

from tests.domain.deviation.cases import (
    AT,
    CHIEF,
    LATER,
    PROOF,
    ROUTINE,
    carried_out,
    finish,
    heard,
    planned,
    receive,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.deviation import Deviation, Measure
from upphandling.domain.deviation.refusals import (
    MeasureDoneBefore,
    MeasureDueBeforePlan,
    MeasureNotDue,
    MeasureOverdueBefore,
    NoPlanToDecide,
    PlanAwaitsDecision,
    PlanDueInThePast,
)
from upphandling.domain.errors import NoMandate
from upphandling.domain.instants import NotYet
from upphandling.domain.parts import PartExists, UnknownPart

EXTRA = Measure(measure="extra", what="Mer.", due_on=day("2026-05-31"))


def test_a_plan_is_demanded_by_a_day_to_come():
    deviation = given(heard())
    with refuses(deviation, PlanDueInThePast, plan_by=day("2026-03-01")):
        deviation.demand_plan(person(AT), plan_by=day("2026-03-01"), motive="Brist.")

    deviation.demand_plan(person(AT), plan_by=day("2026-03-02"), motive="Brist.")

    assert emitted(deviation) == [
        event(Deviation.PlanDemanded, plan_by=day("2026-03-02"), motive="Brist.")
    ]


def test_a_plan_that_waits_for_a_decision_is_not_replaced():
    deviation = heard()
    receive(deviation, CHIEF)
    given(deviation)

    with refuses(deviation, PlanAwaitsDecision, deviation="avv-1"):
        receive(deviation, ROUTINE)


def test_a_plan_has_come_in_and_its_measures_are_still_to_come():
    deviation = given(heard())
    with pytest.raises(NotYet):
        receive(deviation, CHIEF, on="2026-04-16")
    with refuses(
        deviation, MeasureDueBeforePlan, measure="rutin", due_on=day("2026-03-31")
    ):
        receive(deviation, ROUTINE, on="2026-04-01")


def test_what_is_accepted_is_what_was_received():
    deviation = heard()
    receive(deviation, CHIEF, ROUTINE)
    given(deviation)
    deviation.accept_plan(person(LATER), motive="Räcker.")

    assert emitted(deviation) == [
        event(Deviation.PlanAccepted, measures=(CHIEF, ROUTINE), motive="Räcker.")
    ]
    assert deviation.undone == ("chef", "rutin")


def test_a_plan_that_is_rejected_is_replaced_by_another():
    deviation = heard()
    receive(deviation, CHIEF)
    deviation.reject_plan(person(LATER), motive="Räcker inte.")
    assert deviation.undone == ()

    receive(deviation, CHIEF, ROUTINE)
    deviation.accept_plan(person(LATER), motive="Räcker.")

    assert deviation.undone == ("chef", "rutin")


def test_a_later_plan_adds_and_changes_nothing_that_was_accepted():
    deviation = given(planned())
    with refuses(deviation, PartExists, part="chef"):
        receive(deviation, CHIEF)

    receive(deviation, EXTRA)
    deviation.accept_plan(person(LATER), motive="Mer.")

    assert deviation.undone == ("chef", "extra", "rutin")


def test_there_is_a_plan_to_decide_on_and_a_person_does():
    deviation = given(planned())
    for decide in (deviation.accept_plan, deviation.reject_plan):
        with refuses(deviation, NoPlanToDecide, deviation="avv-1"):
            decide(person(LATER), motive="Inget.")

    receive(deviation, EXTRA)
    given(deviation)
    with refuses(deviation, NoMandate, event="deviation.plan_accepted"):
        deviation.accept_plan(without_mandate(LATER), motive="Räcker.")
    with refuses(deviation, NoMandate, event="deviation.plan_rejected"):
        deviation.reject_plan(without_mandate(LATER), motive="Räcker inte.")


def test_a_measure_is_carried_out_once_in_time_or_not():
    deviation = given(planned())
    with refuses(deviation, UnknownPart, part="annat", known=["chef", "rutin"]):
        finish(deviation, "annat")
    with pytest.raises(NotYet):
        finish(deviation, "rutin", on="2026-04-16")

    finish(deviation, "rutin", on="2026-04-15")

    assert emitted(deviation) == [
        event(
            Deviation.MeasureDone,
            measure="rutin",
            done_on=day("2026-04-15"),
            evidence=(PROOF,),
        )
    ]
    done = {"measure": "rutin", "done_on": day("2026-04-15")}
    with refuses(deviation, MeasureDoneBefore, **done):
        finish(deviation, "rutin")


def test_a_measure_is_overdue_on_the_day_after_and_once():
    deviation = given(planned())
    due = {"measure": "rutin", "due_on": day("2026-03-31")}
    with refuses(deviation, MeasureNotDue, **due):
        deviation.call_overdue(scheduler("2026-03-31T23:59"), measure="rutin")

    deviation.call_overdue(scheduler("2026-04-01T00:00"), measure="rutin")

    assert emitted(deviation) == [event(Deviation.MeasureOverdue, **due)]
    with refuses(deviation, MeasureOverdueBefore, measure="rutin"):
        deviation.call_overdue(scheduler("2026-04-02T00:00"), measure="rutin")


def test_what_is_carried_out_is_never_overdue():
    deviation = given(carried_out())

    with pytest.raises(MeasureDoneBefore):
        deviation.call_overdue(scheduler("2026-05-02T00:00"), measure="chef")
