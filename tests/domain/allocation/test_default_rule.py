"""Those who do not choose: under LOV no rule of the authority's own may pick for them."""

from __future__ import annotations

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests.domain.allocation.questions import asked, in_house, offers, wants
from upphandling.domain.allocation import DefaultNotReckoned, allocate
from upphandling.domain.configuration import (
    SAFE_UNDER_LOV,
    Bundle,
    BundleNotUnderLov,
    DefaultIsASelection,
    DefaultPolicy,
    DefaultRule,
    Regime,
    Service,
)

RULES = st.sampled_from(DefaultRule)
LOV = Bundle(
    key="omvardnad",
    name="Omvårdnad",
    services=[Service.PERSONAL_CARE],
    regime=Regime.LOV,
)
LOU = LOV.model_copy(update={"regime": Regime.LOU})


def policy(rule: DefaultRule) -> DefaultPolicy:
    return DefaultPolicy(rule=rule, legal_basis="Fullmäktiges beslut § 7")


def where(people, contenders, rule, **more) -> dict[str, str]:
    placed = allocate(asked(people, contenders, DefaultRule(rule), **more)).placements
    return {p.customer: p.agreement for p in placed}


@for_all(RULES)
def test_only_own_provision_or_a_procured_provider_is_safe_under_lov(rule):
    if rule in SAFE_UNDER_LOV:
        policy(rule).must_not_select(LOV)
        return
    with pytest.raises(DefaultIsASelection) as refusal:
        policy(rule).must_not_select(LOV)

    assert refusal.value.details == {
        "bundle": "omvardnad",
        "rule": rule,
        "source": "Konkurrensverket, ställningstagande 2019:2",
        "safe": ["in_house", "separately_procured", "stay"],
    }


@for_all(RULES)
def test_providers_that_have_competed_may_be_picked_by_any_rule(rule):
    policy(rule).must_not_select(LOU)


def test_what_is_under_lou_cannot_be_applied_for():
    LOV.must_be_under_lov()
    with pytest.raises(BundleNotUnderLov):
        LOU.must_be_under_lov()


@pytest.mark.parametrize("rule", sorted(set(DefaultRule) - set(SAFE_UNDER_LOV)))
def test_under_lov_nobody_is_placed_by_a_rule_that_selects_but_choices_are_met(rule):
    contenders = [offers("a", regime=Regime.LOV), in_house()]
    lov = {"regime": Regime.LOV, "bundle": "omvardnad"}

    assert where([wants("k", "a")], contenders, rule, **lov) == {"k": "a"}
    with pytest.raises(DefaultIsASelection):
        where([wants("k", "a"), wants("k-2")], contenders, rule, **lov)


@pytest.mark.parametrize("rule", ["turn_order", "nearest"])
def test_a_rule_without_its_facts_places_nobody(rule):
    assert where([wants("k", "a")], [offers("a")], rule) == {"k": "a"}
    with pytest.raises(DefaultNotReckoned):
        where([wants("k")], [offers("a")], rule)


def test_a_procured_provider_is_found_among_those_one_may_choose():
    contenders = [offers("a", regime=Regime.LOV), in_house(), offers("c")]

    assert where([wants("k")], contenders, "separately_procured") == {"k": "c"}


def test_whoever_has_own_provision_goes_to_the_one_that_was_procured():
    contenders = [in_house(), offers("c")]

    assert where([wants("k", present="egen")], contenders, "separately_procured") == {
        "k": "c"
    }


def test_whoever_may_stay_stays_and_others_go_to_own_provision():
    people = [wants("k-1", present="a"), wants("k-2"), wants("k-3", present="borta")]

    assert where(people, [offers("a", 0), in_house()], "stay") == {
        "k-1": "a",
        "k-2": "egen",
        "k-3": "egen",
    }


def test_room_is_asked_for_in_the_stated_order_and_own_provision_last():
    people = [wants(f"k-{n}") for n in range(5)]
    contenders = [offers("a", 1), offers("b", 1), offers("c", 1), in_house()]

    placed = where(people, contenders, "provider_with_room", order=["c"])
    few = where(people[:2], contenders, "provider_with_room", order=["c"])

    assert sorted(placed.values()) == ["a", "b", "c", "egen", "egen"]
    assert sorted(few.values()) == ["a", "c"]


def test_nobody_without_a_wish_is_moved_where_nobody_need_be():
    people = [wants("k-1", present="b"), wants("k-2", present="egen"), wants("k-3")]

    assert where(
        people, [offers("a"), offers("b", 0), in_house()], "provider_with_room"
    ) == {
        "k-1": "b",
        "k-2": "egen",
        "k-3": "a",
    }


def test_by_lot_it_is_the_seed_that_says():
    people = [wants(f"k-{n}") for n in range(20)]
    contenders = [offers("a"), offers("b"), in_house()]

    one = where(people, contenders, "random", seed="ett")

    assert one == where(people, contenders, "random", seed="ett")
    assert one != where(people, contenders, "random", seed="två")
