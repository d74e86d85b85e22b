"""How the service stands, for who may see cases and for who may not.

Whoever may list deadlines also sees which ones are late and which cases stand still;
whoever only runs the machine sees how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upphandling.bootstrap import House
from upphandling.domain.access import policy
from upphandling.infrastructure.vitals.check import Check
from upphandling.interfaces.access import Reader
from upphandling.interfaces.follow_up.reading import rows
from upphandling.interfaces.masking import masked, masks_now
from upphandling.interfaces.vitals.checks import looked_at
from upphandling.interfaces.vitals.pulse import GRACE, Pulse
from upphandling.projections.deadlines import deadlines, due, held_back
from upphandling.projections.pauses import paused
from upphandling.schedules.sweep import Due

CASES = "deadline.list"  # the view whose readers may see which cases are late
MOST = 100  # rows of each kind
WAITS = ("waits_for", "waits_on", "since")

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What `status` tells; all but pulse and checks is None for who may not see cases."""

    pulse: Pulse | None
    checks: Sequence[Check]
    next_due: datetime | None
    late: Sequence[Row] | None
    waiting: Sequence[Row] | None
    set_aside: Sequence[Row] | None
    paused: Sequence[Row] | None


def standing(house: House, reader: Reader | None) -> Standing:
    """How the service of a house stands, as the reader may see it."""
    pulse, checks = looked_at(house)
    sees = may_see_cases(reader)
    return Standing(
        pulse=pulse,
        checks=checks,
        next_due=house.next_due() if sees and pulse is not None else None,
        late=_late(house) if sees and pulse is not None else None,
        waiting=_waiting(house) if sees and pulse is not None else None,
        set_aside=_set_aside(pulse) if sees and pulse is not None else None,
        paused=_paused(house) if sees and pulse is not None else None,
    )


def may_see_cases(reader: Reader | None) -> bool:
    """Whether who was let in may see cases as well; before there are roles, all may."""
    return reader is None or reader.role in policy().views.get(CASES, {})


def _late(house: House) -> list[Row]:
    """The deadlines that have passed and were not carried out, the oldest first.

    With each the `reason` why it would not fall just now; None where it would.
    """
    masks = masks_now(house)
    with house.database.engine.connect() as connection:
        found = rows(connection, due(house.clock() - GRACE, MOST))
    return [
        masked(
            masks,
            row["case_id"],
            _told(row) | {"reason": house.sweep.hindrance(Due.of(row))},
        )
        for row in found
    ]


def _waiting(house: House) -> list[Row]:
    """The deadlines whose time has come, and that lawfully wait for something else."""
    masks, now = masks_now(house), house.clock()
    asked = held_back(None).where(deadlines.c.due_at <= now).limit(MOST)
    with house.database.engine.connect() as connection:
        found = rows(connection, asked)
    return [
        masked(
            masks,
            row["case_id"],
            _told(row) | {name: row[name] for name in WAITS},
        )
        for row in found
    ]


def _told(row: Row) -> Row:
    return {
        "case": row["case_id"],
        "deadline": row["deadline"],
        "part": row["part"] or None,
        "due_at": row["due_at"],
    }


def _set_aside(pulse: Pulse) -> list[Row]:
    return [
        {
            "case": one.case,
            "projection": one.projection,
            "fault": one.fault,
            "noticed_at": one.noticed_at,
        }
        for one in pulse.set_aside[:MOST]
    ]


def _paused(house: House) -> list[Row]:
    with house.database.engine.connect() as connection:
        return [
            {
                "case": row["case_id"],
                "paused_at": row["paused_at"],
                "paused_by": row["paused_by"],
            }
            for row in rows(connection, paused().limit(MOST))
        ]
