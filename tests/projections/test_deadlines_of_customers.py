"""What a care decision waits for: its first day, its last, and the report."""

from __future__ import annotations

import pytest

from tests.domain.customer.cases import assessor, executed, granted
from tests.given import day, scheduler
from upphandling.domain.customer import Customer
from upphandling.projections.deadlines import DEADLINES, deadlines

BEGINS = ("care_decision_begins", "2026-06-01T00:00")
ENDS = ("care_decision_ends", "2026-07-01T00:00")
REPORT = ("unexecuted_decision", "2026-08-05T00:00")


@pytest.fixture
def waiting(rows_after):
    def rows(customer: Customer) -> list[tuple[str, str]]:
        found = rows_after(DEADLINES, deadlines, customer)
        return [(row[1], row[3]) for row in found if row[2] == "b-1"]

    return rows


def test_a_decision_waits_to_begin_to_end_and_to_be_reported(waiting):
    customer = granted(valid_to=day("2026-06-30"))
    assert waiting(customer) == [BEGINS, ENDS, REPORT]

    customer.begin_decision(scheduler("2026-06-01T00:00"), decision="b-1")
    assert waiting(customer) == [ENDS, REPORT]

    customer.note_executed(
        assessor("2026-06-02T09:00"), decision="b-1", on=day("2026-06-02")
    )
    assert waiting(customer) == [ENDS]

    customer.expire(scheduler("2026-07-01T00:00"), decision="b-1")
    assert waiting(customer) == []


def test_a_decision_that_holds_already_does_not_wait_to_begin(waiting):
    assert waiting(granted(valid_from=day("2026-05-04"))) == [REPORT]


def test_a_decision_that_was_ended_ends_on_its_new_last_day(waiting):
    customer = granted()
    customer.end_decision(
        assessor("2026-06-10T09:00"),
        decision="b-1",
        last_day=day("2026-06-30"),
        reason="Avstår",
    )

    assert waiting(customer) == [BEGINS, ENDS, REPORT]


def test_a_decision_that_was_ended_before_its_first_day_never_begins(waiting):
    customer = granted()
    customer.end_decision(
        assessor("2026-05-10T09:00"),
        decision="b-1",
        last_day=day("2026-05-31"),
        reason="Avstår",
    )

    assert waiting(customer) == [("care_decision_ends", "2026-06-01T00:00"), REPORT]


def test_a_report_is_called_for_once_and_then_each_quarter(waiting):
    customer = granted(valid_from=day("2026-05-04"))
    customer.call_for_report(scheduler("2026-08-05T00:00"), decision="b-1")
    assert waiting(customer) == []

    customer.report(
        assessor("2026-08-06T09:00"),
        decision="b-1",
        reported_on=day("2026-08-06"),
        reason="Ingen plats",
    )

    assert waiting(customer) == [("unexecuted_decision", "2026-11-07T00:00")]


def test_an_interruption_is_to_be_reported_after_three_months(waiting):
    customer = executed(valid_from=day("2026-05-04"))
    customer.interrupt(
        assessor("2026-07-02T09:00"),
        decision="b-1",
        bundle="omvardnad",
        from_on=day("2026-07-01"),
        reason="Ingen kom",
    )

    assert waiting(customer) == [("unexecuted_decision", "2026-10-02T00:00")]


def test_nothing_is_awaited_of_the_dead(waiting):
    customer = granted(valid_to=day("2026-06-30"))
    customer.die(assessor("2026-05-10T09:00"), on=day("2026-05-10"))

    assert waiting(customer) == []
