"""How an agreement of a town is stopped from taking new customers, and opened again."""

from __future__ import annotations

from typing import Any

from tests.town import Town

LADDER: list[dict[str, Any]] = [
    {"kind": "warning", "clause": "8.1"},
    {"kind": "withholding", "clause": "8.2", "max_percent": 20},
    {"kind": "fine", "clause": "8.3", "max_ore": 5_000_000},
    {"kind": "stop_of_new_customers", "clause": "8.4"},
]


def reported(town: Town, agreement: str, **told: Any) -> str:
    """A deviation from an agreement, discovered today; answers its key."""
    found = {
        "deviation": f"avv-{agreement}",
        "agreement": agreement,
        "origin": "complaint",
        "severity": "critical",
        "description": "Besök har uteblivit.",
        "discovered_on": town.clock.now.date().isoformat(),
        **told,
    }
    town.do("deviation.report", found)
    return str(found["deviation"])


def stopped(town: Town, agreement: str) -> None:
    """Stopped at once, before the provider has been heard."""
    deviation = reported(town, agreement)
    town.do("agreement.agree_sanctions", {"agreement": agreement, "rungs": LADDER})
    decided = {"sanction": "stopp-1", "deviation": deviation, "urgent": True}
    why = {"motive": "Risk för kunderna."}
    town.do("agreement.stop_new_customers", {"agreement": agreement, **decided, **why})


def lifted(town: Town, agreement: str) -> None:
    why = {"sanction": "stopp-1", "reason": "Bemanningen är säkrad."}
    town.do("agreement.lift_stop", {"agreement": agreement, **why})
