"""Agreements near their end, in an area where nobody has been engaged to follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from upphandling.domain.flag_policy import FlagKind
from upphandling.projections.agreements import agreements
from upphandling.projections.flagged.columns import Limits, of_agreement
from upphandling.projections.flags import served_areas

KIND = FlagKind.ENDING


def query(limits: Limits) -> Select[Any]:
    """Agreements with at least one area that nobody follows in; `number` is how many."""
    row = agreements.c
    alone = (
        select(served_areas.c.agreement, func.count().label("areas"))
        .where(_nobody_follows())
        .group_by(served_areas.c.agreement)
        .subquery()
    )
    return (
        of_agreement(KIND, since=row.ends_on, number=alone.c.areas)
        .select_from(agreements)
        .join(alone, alone.c.agreement == row.agreement)
        .where(
            row.ends_on >= limits.on,
            row.ends_on <= limits.limit(row.system, "horizon"),
        )
    )


def without_successor(keys: Sequence[str]) -> Select[Any]:
    """The areas of some agreements in which nobody follows."""
    return (
        select(served_areas.c.agreement, served_areas.c.area)
        .where(served_areas.c.agreement.in_(keys), _nobody_follows())
        .order_by(served_areas.c.agreement, served_areas.c.area)
    )


def _nobody_follows() -> ColumnElement[bool]:
    """No other agreement on the bundle and area begins in time, and lasts longer.

    One that began no later than this is a colleague, not a successor: that it goes on
    was known all along, and says nothing of who was engaged to take over.
    """
    ending, other, theirs = agreements.alias(), agreements.alias(), served_areas.alias()
    return ~(
        select(other.c.agreement)
        .select_from(ending)
        .join(
            other,
            and_(
                other.c.system == ending.c.system,
                other.c.bundle == ending.c.bundle,
                other.c.starts_on > ending.c.starts_on,
                or_(other.c.ends_on.is_(None), other.c.ends_on > ending.c.ends_on),
            ),
        )
        .join(theirs, theirs.c.agreement == other.c.agreement)
        .where(
            ending.c.agreement == served_areas.c.agreement,
            theirs.c.area == served_areas.c.area,
            theirs.c.eve <= ending.c.ends_on,
        )
        .exists()
    )
