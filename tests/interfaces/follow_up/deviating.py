"""Deviations that the tests ask for: found, closed, and as they stand on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.given import day, person
from upphandling.domain.base import Stamp
from upphandling.domain.deviation import (
    Aftermath,
    Deviation,
    Origin,
    Outcome,
    Severity,
)
from upphandling.interfaces.follow_up import Sought, the_deviations

AT, TODAY = person("2027-06-01T09:00"), day("2027-06-01")
EARLIER, LATER = person("2027-05-20T09:00"), day("2027-06-10")


def found(
    key: str, on: str, requirement: str | None = "ledning", at: Stamp = AT, **more: Any
) -> Deviation:
    told = {
        "system": "staden",
        "agreement": "avtal-a",
        "provider": "utforare-a",
        "origin": Origin.CHECK,
        "origin_reference": None,
        "severity": Severity.MINOR,
        "description": "Något.",
        **more,
    }
    return Deviation.report(
        at, key, requirement=requirement, discovered_on=day(on), **told
    )


def closed(deviation: Deviation, outcome: Outcome) -> Deviation:
    aftermath = Aftermath(taken=["x"], ended=True)
    deviation.close(AT, outcome=outcome, aftermath=aftermath, motive="Klart.")
    return deviation


def asked(connection, today: date = TODAY, **sought):
    page = {"limit": 100, "offset": 0}
    told = the_deviations(connection, Sought(**sought), today, **page)
    return {row["deviation"]: row for row in told}
