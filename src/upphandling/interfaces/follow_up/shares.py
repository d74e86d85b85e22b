"""Shares: target and actual on a day, and month by month with what has drifted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Any, Self

from sqlalchemy import Connection

from upphandling.domain.instants import ONE_DAY
from upphandling.interfaces.every import Every
from upphandling.interfaces.follow_up.reading import Row, rows, systems
from upphandling.interfaces.follow_up.share_rows import Aims, share_rows
from upphandling.projections import agreements, shares

WHOSE = ("bundle", "agreement", "area")
COUNTED = (*WHOSE, "customers", "minutes")


def the_shares(connection: Connection, system: str | None, on: date) -> list[Row]:
    """Target and actual per bundle and agreement, in all and per area.

    Percent of all customers (or granted hours a week) of the bundle, or of the
    bundle in the area; `deviation_points` compares in the unit that was decided.
    """
    return shares_on(connection, system, [on])[on]


def shares_on(
    connection: Connection, system: str | None, days: Sequence[date]
) -> Mapping[date, list[Row]]:
    """The same on each of some days; what they are made from is read once."""
    found: dict[date, list[Row]] = {day: [] for day in days}
    for name in systems(connection, system):
        decided = _Decided.of(connection, name)
        for day, actual in _actual(connection, name, days):
            found[day] += decided.rows_on(day, actual)
    return found


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
    by_day = shares_on(connection, system, days)
    measured = [row for day in days for row in by_day[day]]
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


def _actual(
    connection: Connection, system: str, days: Sequence[date]
) -> Iterator[tuple[date, Sequence[Row]]]:
    """Who had how many on each of the days; for several, everybody is read once."""
    if len(days) == 1:
        yield days[0], rows(connection, shares.actual(system, days[0]))
    elif days:
        held = rows(connection, shares.held(system, min(days), max(days)))
        yield from _day_by_day(held, sorted(set(days)))


def _day_by_day(
    held: Iterable[Row], days: Sequence[date]
) -> Iterator[tuple[date, Sequence[Row]]]:
    """Who had how many: from one day to the next, only who came and who went."""
    changes = sorted(_changes(held), key=itemgetter(0), reverse=True)
    has: dict[tuple[Any, ...], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for day in days:
        while changes and changes[-1][0] <= day:
            _, whose, number, minutes = changes.pop()
            customers, time = has[whose]
            has[whose] = (customers + number, time + minutes)
        yield (
            day,
            [
                dict(zip(COUNTED, (*whose, *sums), strict=True))
                for whose, sums in has.items()
                if sums[0]
            ],
        )


def _changes(held: Iterable[Row]) -> Iterator[tuple[date, tuple[Any, ...], int, int]]:
    """When so many customers, with their minutes, came to an agreement, and went."""
    for row in held:
        whose = tuple(row[name] for name in WHOSE)
        number, minutes = int(row["customers"]), int(row["minutes"])
        yield row["from_day"], whose, number, minutes
        if row["until"] is not None:
            yield row["until"], whose, -number, -minutes


@dataclass(frozen=True, kw_only=True)
class _Decided:
    """All that has been decided and agreed of a system's shares, oldest first."""

    system: str
    policies: Sequence[Row]
    agreements: Sequence[Row]
    steps: Sequence[Row]
    tendered: Sequence[Row]

    @classmethod
    def of(cls, connection: Connection, system: str) -> Self:
        return cls(
            system=system,
            policies=rows(connection, shares.policies(system)),
            agreements=rows(connection, agreements.of_system(system)),
            steps=rows(connection, shares.steps()),
            tendered=rows(connection, agreements.guaranteed()),
        )

    def rows_on(self, on: date, actual: Sequence[Row]) -> list[Row]:
        """The shares of a day on which so many were with each."""
        held = [policy for policy in self.policies if policy["valid_from"] <= on]
        policy = held[-1] if held else None
        in_force = [row for row in self.agreements if _is_in_force(row, on)]
        agreed = self._agreed(on)
        stepped = {agreement for agreement, _ in agreed}
        return share_rows(
            actual=actual,
            agreements=in_force,
            policy=policy,
            aims={
                key: aim
                for key, aim in self._tendered(policy, in_force, on).items()
                if key[1] == "" or key[0] not in stepped
            }
            | agreed,
            about={"system": self.system, "on": on},
        )

    def _agreed(self, on: date) -> dict[tuple[str, str], Row]:
        """The step that holds, of each agreement and area: a least share, and a cap."""
        return {
            (step["agreement"], step["area"]): step
            for step in self.steps
            if step["from_on"] <= on
        }

    def _tendered(self, policy: Row | None, in_force: Sequence[Row], on: date) -> Aims:
        """The share that was tendered: neither less nor more, of all and of each area."""
        guaranteed = {
            row["agreement"]: row["share_percent"]
            for row in self.tendered
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


def _is_in_force(agreement: Row, on: date) -> bool:
    begun: bool = agreement["starts_on"] <= on
    return begun and (agreement["ends_on"] is None or agreement["ends_on"] >= on)
