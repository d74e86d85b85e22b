"""Those who do not choose under LOV: nobody may pick among the providers for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from tests.test_journey_admission import (
    LOV_SYSTEM,
    NOTICE,
    PREPARED,
    followed_up,
    founded,
    required,
)
from tests.town import SYSTEM, Town
from upphandling.domain.allocation import DefaultNotReckoned
from upphandling.domain.configuration import DefaultIsASelection


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town


# -- Those who do not choose -----------------------------------------------------

SELECTIONS = [
    "provider_with_room",
    "fill_shares",
    "turn_order",
    "nearest",
    "random",
]


def default(rule: str) -> dict[str, str]:
    return {"rule": rule, "legal_basis": "Fullmäktiges beslut § 7"}


@pytest.mark.parametrize("rule", SELECTIONS)
def test_a_lov_system_may_not_divide_those_who_do_not_choose(town, rule):
    with pytest.raises(DefaultIsASelection) as refusal:
        founded(town, default=default(rule))

    assert refusal.value.details["safe"] == [
        "in_house",
        "separately_procured",
        "stay",
    ]


def mixed(town: Town, rule: str) -> Town:
    """A system where one bundle is under LOU and another under LOV."""
    lou, lov = SYSTEM["bundles"][0], LOV_SYSTEM["bundles"][0]
    return founded(
        town,
        bundles=[lov, {**lou, "key": "natt", "services": ["night_support"]}],
        default=default(rule),
    )


def test_a_mixed_system_may_not_announce_under_lov_with_such_a_rule(town):
    followed_up(required(mixed(town, "fill_shares"))).do("admission.prepare", PREPARED)

    with pytest.raises(DefaultIsASelection):
        town.do("admission.announce", NOTICE)


def in_a_round(town: Town, customers: dict[str, list[str]], bundle: str) -> Town:
    """Customers with their wishes, in a round that has closed."""
    town.do(
        "customer_choice.register",
        {
            "system": "staden",
            "bundle": bundle,
            "since": "2026-01-01",
            "customers": [
                {"customer": key, "area": "norr", "minutes_per_week": 60}
                for key in customers
            ],
        },
    )
    town.do(
        "choice_round.open",
        {
            "round": "val",
            "system": "staden",
            "bundle": bundle,
            "last_day": "2026-03-01",
        },
    )
    town.do(
        "choice_round.invite",
        {"round": "val", "customers": list(customers), "channel": "brev"},
    )
    for key, wishes in customers.items():
        if wishes:
            town.do(
                "customer_choice.choose",
                {"customer": key, "bundle": bundle, "round": "val", "wishes": wishes},
            )
    town.at("2026-03-02T09:00")
    return town


PROPOSED = {"round": "val", "agreements": ["ett"]}


def test_a_default_among_lov_providers_is_not_proposed_but_a_choice_is(town):
    mixed(town, "provider_with_room").with_agreement("ett")
    in_a_round(town, {"k-1": ["ett"], "k-2": []}, "omvardnad")

    with pytest.raises(DefaultIsASelection):
        town.do("choice_round.propose", PROPOSED)


def test_a_round_where_everybody_chose_needs_no_default(town):
    mixed(town, "provider_with_room").with_agreement("ett")
    in_a_round(town, {"k-1": ["ett"]}, "omvardnad")

    town.do("choice_round.propose", PROPOSED)


@pytest.mark.parametrize(("basis", "refused"), [("default", True), ("choice", False)])
def test_nobody_places_by_hand_somebody_who_did_not_choose(town, basis, refused):
    mixed(town, "in_house").with_agreement("ett", starts_on="2026-01-01")
    in_a_round(town, {"k-1": []}, "omvardnad")
    place = {
        "customer": "k-1",
        "bundle": "omvardnad",
        "agreement": "ett",
        "basis": basis,
        "reason": "Närmast.",
    }

    with pytest.raises(DefaultIsASelection) if refused else nullcontext():
        town.do("customer_choice.place", place)


@pytest.mark.parametrize(
    ("bundle", "rule", "refusal"),
    [
        ("natt", "turn_order", DefaultNotReckoned),
        ("omvardnad", "turn_order", DefaultIsASelection),
    ],
)
def test_a_rule_that_is_not_reckoned_here_places_nobody(town, bundle, rule, refusal):
    mixed(town, rule).with_agreement("ett", bundle=bundle)
    in_a_round(town, {"k-1": []}, bundle)

    with pytest.raises(refusal):
        town.do("choice_round.propose", PROPOSED)


def test_those_who_do_not_choose_go_to_the_provider_that_was_procured_for_it(town):
    mixed(town, "separately_procured").with_agreement("ett")
    town.with_agreement("reserv", regime="lou")
    in_a_round(town, {"k-1": ["ett"], "k-2": []}, "omvardnad")

    town.do("choice_round.propose", {**PROPOSED, "agreements": ["ett", "reserv"]})

    placed = {p.customer: p.agreement for p in town.case("choice_round:val").placements}
    assert placed == {"k-1": "ett", "k-2": "reserv"}
