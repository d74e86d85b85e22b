"""A schedule of checks that the tests begin with: every quarter, with a fortnight."""

from __future__ import annotations

from typing import Any

from tests.given import day
from upphandling.domain.base import Role
from upphandling.domain.check_schedule import CheckSchedule
from upphandling.domain.lengths import Length

QUARTERLY = CheckSchedule(
    valid_from=day("2027-01-01"),
    every=Length.parse("3 månader"),
    first_after=Length.parse("3 månader"),
    within=Length.parse("14 dagar"),
    remind=Length.parse("7 dagar"),
    escalate=Length.parse("7 dagar"),
    responsible=Role.CONTRACT_MANAGER,
    evidence="Protokoll från besöket",
    source="Nämndens beslut § 7",
)


def schedule(**changed: Any) -> CheckSchedule:
    return QUARTERLY.model_copy(update=changed)


def length(text: str) -> Length:
    return Length.parse(text)
