"""What each person is granted, who must choose, and what nobody carries out."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select

from tests.domain.customer.cases import (
    CARE,
    MEALS,
    assessor,
    decision,
    executed,
    granted,
)
from tests.given import day, person, scheduler
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import (
    Area,
    Bundle,
    DefaultPolicy,
    DefaultRule,
    Regime,
    Service,
    SystemConfiguration,
)
from upphandling.domain.customer import Customer, GrantedService
from upphandling.projections.bundles import BUNDLES, choice_duties
from upphandling.projections.care import (
    CARE as CARE_MODEL,
)
from upphandling.projections.care import care_decisions, customers
from upphandling.projections.care_granted import services_on, unexecuted

NOW = "2026-06-10T09:00"
ALARM = GrantedService(
    service=Service.SAFETY_ALARM_RESPONSE, bundle="omvardnad", minutes_per_week=0
)


def system() -> ChoiceSystem:
    """Whoever has only an alarm need not choose; meals are a free choice."""
    return ChoiceSystem.establish(
        person("2026-05-01T09:00"),
        SystemConfiguration(
            system="staden",
            name="Hemtjänst i staden",
            municipality="Staden",
            areas=[Area(key="norr", name="Norr"), Area(key="soder", name="Söder")],
            bundles=[
                Bundle(
                    key="omvardnad",
                    name="Omvårdnad",
                    services=[Service.PERSONAL_CARE, Service.SAFETY_ALARM_RESPONSE],
                    regime=Regime.LOU,
                    without_choice=[Service.SAFETY_ALARM_RESPONSE],
                ),
                Bundle(
                    key="service",
                    name="Serviceinsatser",
                    services=[Service.MEALS],
                    regime=Regime.LOV,
                    must_choose=False,
                ),
            ],
            default=DefaultPolicy(rule=DefaultRule.IN_HOUSE, legal_basis="§ 1"),
        ),
    )


@pytest.fixture
def asked(rows_after, database):
    """The answer to a question once the read model has seen some cases."""

    def ask(query: Select[Any], *cases: Any) -> list[dict[str, Any]]:
        rows_after(BUNDLES, choice_duties, *cases)
        rows_after(CARE_MODEL, customers, *cases)
        with database.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    return ask


def test_each_service_is_shown_on_the_days_when_it_is_granted(asked):
    customer = granted(CARE, MEALS, valid_to=day("2026-06-30"))
    rows = asked(services_on(day("2026-06-30")), system(), customer)

    assert [(row["service"], row["minutes"], row["duty"]) for row in rows] == [
        ("personal_care", 600, "must"),
        ("meals", 90, "may"),
    ]
    assert rows[0] == {
        "system": "staden",
        "customer": "person-1",
        "decision": "b-1",
        "service": "personal_care",
        "bundle": "omvardnad",
        "minutes": 600,
        "time_of_day": "day",
        "day_kind": "any_day",
        "time_window": None,
        "area": "norr",
        "assessed": True,
        "valid_from": day("2026-06-01"),
        "valid_to": day("2026-06-30"),
        "duty": "must",
    }
    assert asked(services_on(day("2026-05-31"))) == []
    assert asked(services_on(day("2026-07-01"))) == []
    assert asked(services_on(day("2026-06-30"), system="byn")) == []
    assert asked(services_on(day("2026-06-30"), customer="person-2")) == []


def test_an_alarm_alone_need_not_be_chosen_and_care_beside_it_must(asked):
    customer = granted(ALARM)
    (alone,) = asked(services_on(day("2026-06-10")), system(), customer)
    customer.grant(
        assessor(NOW), system="staden", area="norr", decision=decision("b-2")
    )
    both = asked(services_on(day("2026-06-10")), customer)

    assert (alone["minutes"], alone["duty"]) == (0, "need_not")
    assert [(row["minutes"], row["duty"]) for row in both] == [
        (0, "need_not"),
        (600, "must"),
    ]


def test_an_end_a_move_and_a_death_show(asked):
    customer = granted()
    customer.end_decision(
        assessor(NOW), decision="b-1", last_day=day("2026-06-20"), reason="Avstår"
    )
    customer.move(assessor(NOW), area="soder", on=day("2026-06-10"))
    (row,) = asked(services_on(day("2026-06-20")), system(), customer)
    assert (row["area"], row["valid_to"]) == ("soder", day("2026-06-20"))

    customer.die(assessor("2026-06-12T09:00"), on=day("2026-06-12"))

    assert len(asked(services_on(day("2026-06-12")), customer)) == 1
    assert asked(services_on(day("2026-06-13"))) == []


def told(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (str(row["since"]), str(row["report_by"]), row["due"], row["reported_on"])
        for row in rows
    ]


def test_what_nobody_carries_out_is_shown_until_somebody_does(asked):
    customer = granted()
    assert told(asked(unexecuted(), customer)) == [
        ("2026-05-04", "2026-08-04", False, None)
    ]
    customer.call_for_report(scheduler("2026-08-05T00:00"), decision="b-1")
    assert told(asked(unexecuted("staden"), customer)) == [
        ("2026-05-04", "2026-08-04", True, None)
    ]
    customer.report(
        assessor("2026-08-06T09:00"),
        decision="b-1",
        reported_on=day("2026-08-06"),
        reason="Ingen plats",
    )
    assert told(asked(unexecuted(), customer)) == [
        ("2026-05-04", "2026-11-06", False, day("2026-08-06"))
    ]
    assert asked(unexecuted("byn")) == []

    customer.note_executed(
        assessor("2026-08-07T09:00"), decision="b-1", on=day("2026-08-07")
    )

    assert asked(unexecuted(), customer) == []


def test_what_is_interrupted_is_shown_from_that_day(asked):
    customer = executed()
    customer.interrupt(
        assessor("2026-07-02T09:00"),
        decision="b-1",
        bundle="omvardnad",
        from_on=day("2026-07-01"),
        reason="Ingen kom",
    )

    assert told(asked(unexecuted(), customer)) == [
        ("2026-07-01", "2026-10-01", False, None)
    ]


@pytest.mark.parametrize("how", ["expired", "died"])
def test_what_is_over_waits_for_nobody(asked, how):
    customer = granted(valid_to=day("2026-06-30"))
    if how == "died":
        customer.die(assessor(NOW), on=day("2026-06-10"))
    else:
        customer.expire(scheduler("2026-07-01T00:00"), decision="b-1")

    assert asked(unexecuted(), customer) == []


def test_a_decision_stands_with_its_days(rows_after):
    customer = Customer.grant_first(
        assessor("2026-05-04T09:00"),
        "person-1",
        system="staden",
        area="norr",
        decision=decision(assessed=False),
    )

    assert rows_after(CARE_MODEL, care_decisions, customer) == [
        (
            "person-1",
            "b-1",
            "2026-05-04",
            "2026-06-01",
            None,
            False,
            "2026-05-04",
            "2026-08-04",
            None,
            None,
            None,
            False,
        )
    ]
