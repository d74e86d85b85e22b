"""The sections of the report, in the order they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from upphandling.interfaces.report import (
    checks,
    control,
    cost,
    deviations,
    flags,
    indicators,
    shares,
    timetable,
)
from upphandling.interfaces.report.figures import Asked, Section

SECTIONS: Mapping[str, Callable[[Connection, Asked], Section]] = {
    "timetable": timetable.section,
    "shares": shares.section,
    "indicators": indicators.section,
    "checks": checks.section,
    "deviations": deviations.section,
    "cost": cost.section,
    "flags": flags.section,
    "control": control.section,
}
"""By key; every figure of a section begins with its key and a full stop."""
