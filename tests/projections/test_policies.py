"""Policies for customers as the register shows them."""

from __future__ import annotations

import json

from tests.domain.choice_system.cases import established
from tests.given import day, person
from upphandling.domain.choosing import ChoosingPolicy
from upphandling.domain.configuration import DefaultPolicy, DefaultRule, Regime
from upphandling.projections.policies import POLICIES, policies

NOW = "2026-06-01T09:00"


def test_what_was_configured_and_what_was_decided_stand_by_day(rows_after):
    system = established()
    system.decide_default(
        person(NOW),
        policy=DefaultPolicy(
            rule=DefaultRule.STAY, legal_basis="§ 4", valid_from=day("2026-07-01")
        ),
        decision=None,
    )
    system.decide_choosing(
        person(NOW),
        policy=ChoosingPolicy(valid_from=day("2026-07-01"), notice_days=14),
        decision=None,
    )
    system.name_fallback(
        person(NOW),
        bundle="omvardnad",
        agreement="egen-regi",
        regime=Regime.IN_HOUSE,
        legal_basis="§ 9",
    )

    rows = rows_after(POLICIES, policies, system)

    assert [row[1:6] for row in rows] == [
        ("choosing", "", "1990-01-01", "chosen_at", None),
        ("choosing", "", "2026-07-01", "chosen_at", None),
        ("default", "", "1990-01-01", "in_house", "Fullmäktiges beslut § 1"),
        ("default", "", "2026-07-01", "stay", "§ 4"),
        ("fallback", "omvardnad", "2026-06-01", "egen-regi", "§ 9"),
    ]
    assert json.loads(rows[1][6])["notice_days"] == 14
