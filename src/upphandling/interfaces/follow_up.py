"""Follow-up (uppföljning): the read models as answers, plain data for any interface."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select

from upphandling.domain.configuration import Regime
from upphandling.domain.coverage import Period, Validity, cover
from upphandling.projections import agreements, choices, shares, timetable, transitions

Row = dict[str, Any]


def rows(connection: Connection, query: Select[Any]) -> list[Row]:
    """The rows of a query as plain dicts; columns of JSON text are unpacked."""
    return [_unpacked(row) for row in connection.execute(query).mappings()]


def the_timetable(connection: Connection, plan: str | None) -> Row:
    """Milestones with plan and actual, each with its slips; and the promises.

    `slipped_days` counts from the last day first planned to the day it was met, or
    to the last day now planned.
    """
    slips: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for slip in rows(connection, timetable.slipped(plan)):
        slips[slip["plan"], slip["milestone"]].append(
            {key: slip[key] for key in ("moved_at", "before_latest", "after_latest")}
            | {"reason": slip["reason"]}
        )
    milestones = [
        {
            **_without(row, "position"),
            "slipped_days": _slipped_days(row),
            "slips": slips[row["plan"], row["milestone"]],
        }
        for row in rows(connection, timetable.planned(plan))
    ]
    promises = [
        _without(row, "position") for row in rows(connection, timetable.promised(plan))
    ]
    return {"milestones": milestones, "promises": promises}


def the_shares(connection: Connection, system: str | None, on: date) -> list[Row]:
    """Target and actual per agreement, in all and per area, in people and hours.

    Percent of all customers (or granted hours a week) of the system, or of the
    area; `deviation_points` compares in the unit that was decided.
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
    policy = _latest(rows(connection, shares.policies(system)), on)
    actual = rows(connection, shares.actual(system, on))
    in_force = {
        row["agreement"]: row
        for row in rows(connection, agreements.in_force(system, on))
    }
    guaranteed = _guarantees(connection, on)
    keys = sorted(in_force.keys() | {row["agreement"] or "" for row in actual})
    areas = sorted({row["area"] for row in actual})
    return [
        _share(key, area, actual, in_force.get(key), policy, guaranteed.get(key))
        | {"system": system, "on": on}
        for key in keys
        for area in (None, *areas)
        if area is None or _served(in_force.get(key), area)
    ]


def _share(  # noqa: PLR0917  (one row of a table with that many sources)
    key: str,
    area: str | None,
    actual: Sequence[Row],
    agreement: Row | None,
    policy: Row | None,
    guaranteed: float | None,
) -> Row:
    counted = [row for row in actual if area in (None, row["area"])]
    mine = [row for row in counted if (row["agreement"] or "") == key]
    customers, minutes = _sum(mine, "customers"), _sum(mine, "minutes")
    percent = _percent(customers, _sum(counted, "customers"))
    hours_percent = _percent(minutes, _sum(counted, "minutes"))
    target = _target(agreement, policy, guaranteed)
    measured = hours_percent if policy and policy["unit"] == "hours" else percent
    deviation = None if target is None else round(measured - target, 2)
    return {
        "agreement": key or None,
        "provider": agreement and agreement["provider"],
        "name": agreement and agreement["name"],
        "regime": agreement and agreement["regime"],
        "area": area,
        "target_percent": target,
        "customers": customers,
        "percent": percent,
        "hours_per_week": round(minutes / 60, 1),
        "hours_percent": hours_percent,
        "deviation_points": deviation,
        "within_tolerance": (
            None
            if deviation is None or policy is None
            else abs(deviation) <= policy["tolerance_points"]
        ),
    }


def _target(
    agreement: Row | None, policy: Row | None, guaranteed: float | None
) -> float | None:
    if policy is None or agreement is None:
        return None
    if agreement["regime"] == Regime.IN_HOUSE.value:
        return float(policy["in_house_percent"])
    return guaranteed or None


def _guarantees(connection: Connection, on: date) -> dict[str, float]:
    """The guaranteed share of each agreement on a day (percent)."""
    query = agreements.guarantees.select().order_by("agreement", "valid_from")
    return {
        row["agreement"]: row["share_percent"]
        for row in rows(connection, query)
        if row["valid_from"] <= on
    }


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


def _latest(policies: Iterable[Row], on: date) -> Row | None:
    valid = [policy for policy in policies if policy["valid_from"] <= on]
    return valid[-1] if valid else None


def _served(agreement: Row | None, area: str) -> bool:
    return agreement is None or area in agreement["areas"]


def _sum(found: Iterable[Row], column: str) -> int:
    return sum(int(row[column]) for row in found)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


JSON_COLUMNS = ("depends_on", "areas", "winners", "wishes")


def _unpacked(row: Mapping[Any, Any]) -> Row:
    plain = dict(row)
    for column in JSON_COLUMNS:
        if isinstance(plain.get(column), str):
            plain[column] = json.loads(plain[column])
    return plain


def _without(row: Row, *columns: str) -> Row:
    return {key: value for key, value in row.items() if key not in columns}
