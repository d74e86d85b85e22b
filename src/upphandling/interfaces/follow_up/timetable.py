"""The timetable: milestones and promises, plan against actual."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection

from upphandling.domain.plan import Progress
from upphandling.interfaces.follow_up.reading import Row, rows, without
from upphandling.projections import timetable


def the_timetable(connection: Connection, plan: str | None) -> Row:
    """Milestones with plan and actual, each with its slips; and the promises.

    `threatened_by` names what it depends on that was missed or abandoned, and
    `slipped_days` counts from the last day first planned to the day it was met, or
    to the last day now planned.
    """
    slips: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for slip in rows(connection, timetable.slipped(plan)):
        slips[slip["plan"], slip["milestone"]].append(
            {key: slip[key] for key in ("moved_at", "before_latest", "after_latest")}
            | {"reason": slip["reason"]}
        )
    planned = rows(connection, timetable.planned(plan))
    lost = {
        (row["plan"], row["milestone"])
        for row in planned
        if row["status"] in (Progress.MISSED, Progress.ABANDONED)
    }
    milestones = [
        {
            **without(row, "position"),
            "slipped_days": _slipped_days(row),
            "slips": slips[row["plan"], row["milestone"]],
            "threatened_by": [
                other
                for other in row["depends_on"]
                if row["met_on"] is None and (row["plan"], other) in lost
            ],
        }
        for row in planned
    ]
    promises = [
        without(row, "position") for row in rows(connection, timetable.promised(plan))
    ]
    return {"milestones": milestones, "promises": promises}


def _slipped_days(milestone: Row) -> int | None:
    """Days after the plan's last day (negative: before); None while it stands."""
    actual = milestone["met_on"] or milestone["latest"]
    days: int = (actual - milestone["planned_latest"]).days
    return days if milestone["met_on"] or days else None
