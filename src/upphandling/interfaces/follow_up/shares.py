"""Shares: target and actual on a day, and month by month with what has drifted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import Connection

from upphandling.domain.instants import ONE_DAY
from upphandling.interfaces.every import Every
from upphandling.interfaces.follow_up.reading import Row, rows, systems
from upphandling.interfaces.follow_up.share_rows import share_rows
from upphandling.projections import agreements, shares


def the_shares(connection: Connection, system: str | None, on: date) -> list[Row]:
    """Target and actual per bundle and agreement, in all and per area.

    Percent of all customers (or granted hours a week) of the bundle, or of the
    bundle in the area; `deviation_points` compares in the unit that was decided.
    """
    return [
        row
        for name in systems(connection, system)
        for row in _shares_of(connection, name, on)
    ]


def the_shares_over_time(
    connection: Connection,
    system: str | None,
    from_day: date,
    to_day: date,
    every: Every,
) -> Row:
    """The shares on the last day of each month (week ...), and what has drifted.

    `drift` has the rows outside tolerance, each with `since`: the first of the
    measured days from which that share has been outside without a break.
    """
    days = measured_days(from_day, to_day, every)
    measured = [row for day in days for row in the_shares(connection, system, day)]
    return {
        "from": from_day,
        "to": to_day,
        "every": every,
        "shares": measured,
        "drift": list(_drifted(measured, days)),
    }


def measured_days(from_day: date, to_day: date, every: Every) -> list[date]:
    """The last day of every week (month ...) within the days, and the last of all."""
    days = (
        from_day + timedelta(days=number)
        for number in range((to_day - from_day).days + 1)
    )
    return [day for day in days if day == to_day or _ends(day, every)]


def _ends(day: date, every: Every) -> bool:
    """Whether another week (month ...) begins on the next day."""
    following = day + ONE_DAY
    match every:
        case Every.WEEK:
            return following.weekday() == 0
        case Every.MONTH:
            return following.day == 1
        case Every.QUARTER:
            return following.day == 1 and following.month % 3 == 1
    return (following.month, following.day) == (1, 1)


def _drifted(measured: Sequence[Row], days: Sequence[date]) -> Iterator[Row]:
    """Rows outside tolerance, with the day since when."""
    before = {day: earlier for earlier, day in pairwise(days)}
    since: dict[tuple[object, ...], date] = {}
    for row in measured:
        if row["within_tolerance"] is not False:
            continue
        what = tuple(row[key] for key in ("system", "bundle", "agreement", "area"))
        earlier = since.get((*what, before.get(row["on"])))
        since[*what, row["on"]] = earlier or row["on"]
        yield {**row, "since": since[*what, row["on"]]}


def _shares_of(connection: Connection, system: str, on: date) -> list[Row]:
    policies = [
        policy
        for policy in rows(connection, shares.policies(system))
        if policy["valid_from"] <= on
    ]
    policy = policies[-1] if policies else None
    in_force = rows(connection, agreements.in_force(system, on))
    agreed = _agreed(connection, on)
    stepped = {agreement for agreement, _ in agreed}
    tendered = _tendered(connection, policy, in_force, on)
    return share_rows(
        actual=rows(connection, shares.actual(system, on)),
        agreements=in_force,
        policy=policy,
        aims={
            key: aim
            for key, aim in tendered.items()
            if key[1] == "" or key[0] not in stepped
        }
        | agreed,
        about={"system": system, "on": on},
    )


def _agreed(connection: Connection, on: date) -> dict[tuple[str, str], Row]:
    """The step that holds, of each agreement and area: from a least share to a cap."""
    return {
        (step["agreement"], step["area"]): step
        for step in rows(connection, shares.steps())
        if step["from_on"] <= on
    }


def _tendered(
    connection: Connection, policy: Row | None, in_force: Sequence[Row], on: date
) -> dict[tuple[str, str], Row]:
    """The share that was tendered: neither less nor more, of all and of each area."""
    guaranteed = {
        row["agreement"]: row["share_percent"]
        for row in rows(connection, agreements.guaranteed())
        if row["valid_from"] <= on
    }
    return {
        (row["agreement"], area): {
            "unit": policy["unit"],
            "minimum_percent": percent,
            "cap_percent": percent,
        }
        for row in in_force
        if policy is not None and (percent := guaranteed.get(row["agreement"]))
        for area in ("", *row["areas"])
    }
