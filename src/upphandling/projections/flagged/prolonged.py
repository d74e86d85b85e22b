"""Agreements that have been prolonged again and again."""

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

KIND = FlagKind.PROLONGED


def query(limits: Limits) -> Select[Any]:
    """Extensions and options that were used, counted together."""
    times = tallied(What.PROLONGED, limits.on)
    most = limits.limit(agreements.c.system, "most_prolongations")
    return (
        of_agreement(KIND, since=times.c.last_on, number=times.c.times)
        .select_from(agreements)
        .join(times, times.c.subject == case_of_agreement())
        .where(lives_on(limits.on), times.c.times > most)
    )
