"""What takes two persons: who calculated, proposed or read, and who decided."""

from __future__ import annotations

from typing import Any

from tests.access.roster_town import KEEPER
from tests.interfaces.report.control.conftest import (
    approve,
    broken,
    figures,
)
from upphandling.domain.base import Role
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.interfaces.report.control.four_eyes import NAMES as OF_ACTS
from upphandling.projections.control import acts as act_events
from upphandling.projections.control.tables import Act


def test_a_payment_that_another_approved_is_one_of_one(paid):
    approve(paid)

    found = figures(paid)["four_eyes.payment"]
    assert (found.value, found.target, found.red) == (1, 1, False)
    assert found.sources.few == ("payment:avtal-a.2026-01@2",)


def test_what_is_only_calculated_is_nobodys_decision_yet(paid):
    assert figures(paid)["four_eyes.payment"].target == 0


def test_a_decision_counts_in_the_quarter_in_which_it_is_made(paid):
    paid.at("2026-04-02T09:00")
    approve(paid)

    assert figures(paid, "2026-Q1")["four_eyes.payment"].target == 0
    assert figures(paid, "2026-Q2")["four_eyes.payment"].target == 1


def test_one_who_did_both_is_seen_and_red(paid):
    """The rules let nobody do it; a log from before them could have it."""
    payment: Any = paid.case("payment:avtal-a.2026-01")
    total = payment.calculated.total_ore
    alone = payment.Approved(
        originator_id=payment.id,
        originator_version=payment.version + 1,
        effective_at=paid.clock.now,
        by=payment.calculated_by,
        role=Role.DECISION_MAKER,
        mandate="delegation 1",
        total_ore=total,
        acknowledged=(),
    )
    stored = EventMapper().to_stored_event(alone)
    paid.house.recorder.insert_events([stored])

    found = figures(paid)["four_eyes.payment"]
    assert (found.value, found.target, found.red) == (0, 1, True)


def test_a_broken_glass_takes_two_and_waits_until_somebody_else_has_looked(town):
    broken(town)
    found = figures(town)
    assert found["exceptions.break_glass"].value == 1
    assert found["alarms.glass"].value == 1
    assert "four_eyes.glass" not in found

    told = {"glass": "n-1", "justified": True, "motive": "Rätt."}
    town.do("roster.review_break_glass", told, by=KEEPER, role=Role.REGISTRAR)
    found = figures(town)
    assert found["alarms.glass"].value == 0
    assert (found["four_eyes.glass"].value, found["four_eyes.glass"].target) == (1, 1)


def test_bids_are_opened_by_two(town):
    town.opened("norr-2026")
    town.at("2026-03-01T09:00")

    found = figures(town)["four_eyes.opening"]
    assert (found.value, found.target) == (1, 1)


def test_every_act_of_two_is_begun_and_decided():
    begun = {act for act, _ in act_events.BEGUN.values()}
    decided = {act for act, _ in act_events.DECIDED.values()}
    assert decided == set(Act) == set(OF_ACTS)
    assert begun == set(Act) - {Act.OPENING}
