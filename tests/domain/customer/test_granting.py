"""Care decisions: granted, added to each other, and begun."""

from __future__ import annotations

import pytest

from tests.domain.customer.cases import (
    CARE,
    MEALS,
    assessor,
    decision,
    executed,
    facts,
    granted,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.configuration import Service
from upphandling.domain.customer import Customer, GrantedCare, GrantedService
from upphandling.domain.customer.refusals import (
    CustomerHasDied,
    CustomerInAnotherArea,
    CustomerOfAnotherSystem,
    DecisionHasBegun,
    DecisionInDisorder,
    DecisionNotBegun,
    MoreThanAWeek,
    NothingGranted,
    NoTimeGranted,
    ServiceGrantedTwice,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.instants import NotYet
from upphandling.domain.parts import PartExists, UnknownPart

NOW = "2026-06-10T09:00"
WHERE = {"system": "staden", "area": "norr"}


def test_the_first_decision_opens_the_customer_and_starts_the_clock_of_three_months():
    customer = granted()

    assert emitted(customer) == [event(Customer.Granted, **facts(decision()))]
    assert customer.id == "customer:person-1"
    assert customer.report_by == {"b-1": day("2026-08-04")}


@pytest.mark.parametrize(
    ("stamp", "rule"), [(scheduler, MachineCannotDecide), (without_mandate, NoMandate)]
)
def test_care_is_granted_by_somebody_with_a_mandate(stamp, rule):
    with refuses(None, rule, event="customer.granted"):
        Customer.grant_first(
            stamp("2026-05-04T09:00"), "person-1", **WHERE, decision=decision()
        )


def test_several_decisions_run_at_once_and_their_time_is_added():
    customer = given(granted())
    second = decision("b-2", CARE, MEALS, valid_from=day("2026-06-08"))

    customer.grant(assessor(NOW), **WHERE, decision=second)

    assert emitted(customer) == [event(Customer.Granted, **facts(second))]
    assert customer.bundles == ["omvardnad", "service"]
    assert customer.care_in("omvardnad", day("2026-06-10")) == GrantedCare(
        day("2026-06-01"), 1200, (Service.PERSONAL_CARE,)
    )
    assert customer.care_in("omvardnad", day("2026-06-07")) == GrantedCare(
        day("2026-06-01"), 600, (Service.PERSONAL_CARE,)
    )
    assert customer.care_in("service", day("2026-06-10")) == GrantedCare(
        day("2026-06-08"), 90, (Service.MEALS,)
    )


def test_care_that_is_to_come_is_known_from_the_day_it_begins():
    customer = granted(valid_to=day("2026-06-30"))
    customer.grant(
        assessor(NOW),
        **WHERE,
        decision=decision(
            "b-2", valid_from=day("2026-08-01"), granted_on=day("2026-06-10")
        ),
    )

    assert customer.care_in("omvardnad", day("2026-05-20")).since == day("2026-06-01")
    assert customer.care_in("omvardnad", day("2026-07-05")).since == day("2026-08-01")
    assert customer.care_in("service", day("2026-07-05")) is None


def test_care_that_is_over_is_granted_no_more():
    customer = granted(valid_to=day("2026-06-30"))

    assert customer.care_in("omvardnad", day("2026-06-30")) is not None
    assert customer.care_in("omvardnad", day("2026-07-01")) is None


def test_a_decision_is_taken_once():
    customer = given(granted())

    with refuses(customer, PartExists, part="b-1"):
        customer.grant(assessor(NOW), **WHERE, decision=decision())


def test_a_decision_grants_something():
    empty = decision().model_copy(update={"services": ()})

    with refuses(None, NothingGranted, decision="b-1"):
        Customer.grant_first(
            assessor("2026-05-04T09:00"), "person-1", **WHERE, decision=empty
        )


def test_a_service_is_granted_once_for_the_same_time():
    with refuses(None, ServiceGrantedTwice, decision="b-1"):
        granted(CARE, CARE.model_copy(update={"minutes_per_week": 30}))


def test_a_decision_does_not_end_before_it_begins():
    with refuses(
        None,
        DecisionInDisorder,
        decision="b-1",
        valid_from=day("2026-06-01"),
        valid_to=day("2026-05-31"),
    ):
        granted(valid_to=day("2026-05-31"))


def test_a_decision_of_tomorrow_is_not_entered_today():
    with pytest.raises(NotYet):
        granted(granted_on=day("2026-05-05"))


def test_nobody_has_more_hours_than_a_week():
    all_week = GrantedService(
        service=Service.NIGHT_SUPPORT, bundle="omvardnad", minutes_per_week=10_080
    )
    assert granted(all_week).decisions["b-1"].minutes == 10_080
    with refuses(None, MoreThanAWeek, minutes=10_680, week=10_080):
        granted(all_week, CARE)


def test_decisions_that_run_together_have_no_more_hours_than_a_week():
    customer = given(granted(valid_to=day("2026-06-30")))
    much = GrantedService(
        service=Service.PERSONAL_CARE, bundle="omvardnad", minutes_per_week=9_600
    )

    with refuses(customer, MoreThanAWeek, minutes=10_200, week=10_080):
        customer.grant(
            assessor(NOW),
            **WHERE,
            decision=decision("b-2", much, valid_from=day("2026-06-30")),
        )
    customer.grant(
        assessor(NOW),
        **WHERE,
        decision=decision("b-2", much, valid_from=day("2026-07-01")),
    )

    assert len(emitted(customer)) == 1


def test_a_later_decision_is_held_to_the_same_rules_as_the_first():
    customer = given(granted())

    with refuses(customer, NothingGranted, decision="b-2"):
        customer.grant(
            assessor(NOW),
            **WHERE,
            decision=decision("b-2").model_copy(update={"services": ()}),
        )


def test_a_customer_stays_in_one_system_and_moves_by_moving():
    customer = given(granted())

    with refuses(
        customer, CustomerOfAnotherSystem, customer="person-1", system="staden"
    ):
        customer.grant(
            assessor(NOW), system="byn", area="norr", decision=decision("b-2")
        )
    with refuses(customer, CustomerInAnotherArea, customer="person-1", area="norr"):
        customer.grant(
            assessor(NOW), system="staden", area="soder", decision=decision("b-2")
        )


def test_whoever_has_no_care_running_may_come_back_in_another_area():
    customer = granted(valid_to=day("2026-06-05"))

    customer.grant(
        assessor(NOW),
        system="staden",
        area="soder",
        decision=decision("b-2", valid_from=day("2026-06-10")),
    )

    assert customer.area == "soder"


def test_the_dead_are_granted_nothing():
    customer = granted()
    customer.die(assessor(NOW), on=day("2026-06-09"))
    given(customer)

    with refuses(
        customer, CustomerHasDied, customer="person-1", died_on=day("2026-06-09")
    ):
        customer.grant(assessor(NOW), **WHERE, decision=decision("b-2"))
    assert customer.care_in("omvardnad", day("2026-06-01")) is None


def test_the_clock_notes_that_a_decision_begins_on_its_first_day():
    customer = given(granted())

    with refuses(
        customer, DecisionNotBegun, decision="b-1", valid_from=day("2026-06-01")
    ):
        customer.begin_decision(scheduler("2026-05-31T23:59"), decision="b-1")
    customer.begin_decision(scheduler("2026-06-01T00:00"), decision="b-1")

    assert emitted(customer) == [
        event(Customer.DecisionBegan, decision="b-1", valid_from=day("2026-06-01"))
    ]
    with refuses(customer, DecisionHasBegun, decision="b-1"):
        customer.begin_decision(scheduler("2026-06-01T00:01"), decision="b-1")
    with refuses(customer, UnknownPart, part="b-9", known=["b-1"]):
        customer.begin_decision(scheduler("2026-06-01T00:01"), decision="b-9")


def test_a_decision_that_is_carried_out_still_counts():
    assert executed().care_in("omvardnad", day("2026-06-10")).minutes == 600


@pytest.mark.parametrize("service", [Service.PERSONAL_CARE, Service.NIGHT_SUPPORT])
def test_care_is_not_granted_without_time(service):
    nothing = CARE.model_copy(update={"service": service, "minutes_per_week": 0})

    with refuses(None, NoTimeGranted, service=service):
        granted(CARE, nothing)


@pytest.mark.parametrize(
    "service",
    [
        Service.SAFETY_ALARM_INSTALLATION,
        Service.SAFETY_ALARM_RESPONSE,
        Service.MEALS,
    ],
)
def test_an_alarm_and_meals_take_no_time(service):
    alarm = CARE.model_copy(update={"service": service, "minutes_per_week": 0})

    assert granted(alarm).decisions["b-1"].minutes == 0
