"""Forecast of shares: where they go if they go on as they have, to the next step.

A question, not an event: it follows from the months measured so far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from upphandling.domain.configuration import ShareUnit
from upphandling.domain.instants import ONE_DAY
from upphandling.interfaces.follow_up.forecast_line import WHOLE, Aim, Line
from upphandling.interfaces.follow_up.reading import Row, rows, systems
from upphandling.interfaces.follow_up.shares import shares_on
from upphandling.projections import agreements, shares

MONTHS, FEWEST = 6, 3
AHEAD = timedelta(days=365)  # where no step is decided within the time
A_MONTH = 30  # days, where the pace is told
METHOD = "least_squares"
SAYS = (
    "Rät linje med minsta kvadratmetoden genom de senaste månadernas sista dagar,"
    f" högst {MONTHS} och minst {FEWEST} månader, i exakta bråk"
)
TOO_FEW = "too_few_months"

ABOUT = ("system", "bundle", "agreement", "provider", "name", "regime", "area")
AIM = ("unit", "target_percent", "cap_percent", "tolerance_points")
OF_A_FORECAST = (
    *ABOUT,
    *AIM,
    "percent",
    "within_tolerance",
    "points_a_month",
    "to",
    "expected_percent",
    "drift_on",
    "no_forecast",
    "measured",
    "next_step",
)
Key = tuple[object, ...]


def the_forecast(
    connection: Connection, system: str | None, today: date, until: date | None
) -> Row:
    """Where each share that has an aim is going, and when it leaves its tolerance.

    `to` is the last day that is looked at: the day of the next decided step, the end of
    the agreement or `until` (a year ahead where nothing else is told). `drift_on` is the
    first day by then on which the share is outside its tolerance, today where it is
    already; null where it stays. With too few months there is no forecast.
    """
    last = until or today + AHEAD
    return {
        "on": today,
        "method": METHOD,
        "says": SAYS,
        "months": MONTHS,
        "fewest_months": FEWEST,
        "forecasts": [
            row
            for name in systems(connection, system)
            for row in _of_system(connection, name, today, last)
        ],
    }


def leaving(
    connection: Connection, system: str | None, today: date, until: date
) -> list[Row]:
    """The shares that are within tolerance, and are forecast to leave it by a day."""
    return [
        row
        for row in the_forecast(connection, system, today, until)["forecasts"]
        if row["within_tolerance"] and row["drift_on"] is not None
    ]


def _of_system(
    connection: Connection, system: str, today: date, last: date
) -> list[Row]:
    behind = month_ends(today, MONTHS)
    steps = _days_of_steps(connection, system, today, last)
    by_day = shares_on(connection, system, [*behind, today, *steps])
    aimed = [row for row in by_day[today] if row["target_percent"] is not None]
    months = [_by_key(by_day[day]) for day in behind]
    ahead = {day: _by_key(by_day[day]) for day in steps}
    ends = {
        row["agreement"]: row["ends_on"] or last
        for row in rows(connection, agreements.in_force(system, today))
    }
    return [
        forecast(
            row,
            [month[_key(row)] for month in months if _key(row) in month],
            _next_step(row, ahead),
            min(last, ends.get(row["agreement"], last)),
        )
        for row in aimed
    ]


def forecast(now: Row, months: Sequence[Row], step: Row | None, last: date) -> Row:
    """One share: as it stands, month by month until now, its next step, the last day."""
    to = last if step is None else min(last, step["on"])
    measured = _measured(months, now["unit"])
    told = {
        **{name: now[name] for name in (*ABOUT, *AIM)},
        "percent": _told(_share(now, now["unit"])),
        "within_tolerance": now["within_tolerance"],
        "measured": [
            {"on": month["on"], "percent": _told(share)} for month, share in measured
        ],
        "next_step": step and {"from_on": step["on"], **{n: step[n] for n in AIM[:3]}},
        "to": to,
    }
    if len(measured) < FEWEST:
        return {
            **told,
            "points_a_month": None,
            "expected_percent": None,
            "drift_on": None if now["within_tolerance"] else now["on"],
            "no_forecast": TOO_FEW,
        }
    line = Line.through([(month["on"], share) for month, share in measured])
    return {
        **told,
        "points_a_month": _told(line.a_day * A_MONTH),
        "expected_percent": _told(line.on(to)),
        "drift_on": _drift_on(now, months, step, line, last),
        "no_forecast": None,
    }


def month_ends(today: date, many: int) -> list[date]:
    """The last days of the latest whole months, oldest first."""
    found: list[date] = []
    day = today + ONE_DAY
    while len(found) < many:
        day = day.replace(day=1) - ONE_DAY
        found.append(day)
    return found[::-1]


def _drift_on(
    now: Row, months: Sequence[Row], step: Row | None, line: Line, last: date
) -> date | None:
    """Already, on the way to the step, or at the step, which may be in another unit."""
    if not now["within_tolerance"]:
        return now["on"]  # type: ignore[no-any-return]
    if step is None or step["on"] > last:
        return _aim(now).left_on(line, now["on"] + ONE_DAY, last)
    left = _aim(now).left_on(line, now["on"] + ONE_DAY, step["on"] - ONE_DAY)
    if left is not None:
        return left
    measured = _measured(months, step["unit"])
    if len(measured) < FEWEST:
        return None
    then = Line.through([(month["on"], share) for month, share in measured])
    return None if _aim(step).holds(then.on(step["on"])) else step["on"]


def _aim(row: Row) -> Aim:
    least, tolerance = _exact(row["target_percent"]), _exact(row["tolerance_points"])
    cap = row["cap_percent"]
    return Aim(least - tolerance, None if cap is None else _exact(cap) + tolerance)


def _measured(months: Sequence[Row], unit: str) -> list[tuple[Row, Fraction]]:
    """The months in which there was somebody to have a share of."""
    shares_of = ((month, _share(month, unit)) for month in months)
    return [(month, share) for month, share in shares_of if share is not None]


def _share(row: Row, unit: str) -> Fraction | None:
    """Percent, exactly; None where there are no customers at all."""
    by_hours = unit == ShareUnit.HOURS
    part = row["minutes_per_week" if by_hours else "customers"]
    whole = row["of_minutes" if by_hours else "of_customers"]
    return Fraction(WHOLE * part, whole) if whole else None


def _exact(percent: float) -> Fraction:
    return Fraction(str(percent))


def _told(share: Fraction | None) -> float | None:
    return None if share is None else float(round(share, 2))


def _next_step(now: Row, ahead: Mapping[date, Mapping[Key, Row]]) -> Row | None:
    """The share as it is aimed at from the first day on which that is something else."""
    for day in sorted(ahead):
        then = ahead[day].get(_key(now))
        if then is None or then["target_percent"] is None:
            continue
        if any(then[name] != now[name] for name in AIM):
            return then
    return None


def _days_of_steps(
    connection: Connection, system: str, today: date, last: date
) -> list[date]:
    decided = {row["valid_from"] for row in rows(connection, shares.policies(system))}
    agreed = {row["from_on"] for row in rows(connection, shares.steps())}
    return sorted(day for day in decided | agreed if today < day <= last)


def _by_key(found: Sequence[Row]) -> Mapping[Key, Row]:
    return {_key(row): row for row in found}


def _key(row: Row) -> Key:
    return tuple(row[name] for name in ("bundle", "agreement", "area"))
