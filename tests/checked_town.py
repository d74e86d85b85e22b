"""A town whose providers are checked every quarter, with a fortnight for each check."""

from __future__ import annotations

from typing import Any

from tests.town import Town
from upphandling.domain.base import Role
from upphandling.domain.follow_up import FollowUp

CONTROLLER = Role.CONTRACT_MANAGER
SCHEDULE: dict[str, Any] = {
    "valid_from": "2027-01-01",
    "every": {"amount": 3, "unit": "months"},
    "first_after": {"amount": 3, "unit": "months"},
    "within": {"amount": 14, "unit": "days"},
    "remind": {"amount": 7, "unit": "days"},
    "escalate": {"amount": 7, "unit": "days"},
    "responsible": "contract_manager",
    "evidence": "Protokoll från besöket",
    "source": "Nämndens beslut § 7",
}
FIRST, SECOND = "ledning.2027-04-01", "ledning.2027-07-01"


def scheduled(town: Town, requirement: str = "ledning", **changed: Any) -> None:
    """The requirement is to be checked from the new year on."""
    told = {"system": "staden", "requirement": requirement}
    schedule = {**SCHEDULE, **changed}
    town.do("choice_system.schedule_checks", {**told, "schedule": schedule})


def checked(
    town: Town,
    check: str = FIRST,
    follow_up: str = "a",
    by: Role = CONTROLLER,
    **changed: Any,
) -> None:
    """Somebody has made the check today, and all is well."""
    told = {
        "follow_up": follow_up,
        "check": check,
        "checker": "handlaggare-2",
        "done_on": town.clock.now.date().isoformat(),
        "outcome": "approved",
        "findings": [{"requirement": "ledning", "verdict": "fulfilled"}],
        "evidence": [{"reference": "Dnr 2027-17", "sha256": "a" * 64}],
    }
    town.do("follow_up.record_check", {**told, **changed}, role=by)


def progress(town: Town, agreement: str = "a") -> dict[str, str]:
    """How each check of an agreement stands."""
    case = town.case(f"follow_up:{agreement}")
    assert isinstance(case, FollowUp)
    return {check: str(stands) for check, stands in case.progress.items()}
