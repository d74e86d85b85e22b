"""What lies on a later day has not happened, and is no fact in the system."""

from __future__ import annotations

import pytest

from tests.domain.choice_system.cases import (
    BY_THE_CHAIR,
    CONFIGURATION,
    TOLD,
    announced,
    decided,
    decided_by_the_chair,
    established,
)
from tests.given import day, given, person, refuses
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import (
    DefaultIsASelection,
    DefaultPolicy,
    DefaultRule,
    Regime,
)
from upphandling.domain.instants import NotYet

NOW = person("2026-06-01T09:00")
TOMORROW = day("2026-06-02")
APPEAL = {
    "decision": "kf-1",
    "court": "Förvaltningsrätten",
    "case_number": "1-26",
    "in_time": True,
}


def appealed() -> ChoiceSystem:
    system = announced()
    system.appeal_decision(
        person("2026-05-28T09:00"), **APPEAL, received_on=day("2026-05-28")
    )
    return system


@pytest.mark.parametrize(
    ("system", "act"),
    [
        (
            established,
            lambda system: system.record_decision(
                NOW, **{**TOLD, "taken_on": TOMORROW}, urgent=False
            ),
        ),
        (
            decided_by_the_chair,
            lambda system: system.report_chair_decision(
                NOW, decision=BY_THE_CHAIR["decision"], meeting_on=TOMORROW
            ),
        ),
        (
            decided,
            lambda system: system.announce_minutes(NOW, decision="kf-1", on=TOMORROW),
        ),
        (
            announced,
            lambda system: system.take_down_minutes(NOW, decision="kf-1", on=TOMORROW),
        ),
        (
            announced,
            lambda system: system.appeal_decision(NOW, **APPEAL, received_on=TOMORROW),
        ),
        (
            appealed,
            lambda system: system.rule_on_appeal(
                NOW, case_number="1-26", outcome="rejected", ruled_on=TOMORROW
            ),
        ),
    ],
    ids=["taken", "reported", "announced", "taken down", "appealed", "ruled"],
)
def test_what_happens_tomorrow_is_no_fact_today(system, act):
    system = given(system())

    with refuses(system, NotYet, day=TOMORROW, at=NOW.at):
        act(system)


def test_a_system_of_lov_alone_is_not_established_with_a_default_that_selects():
    only_lov = CONFIGURATION.bundles[0].model_copy(update={"regime": Regime.LOV})
    selecting = DefaultPolicy(
        rule=DefaultRule.PROVIDER_WITH_ROOM, legal_basis="Nämndens beslut"
    )
    configuration = CONFIGURATION.model_copy(
        update={"bundles": [only_lov], "default": selecting}
    )

    with pytest.raises(DefaultIsASelection):
        ChoiceSystem.establish(NOW, configuration)
