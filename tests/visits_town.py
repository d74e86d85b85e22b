"""A town whose visits are there to be counted: batches kept, and told of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.given import local
from tests.town import Town
from upphandling.application.visits import KeptVisit, PlannedVisit
from upphandling.domain.base import Role
from upphandling.domain.visit_month import VisitMonth, key_of
from upphandling.infrastructure.visits import pending

MONTH = "2026-01"
KEY = key_of("staden", MONTH)

Either = KeptVisit | PlannedVisit


ABOUT = {
    "customer": "k-1",
    "agreement": "avtal-a",
    "service": "personal_care",
    "staff": "p-1",
}


def visit(name: str, starts: str, ends: str, **told: Any) -> KeptVisit:
    """A visit between two Swedish times of day: `2026-01-15T07:30`."""
    values: dict[str, Any] = {
        **ABOUT,
        "registered_after": False,
        "aged": None,
        **told,
    }
    first, last = _seconds(starts, ends)
    return KeptVisit(visit=name, starts=first, ends=last, **values)


def plan(name: str, starts: str, ends: str, **told: Any) -> PlannedVisit:
    """As `visit`, only planned."""
    values: dict[str, Any] = {**ABOUT, **told}
    first, last = _seconds(starts, ends)
    return PlannedVisit(visit=name, starts=first, ends=last, **values)


def _seconds(*local_times: str) -> list[int]:
    return [int(local(at).timestamp()) for at in local_times]


def written(town: Town, visits: Sequence[Either], month: str = MONTH) -> int:
    """A batch of the month that does not count yet."""
    batch = pending.begin(town.house.database, "staden", month)
    pending.write(town.house.database, batch, list(enumerate(visits, 2)))
    return batch


def tell(town: Town, batch: int, rows: int, month: str = MONTH, **told: Any) -> None:
    """Say that a batch has been read, as whoever imports does."""
    known = town.house.engine.session().find(VisitMonth, key_of("staden", month))
    data = {
        "system": "staden",
        "month": month,
        "batch": batch,
        "against": list(known.standing) if known else [],
        "rows": rows,
        "refused": 0,
        "file": "besok.csv",
        "file_sha256": "0" * 64,
        **told,
    }
    town.do("visit_month.import", data, role=Role.CARE_ADMINISTRATOR)


def imported(town: Town, *visits: Either, month: str = MONTH) -> int:
    """A batch of the month that counts."""
    batch = written(town, visits, month)
    planned = sum(isinstance(one, PlannedVisit) for one in visits)
    tell(town, batch, len(visits) - planned, month, planned=planned)
    return batch


def withdraw(town: Town, batch: int, **told: Any) -> None:
    data = {"visit_month": KEY, "batch": batch, "reason": "Fel månad i filen"}
    town.do("visit_month.withdraw", data | told, role=Role.CONTRACT_MANAGER)
