"""Those who do not choose under LOV: nobody may pick among the providers for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from tests.admission_town import (
    LOV_SYSTEM,
    NOTICE,
    PREPARED,
    followed_up,
    founded,
    required,
)
from tests.town import SYSTEM, Town
from upphandling.domain.allocation import DefaultNotReckoned, SharesUnderLov
from upphandling.domain.configuration import DefaultIsASelection
from upphandling.domain.customer_choice.refusals import NotWished
from upphandling.domain.transition.refusals import ReassignmentIsASelection


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


def place(agreement: str, basis: str) -> dict[str, str]:
    who = {"customer": "k-1", "bundle": "omvardnad", "agreement": agreement}
    return {**who, "basis": basis, "reason": "Vi fördelar."}


@pytest.mark.parametrize(
    ("basis", "refusal"),
    [
        ("default", DefaultIsASelection),
        ("reassigned", ReassignmentIsASelection),
        ("choice", NotWished),
    ],
)
@pytest.mark.parametrize("present", [None, "annat"])
def test_nobody_places_by_hand_somebody_who_did_not_choose(
    town, basis, refusal, present
):
    in_force = {"starts_on": "2026-01-01"}
    mixed(town, "in_house").with_agreement("ett", **in_force)
    town.with_agreement("annat", **in_force).registered(["k-1"], present)

    with pytest.raises(refusal):
        town.do("customer_choice.place", place("ett", basis))

    assert not town.case("agreement:ett").customers


@pytest.mark.parametrize("basis", ["choice", "reassigned"])
def test_a_lov_provider_takes_whoever_wishes_it(town, basis):
    mixed(town, "in_house").with_agreement("ett", starts_on="2026-01-01")
    in_a_round(town, {"k-1": ["ett"]}, "omvardnad")

    town.do("customer_choice.place", place("ett", basis))

    assert town.case("customer_choice:k-1/omvardnad").placed_at == "ett"


@pytest.mark.parametrize(
    ("rule", "refused"), [("in_house", True), ("separately_procured", False)]
)
def test_from_a_lov_provider_nobody_is_moved_unasked_but_to_who_was_procured_for_it(
    town, rule, refused
):
    in_force = {"starts_on": "2026-01-01"}
    mixed(town, rule).with_agreement("ett", **in_force).registered(["k-1"], "ett")
    town.with_agreement("reserv", regime="lou", **in_force)

    with pytest.raises(ReassignmentIsASelection) if refused else nullcontext():
        town.do("customer_choice.place", place("reserv", "reassigned"))


def test_a_place_by_choice_under_lou_is_one_that_was_chosen(town):
    mixed(town, "in_house").with_agreement(
        "ett", regime="lou", starts_on="2026-01-01"
    ).registered(["k-1"])

    with pytest.raises(NotWished):
        town.do("customer_choice.place", place("ett", "choice"))

    town.do("customer_choice.place", place("ett", "reassigned"))


# -- Shares ------------------------------------------------------------------------

POLICY = {
    "valid_from": "2026-04-01",
    "in_house_percent": 50,
    "external_percent": 50,
}


def test_a_lov_agreement_begins_without_a_share_and_gets_none(town):
    founded(town)
    with pytest.raises(SharesUnderLov):
        town.with_agreement("ett", share_percent=25.0)

    town.with_agreement("ett")
    changed = {"agreement": "ett", "places": {"norr": 5}, "reason": "Växer."}
    with pytest.raises(SharesUnderLov):
        town.do("agreement.change_places", {**changed, "share_percent": 30.0})
    town.do("agreement.change_places", {**changed, "share_percent": 0.0})


def test_a_system_wholly_under_lov_has_no_shares(town):
    with pytest.raises(SharesUnderLov):
        town.do("choice_system.establish", {**LOV_SYSTEM, "shares": [POLICY]})

    founded(town)
    with pytest.raises(SharesUnderLov):
        town.do("choice_system.decide_shares", {"system": "staden", "policy": POLICY})


def test_a_mixed_system_may_divide_those_who_are_not_under_lov(town):
    mixed(town, "in_house").do(
        "choice_system.decide_shares", {"system": "staden", "policy": POLICY}
    )


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
