"""Policies of a choice system: the default, how choosing goes on, and who falls in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.choice_system.cases import CONFIGURATION, decided, established
from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.choosing import ChoosingPolicy, QueueOrder
from upphandling.domain.configuration import (
    SAFE_UNDER_LOV,
    DefaultIsASelection,
    DefaultPolicy,
    DefaultRule,
    Regime,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.flag_policy import ASSUMED, FlagPolicy
from upphandling.domain.parts import UnknownPart

NOW = "2026-06-01T09:00"
FALLBACK = {
    "bundle": "omvardnad",
    "agreement": "egen-regi",
    "legal_basis": "Fullmäktiges beslut § 9",
}


def default(rule: DefaultRule, valid_from: str) -> DefaultPolicy:
    return DefaultPolicy(
        rule=rule, legal_basis="Nämndens beslut § 4", valid_from=day(valid_from)
    )


def choosing(valid_from: str, **told: Any) -> ChoosingPolicy:
    return ChoosingPolicy(valid_from=day(valid_from), **told)


def test_a_new_default_holds_from_its_day_and_the_configured_one_before():
    system = given(decided())
    policy = default(DefaultRule.STAY, "2026-07-01")

    system.decide_default(person(NOW), policy=policy, decision="kf-1")

    assert emitted(system) == [
        event(ChoiceSystem.DefaultDecided, policy=policy, decision="kf-1")
    ]
    assert system.default_on(day("2026-06-30")) is CONFIGURATION.default
    assert system.default_on(day("2026-07-01")) is policy


def test_policies_are_kept_in_order_of_time_and_the_same_day_replaces():
    system = established()
    late, early = choosing("2026-09-01"), choosing("2026-07-01", notice_days=14)
    instead = choosing("2026-09-01", queue_order=QueueOrder.NEED)
    for policy in (late, early, instead):
        system.decide_choosing(person(NOW), policy=policy, decision=None)

    assert system.choosing_on(day("2026-06-30")) == CONFIGURATION.choosing
    assert system.choosing_on(day("2026-08-31")) is early
    assert system.choosing_on(day("2026-09-01")) is instead
    assert system.choosing == [early, instead]


@pytest.mark.parametrize("rule", DefaultRule)
def test_where_all_is_under_lov_only_a_safe_default_is_decided(rule):
    bundles = [
        bundle.model_copy(update={"regime": Regime.LOV})
        for bundle in CONFIGURATION.bundles
    ]
    system = given(
        ChoiceSystem.establish(
            person("2026-05-04T09:00"),
            CONFIGURATION.model_copy(update={"bundles": bundles, "shares": []}),
        )
    )
    policy = default(rule, "2026-07-01")
    if rule in SAFE_UNDER_LOV:
        system.decide_default(person(NOW), policy=policy, decision=None)
        assert len(emitted(system)) == 1
        return
    with refuses(
        system,
        DefaultIsASelection,
        bundle="omvardnad",
        rule=rule,
        source="Konkurrensverket, ställningstagande 2019:2",
        safe=[str(one) for one in SAFE_UNDER_LOV],
    ):
        system.decide_default(person(NOW), policy=policy, decision=None)


def test_a_policy_cites_a_decision_that_was_taken():
    system = given(established())

    with refuses(system, UnknownPart, part="kf-1", known=[]):
        system.decide_default(
            person(NOW), policy=default(DefaultRule.STAY, "2026-07-01"), decision="kf-1"
        )
    with refuses(system, UnknownPart, part="kf-1", known=[]):
        system.decide_choosing(
            person(NOW), policy=choosing("2026-07-01"), decision="kf-1"
        )


def test_who_falls_in_is_named_for_a_bundle_and_may_be_named_anew():
    system = given(established())

    system.name_fallback(person(NOW), **FALLBACK, regime=Regime.IN_HOUSE)

    assert emitted(system) == [event(ChoiceSystem.FallbackNamed, **FALLBACK)]
    assert system.fallback_for("omvardnad") == "egen-regi"
    assert system.fallback_for("trygghet") is None
    system.name_fallback(
        person(NOW), **{**FALLBACK, "agreement": "bro"}, regime=Regime.LOU
    )
    assert system.fallback_for("omvardnad") == "bro"


def test_nobody_is_picked_among_lov_providers_to_fall_in():
    system = given(established())

    with refuses(
        system, DefaultIsASelection, bundle="omvardnad", agreement="egen-regi"
    ):
        system.name_fallback(person(NOW), **FALLBACK, regime=Regime.LOV)


def test_somebody_falls_in_only_for_a_bundle_of_the_system():
    system = given(established())

    with refuses(system, UnknownPart, part="stad", known=["omvardnad", "trygghet"]):
        system.name_fallback(
            person(NOW), **{**FALLBACK, "bundle": "stad"}, regime=Regime.IN_HOUSE
        )


@pytest.mark.parametrize(
    ("stamp", "rule"), [(scheduler, MachineCannotDecide), (without_mandate, NoMandate)]
)
def test_policies_are_decided_by_somebody_with_a_mandate(stamp, rule):
    system = given(established())

    with refuses(system, rule, event="choice_system.default_decided"):
        system.decide_default(
            stamp(NOW), policy=default(DefaultRule.STAY, "2026-07-01"), decision=None
        )
    with refuses(system, rule, event="choice_system.choosing_decided"):
        system.decide_choosing(stamp(NOW), policy=choosing("2026-07-01"), decision=None)
    with refuses(system, rule, event="choice_system.fallback_named"):
        system.name_fallback(stamp(NOW), **FALLBACK, regime=Regime.IN_HOUSE)
    with refuses(system, rule, event="choice_system.flag_policy_decided"):
        system.decide_flags(stamp(NOW), policy=ASSUMED, decision=None)


def test_limits_of_red_flags_are_decided_from_a_day():
    system = given(decided())
    policy = FlagPolicy(
        valid_from=day("2026-07-01"), source="Nämndens beslut § 12", fewest_bids=3
    )

    system.decide_flags(person(NOW), policy=policy, decision="kf-1")

    assert emitted(system) == [
        event(ChoiceSystem.FlagPolicyDecided, policy=policy, decision="kf-1")
    ]


def test_limits_of_red_flags_rest_on_a_decision_that_exists():
    system = given(established())

    with refuses(system, UnknownPart, part="kf-9", known=[]):
        system.decide_flags(person(NOW), policy=ASSUMED, decision="kf-9")
