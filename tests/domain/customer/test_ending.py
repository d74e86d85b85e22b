"""Care that ends: by a decision, by its time, by a move or a death."""

from __future__ import annotations

import pytest

from tests.domain.customer.cases import MEALS, assessor, decision, granted
from tests.given import (
    day,
    emitted,
    event,
    given,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.customer import Customer
from upphandling.domain.customer.refusals import (
    CustomerHasDied,
    DecisionIsOver,
    DecisionStillValid,
    EndsOutsideItsTime,
    LivesThereAlready,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.instants import NotYet
from upphandling.domain.parts import UnknownPart

NOW = "2026-06-10T09:00"


def test_a_person_ends_a_decision_with_a_reason_from_a_day_to_come():
    customer = given(granted())

    customer.end_decision(
        assessor(NOW), decision="b-1", last_day=day("2026-06-30"), reason="Flyttar"
    )

    assert emitted(customer) == [
        event(
            Customer.DecisionEnded,
            decision="b-1",
            valid_from=day("2026-06-01"),
            last_day=day("2026-06-30"),
            reason="Flyttar",
        )
    ]
    assert customer.care_in("omvardnad", day("2026-06-30")) is not None
    assert customer.care_in("omvardnad", day("2026-07-01")) is None


@pytest.mark.parametrize(
    ("stamp", "rule"), [(scheduler, MachineCannotDecide), (without_mandate, NoMandate)]
)
def test_only_a_person_with_a_mandate_ends_a_decision(stamp, rule):
    customer = given(granted())

    with refuses(customer, rule, event="customer.decision_ended"):
        customer.end_decision(
            stamp(NOW), decision="b-1", last_day=day("2026-06-30"), reason="Flyttar"
        )


@pytest.mark.parametrize("last_day", ["2026-05-30", "2026-08-01"])
def test_a_decision_is_ended_within_its_own_time(last_day):
    customer = given(granted(valid_to=day("2026-07-31")))

    with refuses(
        customer,
        EndsOutsideItsTime,
        decision="b-1",
        valid_from=day("2026-06-01"),
        valid_to=day("2026-07-31"),
    ):
        customer.end_decision(
            assessor(NOW), decision="b-1", last_day=day(last_day), reason="Fel dag"
        )


def test_a_decision_may_be_ended_before_it_begins():
    customer = granted()

    customer.end_decision(
        assessor("2026-05-20T09:00"),
        decision="b-1",
        last_day=day("2026-05-31"),
        reason="Kunden avstår",
    )

    assert customer.care_in("omvardnad", day("2026-05-20")) is None


def test_the_clock_notes_that_the_time_of_a_decision_is_out():
    customer = given(granted(valid_to=day("2026-06-30")))

    with refuses(
        customer, DecisionStillValid, decision="b-1", last_day=day("2026-06-30")
    ):
        customer.expire(scheduler("2026-06-30T23:59"), decision="b-1")
    customer.expire(scheduler("2026-07-01T00:00"), decision="b-1")

    assert emitted(customer) == [
        event(Customer.DecisionExpired, decision="b-1", last_day=day("2026-06-30"))
    ]
    over = {"decision": "b-1", "last_day": day("2026-06-30")}
    with refuses(customer, DecisionIsOver, **over):
        customer.expire(scheduler("2026-07-01T00:01"), decision="b-1")
    with refuses(customer, DecisionIsOver, **over):
        customer.end_decision(
            assessor("2026-07-02T09:00"),
            decision="b-1",
            last_day=day("2026-06-15"),
            reason="För sent",
        )


def test_a_decision_until_further_notice_does_not_expire():
    customer = given(granted())

    with refuses(customer, DecisionStillValid, decision="b-1", last_day=None):
        customer.expire(scheduler("2027-07-01T00:00"), decision="b-1")


@pytest.mark.parametrize(
    "act",
    [
        lambda customer: customer.expire(scheduler(NOW), decision="b-9"),
        lambda customer: customer.end_decision(
            assessor(NOW), decision="b-9", last_day=day("2026-06-30"), reason="Fel"
        ),
    ],
)
def test_only_a_decision_that_was_taken_ends(act):
    customer = given(granted())

    with refuses(customer, UnknownPart, part="b-9", known=["b-1"]):
        act(customer)


def test_the_last_day_of_a_bundle_is_that_of_the_decision_that_runs_longest():
    customer = granted(MEALS, valid_to=day("2026-06-05"))
    customer.grant(
        assessor(NOW),
        system="staden",
        area="norr",
        decision=decision("b-2", MEALS, valid_to=day("2026-06-08")),
    )

    assert customer.last_day_of("service", day("2026-06-10")) == day("2026-06-08")
    assert customer.last_day_of("service", day("2026-06-06")) == day("2026-06-06")


def test_a_decision_that_is_yet_to_begin_is_no_last_day_of_care():
    customer = granted(MEALS, valid_to=day("2026-06-05"))
    ahead = decision(
        "b-2", MEALS, valid_from=day("2026-06-09"), valid_to=day("2026-06-12")
    )
    customer.grant(assessor(NOW), system="staden", area="norr", decision=ahead)

    assert customer.last_day_of("service", day("2026-06-07")) == day("2026-06-05")
    assert customer.last_day_of("service", day("2026-06-10")) == day("2026-06-10")


def test_a_customer_moves_to_another_area():
    customer = given(granted())

    customer.move(assessor(NOW), area="soder", on=day("2026-06-10"))
    customer.call_for_choice(
        assessor(NOW), bundle="omvardnad", agreement="avtal-a", reason="Finns inte där."
    )

    assert emitted(customer) == [
        event(Customer.Moved, before="norr", area="soder", on=day("2026-06-10")),
        event(
            Customer.ChoiceCalledFor,
            bundle="omvardnad",
            agreement="avtal-a",
            reason="Finns inte där.",
        ),
    ]
    assert customer.area == "soder"


def test_a_move_has_happened_and_leads_somewhere_else():
    customer = given(granted())

    with refuses(customer, LivesThereAlready, customer="person-1", area="norr"):
        customer.move(assessor(NOW), area="norr", on=day("2026-06-10"))
    with pytest.raises(NotYet):
        customer.move(assessor(NOW), area="soder", on=day("2026-06-11"))


def test_whoever_dies_has_no_more_care_and_nothing_more_happens():
    customer = given(granted(valid_to=day("2026-06-30")))

    customer.die(assessor(NOW), on=day("2026-06-09"))

    assert emitted(customer) == [
        event(Customer.Died, on=day("2026-06-09"), decisions=("b-1",))
    ]
    assert customer.last_day_of("omvardnad", day("2026-06-10")) == day("2026-06-09")
    assert customer.unexecuted_on(day("2026-06-09")) == []
    dead = {"customer": "person-1", "died_on": day("2026-06-09")}
    with refuses(customer, CustomerHasDied, **dead):
        customer.die(assessor(NOW), on=day("2026-06-09"))
    with refuses(customer, CustomerHasDied, **dead):
        customer.move(assessor(NOW), area="soder", on=day("2026-06-10"))
    with refuses(customer, CustomerHasDied, **dead):
        customer.expire(scheduler("2026-07-01T00:00"), decision="b-1")
    with refuses(customer, CustomerHasDied, **dead):
        customer.begin_decision(scheduler("2026-07-01T00:00"), decision="b-1")
    with refuses(customer, CustomerHasDied, **dead):
        customer.end_decision(
            assessor(NOW), decision="b-1", last_day=day("2026-06-20"), reason="Sent"
        )


def test_a_death_is_not_foretold():
    with pytest.raises(NotYet):
        granted().die(assessor(NOW), on=day("2026-06-11"))
