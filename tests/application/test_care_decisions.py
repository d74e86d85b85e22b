"""Care decisions across cases: choices begin, change and end; places and clocks follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.town import SYSTEM, Town, not_allowed
from upphandling.application.customer.bundles import BundleNotSaid, ServiceNotOffered
from upphandling.application.customer.execution import NobodyIsResponsible
from upphandling.domain.base import Role
from upphandling.domain.customer_choice.refusals import (
    ServiceNotInBundle,
)
from upphandling.domain.parts import UnknownPart

HOME_HELP = {
    "key": "service",
    "name": "Serviceinsatser",
    "services": ["domestic_services", "meals"],
    "regime": "lov",
}
CARE = {"service": "personal_care", "minutes_per_week": 600}
CLEANING = {"service": "domestic_services", "minutes_per_week": 90}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """Two bundles, in-house provision everywhere, a provider with one place in the north."""
    with Town(sqlite_url, "2026-05-18T09:00") as town:
        omvardnad = {**SYSTEM["bundles"][0], "services": ["personal_care", "meals"]}
        town.do(
            "choice_system.establish", {**SYSTEM, "bundles": [omvardnad, HOME_HELP]}
        )
        for agreement, bundle in (("egen", "omvardnad"), ("hushall", "service")):
            town.do(
                "agreement.entrust_in_house",
                {
                    "agreement": agreement,
                    "system": "staden",
                    "provider": "egen-regi",
                    "name": "Kommunens egen regi",
                    "bundle": bundle,
                    "areas": ["norr", "soder"],
                    "starts_on": "2026-01-01",
                },
            )
        town.with_agreement("avtal-a", places={"norr": 1}, starts_on="2026-01-01")
        yield town


def grant(town: Town, decision: str = "b-1", *services: Any, **changed: Any) -> None:
    told = {
        "customer": "person-1",
        "decision": decision,
        "system": "staden",
        "area": "norr",
        "granted_on": "2026-05-18",
        "valid_from": "2026-05-18",
        "services": services or [CARE],
    }
    town.do("customer.grant", {**told, **changed}, role=Role.CARE_NEEDS_ASSESSOR)


def serve(
    town: Town, agreement: str, bundle: str = "omvardnad", on: str = "2026-05-18"
):
    who = {"customer": "person-1", "bundle": bundle}
    town.chose("person-1", agreement, bundle)
    town.do("customer_choice.take_over", {**who, "on": on})


def choice(town: Town, bundle: str = "omvardnad") -> Any:
    return town.case(f"customer_choice:person-1/{bundle}")


def customer(town: Town) -> Any:
    return town.case("customer:person-1")


def topics(town: Town, case: str = "customer:person-1") -> list[str]:
    return [topic for topic, _ in town.log(case)]


def test_a_first_decision_registers_every_bundle_without_a_provider(town):
    grant(town, "b-1", CARE, CLEANING)

    assert (choice(town).minutes, choice(town).agreement) == (600, None)
    assert choice(town, "service").minutes == 90
    assert [str(service) for service in choice(town).services] == ["personal_care"]
    assert customer(town).executed == {}


def test_a_decision_is_executed_when_every_bundle_has_been_taken_over(town):
    grant(town, "b-1", CARE, CLEANING)

    serve(town, "avtal-a")
    assert customer(town).executed == {}
    serve(town, "hushall", "service")

    assert [str(on) for on in customer(town).executed.values()] == ["2026-05-18"]


def test_customers_without_care_decisions_are_taken_over_as_before(town):
    town.registered(["person-1"])

    serve(town, "avtal-a")

    assert choice(town).agreement == "avtal-a"


def test_several_decisions_add_up_and_the_present_provider_executes_the_new_one(town):
    grant(town)
    serve(town, "avtal-a")

    grant(town, "b-2", {**CARE, "minutes_per_week": 120})

    assert choice(town).minutes == 720
    assert choice(town).agreement == "avtal-a"
    assert set(customer(town).executed) == {"b-1", "b-2"}


def test_a_service_in_several_bundles_says_which(town):
    meals = {"service": "meals", "minutes_per_week": 60}

    with pytest.raises(BundleNotSaid):
        grant(town, "b-1", meals)
    with pytest.raises(ServiceNotInBundle):
        grant(town, "b-1", {**CARE, "bundle": "service"})
    with pytest.raises(ServiceNotOffered):
        grant(town, "b-1", {**CARE, "service": "night_support"})
    with pytest.raises(UnknownPart):
        grant(town, "b-1", {**meals, "bundle": "stad"})
    grant(town, "b-1", {**meals, "bundle": "service"})

    assert choice(town, "service").minutes == 60


def test_care_is_granted_in_an_area_of_the_system_and_never_by_the_clock(town):
    with pytest.raises(UnknownPart):
        grant(town, area="oster")
    with not_allowed("role"):
        town.do(
            "customer.grant",
            {
                "customer": "person-1",
                "decision": "b-1",
                "system": "staden",
                "area": "norr",
                "granted_on": "2026-05-18",
                "valid_from": "2026-05-18",
                "services": [CARE],
            },
            role=Role.SCHEDULER,
        )


def test_care_to_come_is_registered_ahead_and_begins_by_itself(town):
    grant(town, valid_from="2026-06-01")

    assert str(choice(town).since) == "2026-06-01"
    assert "customer.decision_began" in town.at("2026-06-01T00:01")
    serve(town, "avtal-a", on="2026-06-01")
    assert set(customer(town).executed) == {"b-1"}


def test_a_change_to_come_waits_for_its_day(town):
    grant(town)
    serve(town, "avtal-a")
    grant(town, "b-2", {**CARE, "minutes_per_week": 60}, valid_from="2026-06-01")
    assert choice(town).minutes == 600
    assert set(customer(town).executed) == {"b-1"}

    town.at("2026-06-01T00:01")

    assert choice(town).minutes == 660
    assert set(customer(town).executed) == {"b-1", "b-2"}


def test_care_ends_and_the_place_is_free_when_the_time_is_out(town):
    grant(town, valid_to="2026-06-30")
    serve(town, "avtal-a")

    fell = town.at("2026-07-01T00:01")

    assert "customer.decision_expired" in fell
    assert "customer_choice.care_ended" in fell
    assert str(choice(town).ended_on) == "2026-06-30"
    assert town.case("agreement:avtal-a").holders == {}


def test_one_decision_goes_on_when_another_is_over(town):
    grant(town, valid_to="2026-06-30")
    serve(town, "avtal-a")
    grant(town, "b-2", {**CARE, "minutes_per_week": 60}, valid_from="2026-07-01")

    town.at("2026-07-01T00:01")

    assert (choice(town).minutes, choice(town).agreement) == (60, "avtal-a")
    assert choice(town).ended_on is None


def test_a_customer_comes_back_after_care_has_ended(town):
    grant(town, valid_to="2026-06-30")
    serve(town, "avtal-a")
    town.at("2026-07-01T00:01")

    grant(town, "b-2", valid_from="2026-07-10", granted_on="2026-07-01", area="soder")

    assert (choice(town).agreement, choice(town).area) == (None, "soder")
    assert str(choice(town).since) == "2026-07-10"


def test_an_earlier_decision_moves_the_beginning_of_care_to_come(town):
    grant(town, valid_from="2026-07-01")

    grant(town, "b-2", {**CARE, "minutes_per_week": 60})

    assert (choice(town).minutes, str(choice(town).since)) == (60, "2026-05-18")
    town.at("2026-07-01T00:01")
    assert choice(town).minutes == 660


def test_a_decision_is_ended_by_a_person_and_care_with_it(town):
    grant(town, "b-1", CARE, CLEANING)
    serve(town, "avtal-a")
    town.at("2026-06-10T09:00")
    ended = {"customer": "person-1", "decision": "b-1", "reason": "Kunden avstår."}

    town.do("customer.end_decision", {**ended, "last_day": "2026-06-09"})

    assert str(choice(town).ended_on) == "2026-06-09"
    assert str(choice(town, "service").ended_on) == "2026-06-09"
    assert town.case("agreement:avtal-a").holders == {}


def test_a_decision_ended_before_it_begins_never_begins(town):
    grant(town, valid_from="2026-06-01")
    ended = {"customer": "person-1", "decision": "b-1", "reason": "Kunden avstår."}
    town.do("customer.end_decision", {**ended, "last_day": "2026-05-31"})

    fell = town.at("2026-06-01T00:01")

    assert "customer.decision_began" not in fell
    assert choice(town).ended_on is not None


def test_the_dead_leave_places_and_queues(town):
    grant(town)
    serve(town, "egen")
    town.do(
        "customer_choice.queue",
        {"customer": "person-1", "bundle": "omvardnad", "agreement": "avtal-a"},
    )

    town.do("customer.note_death", {"customer": "person-1", "on": "2026-05-18"})

    assert town.case("agreement:egen").holders == {}
    assert not town.case("agreement:avtal-a").queue
    assert choice(town).ended_on is not None
    assert not any("customer" in topic for topic in town.at("2026-12-01T00:01"))


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
