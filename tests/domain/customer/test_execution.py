"""Whether a decision is carried out, and the report after three months where it is not."""

from __future__ import annotations

import pytest

from tests.domain.customer.cases import CARE, MEALS, assessor, executed, granted
from tests.given import day, emitted, event, given, refuses, scheduler
from upphandling.domain.customer import Customer
from upphandling.domain.customer.granting import report_by
from upphandling.domain.customer.refusals import (
    BundleNotGranted,
    CustomerHasDied,
    ExecutedAlready,
    NotExecuted,
    ReportCalledFor,
    ReportNotDue,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.parts import UnknownPart

BREAK = {
    "decision": "b-1",
    "bundle": "omvardnad",
    "from_on": day("2026-07-01"),
    "reason": "Utföraren har slutat",
}
REPORT = {"decision": "b-1", "reported_on": day("2026-08-06"), "reason": "Ingen plats"}


def test_a_decision_that_is_carried_out_waits_for_no_report():
    customer = given(granted())

    customer.note_executed(
        assessor("2026-06-01T09:00"), decision="b-1", on=day("2026-06-01")
    )

    assert emitted(customer) == [
        event(Customer.Executed, decision="b-1", on=day("2026-06-01"))
    ]
    assert customer.report_by == {}
    with refuses(customer, ReportNotDue, decision="b-1", last_day=None):
        customer.call_for_report(scheduler("2026-08-05T00:00"), decision="b-1")


def test_a_decision_is_executed_once_and_not_ahead():
    customer = given(executed())

    with refuses(customer, ExecutedAlready, decision="b-1", on=day("2026-06-01")):
        customer.note_executed(
            assessor("2026-06-02T09:00"), decision="b-1", on=day("2026-06-02")
        )
    with pytest.raises(NotYet):
        granted().note_executed(
            assessor("2026-05-31T09:00"), decision="b-1", on=day("2026-06-01")
        )


def test_the_clock_calls_for_a_report_after_three_months_and_not_before():
    customer = given(granted())

    with refuses(customer, ReportNotDue, decision="b-1", last_day=day("2026-08-04")):
        customer.call_for_report(scheduler("2026-08-04T23:59"), decision="b-1")
    customer.call_for_report(scheduler("2026-08-05T00:00"), decision="b-1")

    assert emitted(customer) == [
        event(Customer.ReportDue, decision="b-1", last_day=day("2026-08-04"))
    ]
    with refuses(customer, ReportCalledFor, decision="b-1", last_day=day("2026-08-04")):
        customer.call_for_report(scheduler("2026-08-05T00:01"), decision="b-1")


def test_a_report_starts_the_clock_of_the_next_quarter():
    customer = granted()
    customer.call_for_report(scheduler("2026-08-05T00:00"), decision="b-1")
    given(customer)

    customer.report(assessor("2026-08-06T09:00"), **REPORT)

    assert emitted(customer) == [
        event(Customer.Reported, **REPORT, report_by=report_by(day("2026-08-06")))
    ]
    with refuses(customer, ReportNotDue, decision="b-1", last_day=day("2026-11-06")):
        customer.report(assessor("2026-08-07T09:00"), **REPORT)
    customer.call_for_report(scheduler("2026-11-07T00:00"), decision="b-1")


def test_nothing_is_reported_before_its_time_or_ahead():
    customer = given(granted())

    with refuses(customer, ReportNotDue, decision="b-1", last_day=day("2026-08-04")):
        customer.report(
            assessor("2026-08-04T09:00"), **{**REPORT, "reported_on": day("2026-08-04")}
        )
    with pytest.raises(NotYet):
        customer.report(assessor("2026-08-05T09:00"), **REPORT)


def test_an_interruption_starts_the_clock_anew():
    customer = given(executed())

    customer.interrupt(assessor("2026-07-02T09:00"), **BREAK)

    assert emitted(customer) == [
        event(Customer.Interrupted, **BREAK, report_by=report_by(day("2026-07-01")))
    ]
    assert customer.report_by == {"b-1": day("2026-10-01")}
    assert [one.decision for one in customer.unexecuted_on(day("2026-07-02"))] == [
        "b-1"
    ]
    customer.note_executed(
        assessor("2026-07-10T09:00"), decision="b-1", on=day("2026-07-10")
    )
    assert customer.interrupted == {}


def test_one_bundle_after_the_other_may_be_interrupted():
    customer = granted(CARE, MEALS)
    customer.note_executed(
        assessor("2026-06-01T09:00"), decision="b-1", on=day("2026-06-01")
    )
    customer.interrupt(assessor("2026-07-02T09:00"), **BREAK)
    customer.interrupt(assessor("2026-07-02T09:00"), **{**BREAK, "bundle": "service"})

    assert customer.interrupted == {
        "b-1": {"omvardnad": day("2026-07-01"), "service": day("2026-07-01")}
    }
    assert customer.executed_in("service", day("2026-07-02")) == ["b-1"]


def test_only_what_was_carried_out_is_interrupted():
    customer = given(granted())

    with refuses(customer, NotExecuted, decision="b-1"):
        customer.interrupt(assessor("2026-07-02T09:00"), **BREAK)
    with refuses(customer, BundleNotGranted, decision="b-1", bundle="service"):
        customer.interrupt(
            assessor("2026-07-02T09:00"), **{**BREAK, "bundle": "service"}
        )
    with pytest.raises(NotYet):
        executed().interrupt(assessor("2026-06-30T09:00"), **BREAK)


def test_nothing_more_is_interrupted_for_the_dead():
    customer = executed()
    customer.die(assessor("2026-07-01T09:00"), on=day("2026-07-01"))
    given(customer)

    with refuses(
        customer, CustomerHasDied, customer="person-1", died_on=day("2026-07-01")
    ):
        customer.interrupt(assessor("2026-07-02T09:00"), **BREAK)


@pytest.mark.parametrize(
    "act",
    [
        lambda one: one.granted("b-9"),
        lambda one: one.note_executed(
            assessor("2026-06-01T09:00"), decision="b-9", on=day("2026-06-01")
        ),
        lambda one: one.interrupt(
            assessor("2026-07-02T09:00"), **{**BREAK, "decision": "b-9"}
        ),
        lambda one: one.call_for_report(scheduler("2026-08-05T00:00"), decision="b-9"),
        lambda one: one.report(
            assessor("2026-08-06T09:00"), **{**REPORT, "decision": "b-9"}
        ),
    ],
)
def test_only_a_decision_that_was_taken_is_carried_out_or_reported(act):
    customer = given(granted())

    with refuses(customer, UnknownPart, part="b-9", known=["b-1"]):
        act(customer)


def test_a_decision_that_is_over_is_not_reported():
    customer = granted(valid_to=day("2026-06-30"))
    customer.expire(scheduler("2026-07-01T00:00"), decision="b-1")
    given(customer)

    assert customer.unexecuted_on(day("2026-07-01")) == []
    with refuses(customer, ReportNotDue, decision="b-1", last_day=None):
        customer.call_for_report(scheduler("2026-08-05T00:00"), decision="b-1")
