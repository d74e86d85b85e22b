"""Who moves keeps or loses the provider, and who executes a decision that was interrupted."""

from __future__ import annotations

import pytest

from tests.application.care_decisions.matters import (
    choice,
    customer,
    grant,
    serve,
    topics,
)
from tests.town import not_allowed
from upphandling.application.customer.execution import NobodyIsResponsible
from upphandling.domain.base import Role


def test_whoever_moves_keeps_the_provider_who_is_there_too(town):
    grant(town)
    serve(town, "egen")

    town.do(
        "customer.move", {"customer": "person-1", "area": "soder", "on": "2026-05-18"}
    )

    assert (choice(town).agreement, choice(town).area) == ("egen", "soder")
    assert "customer.choice_called_for" not in topics(town)


def test_whoever_moves_from_where_the_provider_is_must_choose_anew(town):
    grant(town)
    serve(town, "avtal-a")

    answer = town.do(
        "customer.move", {"customer": "person-1", "area": "soder", "on": "2026-05-18"}
    )

    assert choice(town).agreement == "avtal-a"
    assert (
        "Kunden måste välja på nytt"
        in answer.events[1].says() + answer.events[-1].says()
    )
    (called,) = [
        data for topic, data in town.log() if topic == "customer.choice_called_for"
    ]
    assert called["reason"] == "Utföraren finns inte i det nya området."


def test_a_decision_that_nobody_executes_is_called_for_report_each_quarter(town):
    grant(town)

    assert "customer.report_due" not in town.at("2026-08-18T23:59")
    assert "customer.report_due" in town.at("2026-08-19T00:00")
    assert "customer.report_due" not in town.at("2026-12-01T00:00")
    told = {"customer": "person-1", "decision": "b-1", "reason": "Ingen ledig plats."}
    town.do("customer.report", {**told, "reported_on": "2026-12-01"})
    assert "customer.report_due" in town.at("2027-03-02T00:00")
    assert "customer.report_due" not in town.at("2027-12-01T00:00")


def test_an_interrupted_decision_is_executed_again_by_another_provider(town):
    grant(town)
    serve(town, "egen")
    town.at("2026-06-10T09:00")
    told = {"customer": "person-1", "decision": "b-1", "bundle": "omvardnad"}
    town.do(
        "customer.interrupt", {**told, "from_on": "2026-06-05", "reason": "Ingen kom."}
    )
    assert customer(town).executed == {}

    serve(town, "avtal-a", on="2026-06-10")

    assert str(customer(town).executed["b-1"]) == "2026-06-10"


def test_an_interrupted_decision_may_be_taken_up_by_the_same_provider(town):
    grant(town)
    again = {"customer": "person-1", "decision": "b-1", "on": "2026-05-18"}
    with pytest.raises(NobodyIsResponsible):
        town.do("customer.note_executed", again)
    serve(town, "egen")
    told = {"customer": "person-1", "decision": "b-1", "bundle": "omvardnad"}
    town.do(
        "customer.interrupt", {**told, "from_on": "2026-05-18", "reason": "Ingen kom."}
    )

    town.do("customer.note_executed", again)

    assert set(customer(town).executed) == {"b-1"}


def test_care_is_interrupted_when_the_provider_is_gone_and_nobody_steps_in(town):
    grant(town)
    serve(town, "avtal-a")
    town.do(
        "agreement.rescind",
        {"agreement": "avtal-a", "grounds": "Konkurs", "wind_up_until": "2026-05-31"},
    )

    assert "customer.interrupted" in town.at("2026-06-01T00:00")
    assert customer(town).executed == {}


def test_care_goes_on_when_somebody_is_named_to_step_in(town):
    fallback = {"system": "staden", "bundle": "omvardnad", "agreement": "egen"}
    town.do("choice_system.name_fallback", {**fallback, "legal_basis": "Beslut § 9"})
    grant(town)
    serve(town, "avtal-a")
    town.do(
        "agreement.rescind",
        {"agreement": "avtal-a", "grounds": "Konkurs", "wind_up_until": "2026-05-31"},
    )

    assert "customer.interrupted" not in town.at("2026-06-01T00:00")
    assert choice(town).agreement == "egen"
    assert set(customer(town).executed) == {"b-1"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("customer.move", {"area": "soder", "on": "2026-05-18"}),
        ("customer.note_death", {"on": "2026-05-18"}),
        ("customer.note_executed", {"decision": "b-1", "on": "2026-05-18"}),
        (
            "customer.report",
            {"decision": "b-1", "reported_on": "2026-05-18", "reason": "Ingen plats"},
        ),
        (
            "customer.interrupt",
            {
                "decision": "b-1",
                "bundle": "omvardnad",
                "from_on": "2026-05-18",
                "reason": "Ingen kom",
            },
        ),
    ],
)
def test_a_customer_speaks_only_for_themselves(town, name, told):
    grant(town)

    with not_allowed("role"):
        town.do(
            name, {"customer": "person-1", **told}, by="person-2", role=Role.CUSTOMER
        )
