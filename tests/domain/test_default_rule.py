"""Those who do not choose: under LOV no rule of the authority's own may pick for them."""

from __future__ import annotations

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from upphandling.domain.allocation.greedy import (
    NOT_RECKONED,
    NotReckoned,
    Offer,
    Person,
    allocate,
)
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


def offer(agreement: str, regime: Regime) -> Offer:
    return Offer(
        agreement=agreement,
        provider=f"utforare-{agreement}",
        name="Utförare",
        regime=regime,
        areas=("norr",),
        ceiling={},
    )


def silent() -> Person:
    return Person(customer="k-1", area="norr", wishes=(), chosen_at="", present=None)


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


def test_a_procured_provider_is_found_among_those_one_may_choose():
    offers = [
        offer("a", Regime.LOV),
        offer("b", Regime.IN_HOUSE),
        offer("c", Regime.LOU),
    ]

    (placed,), _ = allocate([silent()], offers, DefaultRule.SEPARATELY_PROCURED)

    assert placed.agreement == "c"


def test_own_provision_steps_in_where_no_procured_provider_has_room():
    offers = [offer("a", Regime.LOV), offer("b", Regime.IN_HOUSE)]

    (placed,), _ = allocate([silent()], offers, DefaultRule.SEPARATELY_PROCURED)

    assert placed.agreement == "b"


@pytest.mark.parametrize("rule", NOT_RECKONED)
def test_a_rule_without_its_facts_is_not_reckoned(rule):
    with pytest.raises(NotReckoned):
        allocate([silent()], [offer("a", Regime.LOU)], rule)
