"""Agreements whose changes come to much of the value that was stated."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func

from upphandling.domain.flag_policy import FlagKind
from upphandling.projections.agreements import agreements
from upphandling.projections.flagged.columns import (
    Limits,
    case_of_agreement,
    lives_on,
    of_agreement,
)
from upphandling.projections.flags import What, stated, tallied

KIND = FlagKind.VALUE_CHANGED


def query(limits: Limits) -> Select[Any]:
    """The net of all changes against the stated value, both in kronor."""
    changes, value = tallied(What.CHANGED, limits.on), stated(limits.on)
    most = limits.limit(agreements.c.system, "changed_percent")
    return (
        of_agreement(
            KIND,
            since=changes.c.last_on,
            number=changes.c.total,
            base=value.c.value_sek,
        )
        .select_from(agreements)
        .join(changes, changes.c.subject == case_of_agreement())
        .join(value, value.c.subject == case_of_agreement())
        .where(
            lives_on(limits.on),
            100 * func.abs(changes.c.total) > most * value.c.value_sek,
        )
    )
