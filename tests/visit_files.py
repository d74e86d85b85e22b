"""Files of visits for a town where `k-1` has care all year under `avtal-a`."""

from __future__ import annotations

import io
from collections.abc import Iterable

from pydantic_core import to_json

from tests.town import Town
from upphandling.application.messages import read_envelope
from upphandling.domain.base import Role
from upphandling.interfaces.visit_import import Asked, Carried, Faults, carry_in
from upphandling.interop.visit_file import VisitFile
from upphandling.interop.visit_rows import COLUMNS

NOW = "2026-04-02T09:00"
WHO = {"by": "handlaggare-1", "role": "care_administrator", "mandate": "4.2"}
HEADER = ";".join(COLUMNS.required)


def cared_for(town: Town) -> Town:
    """Somebody to visit, and somebody who may."""
    town.founded()
    town.with_agreement("avtal-a", starts_on="2026-01-01")
    care = {
        "row": 2,
        "customer": "k-1",
        "decision": "b-1",
        "area": "norr",
        "service": "personal_care",
        "minutes_per_week": 300,
        "valid_from": "2026-02-01",
        "agreement": "avtal-a",
    }
    told = {"system": "staden", "rows": [care]}
    town.do("customer.import", told, role=Role.CARE_ADMINISTRATOR)
    town.house.refresh()
    return town


def row(visit: str, start: str, end: str, staff: str = "p-1") -> str:
    """A row of a file; times within the 10th of March are enough: `07:30`."""
    times = (f"2026-03-10 {at}" for at in (start, end))
    return ";".join((visit, "k-1", "avtal-a", "personal_care", staff, *times))


def carried(
    town: Town,
    rows: Iterable[str],
    *,
    month: str = "2026-03",
    header: str = HEADER,
    keep_good: bool = False,
    faults: Faults | None = None,
) -> Carried:
    """What came of a file with those rows."""
    asked = Asked(
        system="staden",
        month=month,
        name="besok.csv",
        sender=read_envelope(to_json({**WHO, "command": "import", "data": {}})),
        keep_good=keep_good,
        dry_run=False,
    )
    file = VisitFile(io.BytesIO("\n".join([header, *rows]).encode()))
    town.house.refresh()
    return carry_in(town.house, asked, file, faults or Faults(), lambda _: None)


def counted(town: Town) -> set[str]:
    """The visits of the month that count."""
    month = town.case("visit_month:staden.2026-03")
    found = town.house.recorder.visits("staden", "2026-03", month.counted)  # type: ignore[attr-defined]
    return {visit.visit for visit in found}
