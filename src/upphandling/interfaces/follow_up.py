"""Follow-up (uppföljning): the read models as answers, plain data for any interface."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select

from upphandling.domain.coverage import Period, Validity, cover
from upphandling.domain.plan import Progress
from upphandling.interfaces.share_rows import share_rows
from upphandling.projections import agreements, choices, shares, timetable, transitions

Row = dict[str, Any]


def rows(connection: Connection, query: Select[Any]) -> list[Row]:
    """The rows of a query as plain dicts; columns of JSON text are unpacked."""
    return [_unpacked(row) for row in connection.execute(query).mappings()]


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
            **_without(row, "position"),
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
        _without(row, "position") for row in rows(connection, timetable.promised(plan))
    ]
    return {"milestones": milestones, "promises": promises}


def the_shares(connection: Connection, system: str | None, on: date) -> list[Row]:
    """Target and actual per bundle and agreement, in all and per area.

    Percent of all customers (or granted hours a week) of the bundle, or of the
    bundle in the area; `deviation_points` compares in the unit that was decided.
    """
    return [
        row
        for name in _systems(connection, system)
        for row in _shares_of(connection, name, on)
    ]


def the_choices(connection: Connection, system: str | None) -> Row:
    """How many were invited, chose and were placed; and who waits where."""
    return {
        "choices": rows(connection, choices.tally(system)),
        "queues": rows(connection, choices.queues()),
    }


def the_transitions(connection: Connection, system: str | None) -> list[Row]:
    """Every wave: planned day, number of customers, and when it was taken over."""
    return rows(connection, transitions.progress(system))


def the_coverage(connection: Connection, system: str | None, until: date) -> list[Row]:
    """Person-days without any, and with more than one, responsible provider."""
    return [
        _coverage_of(connection, name, until) for name in _systems(connection, system)
    ]


def _slipped_days(milestone: Row) -> int | None:
    """Days after the plan's last day (negative: before); None while it stands."""
    actual = milestone["met_on"] or milestone["latest"]
    days: int = (actual - milestone["planned_latest"]).days
    return days if milestone["met_on"] or days else None


def _systems(connection: Connection, system: str | None) -> list[str]:
    if system is not None:
        return [system]
    return [row.system for row in connection.execute(shares.systems())]


def _shares_of(connection: Connection, system: str, on: date) -> list[Row]:
    policies = [
        policy
        for policy in rows(connection, shares.policies(system))
        if policy["valid_from"] <= on
    ]
    guaranteed = {
        row["agreement"]: row["share_percent"]
        for row in rows(connection, agreements.guaranteed())
        if row["valid_from"] <= on
    }
    return share_rows(
        actual=rows(connection, shares.actual(system, on)),
        agreements=rows(connection, agreements.in_force(system, on)),
        policy=policies[-1] if policies else None,
        guaranteed=guaranteed,
        about={"system": system, "on": on},
    )


def _coverage_of(connection: Connection, system: str, until: date) -> Row:
    validity = {
        row["agreement"]: Validity(row["starts_on"], row["ends_on"])
        for row in rows(connection, agreements.of_system(system))
    }
    periods = (
        Period(row.case_key, row.from_day, row.until, row.agreement)
        for row in connection.execute(shares.periods(system))
    )
    found = cover(periods, validity, until)
    return {
        "system": system,
        "until": found.until,
        "persons": found.persons,
        "person_days": found.person_days,
        "days_without_provider": found.days_without,
        "days_with_two_providers": found.days_with_two,
        "flaws": [
            {
                "customer": flaw.case_key,
                "from_day": flaw.from_day,
                "until": flaw.until,
                "responsible": flaw.responsible,
            }
            for flaw in found.flaws
        ],
    }


JSON_COLUMNS = (
    "depends_on",
    "areas",
    "bundles",
    "winners",
    "wishes",
    "failed",
    "decisions",
    "roles",
    "blocks",
    "services",
)


def _unpacked(row: Mapping[Any, Any]) -> Row:
    plain = dict(row)
    for column in JSON_COLUMNS:
        if isinstance(plain.get(column), str):
            plain[column] = json.loads(plain[column])
    return plain


def _without(row: Row, *columns: str) -> Row:
    return {key: value for key, value in row.items() if key not in columns}
