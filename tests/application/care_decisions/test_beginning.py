"""Care is granted: choices begin in every bundle, now or on the day it is granted from."""

from __future__ import annotations

import pytest

from tests.application.care_decisions.matters import (
    CARE,
    CLEANING,
    choice,
    customer,
    grant,
    serve,
)
from tests.town import not_allowed
from upphandling.application.customer.bundles import BundleNotSaid, ServiceNotOffered
from upphandling.domain.base import Role
from upphandling.domain.customer_choice.refusals import ServiceNotInBundle
from upphandling.domain.parts import UnknownPart


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


def test_an_earlier_decision_moves_the_beginning_of_care_to_come(town):
    grant(town, valid_from="2026-07-01")

    grant(town, "b-2", {**CARE, "minutes_per_week": 60})

    assert (choice(town).minutes, str(choice(town).since)) == (60, "2026-05-18")
    town.at("2026-07-01T00:01")
    assert choice(town).minutes == 660
