"""Unannounced checks: what would tell of one beforehand is not given to the public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.errors import Refused
from upphandling.domain.follow_up import FollowUp
from upphandling.interfaces.evidence.gathering import Gathered

SCHEDULED = ChoiceSystem.ChecksScheduled.TOPIC
TO_SCHEDULE = "choice_system.schedule_checks"


class ChecksAhead(Refused):
    """Ärendet visar när kontroller görs och lämnas inte till allmänheten (lokal ordning)."""


def must_not_announce(found: Gathered) -> None:
    """Raise `ChecksAhead` where a bundle tells of checks that nobody is to know of.

    A follow-up is never given whole, so that the refusal says nothing by itself.
    """
    if found.case.startswith(f"{FollowUp.KIND}:"):
        raise ChecksAhead(case=found.case)
    if any(schedule.get("announced") is False for schedule in _schedules(found)):
        raise ChecksAhead(case=found.case)


def _schedules(found: Gathered) -> Iterator[dict[str, Any]]:
    for row in found.events:
        if row.topic == SCHEDULED:
            yield from_json(row.data)["schedule"]
    for refusal in found.refusals:
        if refusal.told["command"] == TO_SCHEDULE:
            yield from_json(refusal.told["payload"] or "{}").get("schedule", {})
