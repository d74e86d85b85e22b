"""A town with a quarter behind it: plan, shares, indicators, checks, deviations and pay."""

from __future__ import annotations

from typing import Any

from tests.checked_town import checked, scheduled
from tests.indicator_town import define, record
from tests.payment_town import adopt, calculate, decide, granted, january
from tests.stopped import reported, stopped
from tests.town import Town
from tests.visits_town import imported
from upphandling.domain.base import Role

QUARTER = "2026-Q1"
SMALL, LARGE = "avtal-b", "avtal-a"
UNANNOUNCED = "trygghet"
COUNCIL = {
    "system": "staden",
    "decision": "kf-1",
    "body": "council",
    "taken_on": "2025-11-20",
    "minutes": "Kommunfullmäktiges protokoll 2025-11-20",
    "matter": "Valfrihet i hemtjänsten.",
}
MONTHLY = {
    "valid_from": "2026-01-01",
    "every": {"amount": 1, "unit": "months"},
    "first_after": {"amount": 1, "unit": "months"},
}


def lived(town: Town) -> Town:
    """From December until the middle of April, told in April."""
    _began(town)
    town.at("2026-01-12T09:00")
    town.do("plan.meet_milestone", {**PLAN, "milestone": "start"})
    town.at("2026-02-02T09:00")
    checked(town, "ledning.2026-02-01", LARGE)
    checked(
        town,
        f"{UNANNOUNCED}.2026-02-01",
        LARGE,
        outcome="failed",
        findings=[{"requirement": UNANNOUNCED, "verdict": "not_fulfilled"}],
    )
    imported(town, *january())
    calculate(town, LARGE)
    decide(town, "approve", f"{LARGE}.2026-01", total_ore=_total(town))
    _measured(town)
    town.at("2026-03-02T09:00")
    _moved(town)
    reported(town, LARGE, deviation="avv-larm", severity="minor")
    stopped(town, SMALL)
    calculate(town, SMALL)
    town.at("2026-04-15T09:00")
    return town


PLAN = {"plan": "tidplan"}


def _began(town: Town) -> None:
    town.founded()
    town.do("choice_system.record_decision", COUNCIL)
    _requires(town, UNANNOUNCED)
    shares = {"in_house_percent": 0.0, "external_percent": 100.0}
    policy = {"valid_from": "2026-01-01", **shares, "tolerance_points": 1.0}
    town.do(
        "choice_system.decide_shares",
        {"system": "staden", "decision": "kf-1", "policy": policy},
        role=Role.COUNCIL_SECRETARY,
    )
    scheduled(town, **MONTHLY)
    scheduled(town, UNANNOUNCED, announced=False, **MONTHLY)
    _planned(town)
    for agreement, name in ((LARGE, "Utförare A"), (SMALL, "Utförare B")):
        told = {"name": name, "share_percent": 50.0, "regime": "lou"}
        town.with_agreement(agreement, starts_on="2025-01-01", **told)
    adopt(town)
    for number in range(1, 9):
        granted(town, f"k-{number}", LARGE if number < 7 else SMALL)


def _requires(town: Town, requirement: str) -> None:
    told = {"system": "staden", "requirement": requirement}
    text = "Kunderna är trygga."
    town.do("choice_system.set_requirement", {**told, "text": text})
    plan = {"how": "Besök", "by_whom": "Avtalsenheten", "how_often": "yearly"}
    town.do("choice_system.plan_follow_up", {**told, **plan})


def _planned(town: Town) -> None:
    town.do("plan.draw_up", {**PLAN, "system": "staden"})
    for milestone, title, latest in (
        ("start", "Avtalen börjar", "2026-01-10"),
        ("utvarderat", "Första året är utvärderat", "2026-03-10"),
    ):
        when = {"earliest": "2026-01-01", "latest": latest}
        told = {"milestone": milestone, "title": title, "when": when}
        town.do("plan.add_milestone", {**PLAN, **told})


def _moved(town: Town) -> None:
    when = {"earliest": "2026-01-01", "latest": "2026-03-20"}
    told = {"milestone": "utvarderat", "when": when, "reason": "Underlag saknas."}
    town.do("plan.move_milestone", {**PLAN, **told})


def _measured(town: Town) -> None:
    """The same indicator for all, for many and for few."""
    define(town, "kontinuitet")
    for agreement, of in ((None, 8), (LARGE, 6), (SMALL, 2)):
        record(town, "kontinuitet", value="3.5", of=of, agreement=agreement)


def _total(town: Town) -> int:
    payment: Any = town.case(f"payment:{LARGE}.2026-01")
    total: int = payment.calculated.total_ore
    return total
