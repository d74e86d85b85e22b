"""Providers who have been given customers by default, and have been chosen by nobody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from upphandling.domain.configuration import Basis
from upphandling.domain.flag_policy import FlagKind
from upphandling.projections.agreements import agreements
from upphandling.projections.choices import choices
from upphandling.projections.flagged.columns import Limits, lives_on, of_agreement
from upphandling.projections.flags import given_by

KIND = FlagKind.ONLY_DEFAULT


def query(limits: Limits) -> Select[Any]:
    """Agreements of a provider that nobody has ever chosen; `number` are there now."""
    row = agreements.c
    there = (
        select(choices.c.agreement, func.count().label("customers"))
        .where(choices.c.basis == Basis.DEFAULT.value, choices.c.ended_on.is_(None))
        .group_by(choices.c.agreement)
        .subquery()
    )
    theirs = agreements.alias()
    chosen = (
        select(given_by.c.agreement)
        .join(theirs, theirs.c.agreement == given_by.c.agreement)
        .where(
            theirs.c.provider == row.provider,
            theirs.c.system == row.system,
            given_by.c.basis == Basis.CHOICE.value,
        )
        .exists()
    )
    return (
        of_agreement(KIND, since=row.starts_on, number=there.c.customers)
        .select_from(agreements)
        .join(there, there.c.agreement == row.agreement)
        .where(
            lives_on(limits.on),
            ~chosen,
            there.c.customers >= limits.limit(row.system, "fewest_by_default"),
        )
    )
