"""Every read model of the house, by name."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.projections.agreements import AGREEMENTS
from upphandling.projections.awards import AWARDS
from upphandling.projections.base import Projection
from upphandling.projections.cases import CASES
from upphandling.projections.choices import CHOICES
from upphandling.projections.deadlines import DEADLINES
from upphandling.projections.shares import SHARES
from upphandling.projections.tenders import TENDERS
from upphandling.projections.timetable import TIMETABLE
from upphandling.projections.transitions import TRANSITIONS

PROJECTIONS: Mapping[str, Projection] = {
    projection.name: projection
    for projection in (
        DEADLINES,
        CASES,
        TIMETABLE,
        TENDERS,
        AWARDS,
        AGREEMENTS,
        CHOICES,
        SHARES,
        TRANSITIONS,
    )
}
