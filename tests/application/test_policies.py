"""Policies across cases: whom the default asks, and who may be named to step in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import Town
from upphandling.domain.agreement.refusals import BundleNotDelivered
from upphandling.domain.configuration import DefaultIsASelection
from upphandling.domain.errors import NoSuchCase

NEW = {
    "rule": "provider_with_room",
    "legal_basis": "Nämndens beslut § 4",
    "valid_from": "2026-07-01",
    "order": ["avtal-a"],
}
FALLBACK = {"system": "staden", "bundle": "omvardnad", "legal_basis": "Beslut § 9"}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-05-18T09:00") as town:
        town.founded()
        town.with_agreement("avtal-a", regime="lou")
        town.with_agreement("avtal-lov")
        yield town


def test_the_order_of_a_default_names_agreements_of_the_system(town):
    town.do("choice_system.decide_default", {"system": "staden", "policy": NEW})

    policies = town.case("choice_system:staden").defaults
    assert [policy.order for policy in policies] == [["avtal-a"]]
    with pytest.raises(NoSuchCase):
        town.do(
            "choice_system.decide_default",
            {"system": "staden", "policy": {**NEW, "order": ["avtal-x"]}},
        )


def test_the_rules_of_choosing_are_decided(town):
    policy = {"valid_from": "2026-07-01", "notice_days": 14}

    town.do("choice_system.decide_choosing", {"system": "staden", "policy": policy})

    assert town.case("choice_system:staden").choosing[0].notice_days == 14


def test_who_steps_in_delivers_the_bundle_and_is_no_lov_provider(town):
    town.do("choice_system.name_fallback", {**FALLBACK, "agreement": "avtal-a"})

    assert town.case("choice_system:staden").fallback_for("omvardnad") == "avtal-a"
    with pytest.raises(DefaultIsASelection):
        town.do("choice_system.name_fallback", {**FALLBACK, "agreement": "avtal-lov"})
    with pytest.raises(BundleNotDelivered):
        town.do(
            "choice_system.name_fallback",
            {**FALLBACK, "bundle": "stad", "agreement": "avtal-a"},
        )
