"""Agreements that have been changed again and again without a new procurement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from upphandling.domain.flag_policy import FlagKind
from upphandling.projections.agreements import agreements
from upphandling.projections.flagged.columns import (
    Limits,
    case_of_agreement,
    lives_on,
    of_agreement,
)
from upphandling.projections.flags import What, tallied

KIND = FlagKind.CHANGED


def query(limits: Limits) -> Select[Any]:
    """How many changes, whatever they were worth."""
    times = tallied(What.CHANGED, limits.on)
    most = limits.limit(agreements.c.system, "most_changes")
    return (
        of_agreement(KIND, since=times.c.last_on, number=times.c.times)
        .select_from(agreements)
        .join(times, times.c.subject == case_of_agreement())
        .where(lives_on(limits.on), times.c.times > most)
    )
