"""Agreements for which more has been paid than they were stated to be worth."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from upphandling.domain.flag_policy import FlagKind
from upphandling.projections.agreements import agreements
from upphandling.projections.flagged.columns import (
    Limits,
    case_of_agreement,
    of_agreement,
)
from upphandling.projections.flags import What, stated, tallied

KIND = FlagKind.OVERPAID


def query(limits: Limits) -> Select[Any]:
    """What has been approved, in öre, against the value in kronor; ended ones too."""
    paid, value = tallied(What.PAID, limits.on), stated(limits.on)
    most = limits.limit(agreements.c.system, "paid_percent")
    return (
        of_agreement(
            KIND, since=paid.c.last_on, number=paid.c.total, base=value.c.value_sek
        )
        .select_from(agreements)
        .join(paid, paid.c.subject == case_of_agreement())
        .join(value, value.c.subject == case_of_agreement())
        .where(paid.c.total > most * value.c.value_sek)
    )
