"""Compensation: what each provider is expected to be paid, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection

from upphandling.domain.compensation import DayKind, Rate, TimeOfDay
from upphandling.domain.configuration import Regime, Service
from upphandling.domain.expected_pay import MINUTES_AN_HOUR, Care, Pay, expected_pay
from upphandling.domain.instants import ONE_DAY
from upphandling.interfaces.follow_up.reading import Row, rows, systems
from upphandling.projections import agreements, care_given, compensation

RATE = tuple(Rate.model_fields)
OF_A_MONTH = (
    "system",
    "month",
    "from_day",
    "to_day",
    "bundle",
    "agreement",
    "provider",
    "name",
    "regime",
    "customers",
    "assumed_customers",
    "hours",
    "ore",
    "tender",
    "paid_for",
    "index",
    "without_rate",
)


def the_compensation(
    connection: Connection, system: str | None, from_day: date, to_day: date
) -> list[Row]:
    """One row per month and agreement; `ore` in whole öre, null where no rates are set.

    Reckoned from granted time, also where performed time is paid. `without_rate` names
    what no rate pays for, `assumed_customers` those of whom only minutes a week are
    known. The rates are as they were set: `index` names what they are yet to follow.
    """
    return [
        row
        for name in systems(connection, system)
        for first, until in _months(from_day, to_day + ONE_DAY)
        for row in _paid(connection, name, first, until)
    ]


def _months(from_day: date, until: date) -> Iterator[tuple[date, date]]:
    """The days of each month, the last not included."""
    while from_day < until:
        year, month = divmod(from_day.year * 12 + from_day.month, 12)
        following = min(date(year, month + 1, 1), until)
        yield from_day, following
        from_day = following


def _paid(
    connection: Connection, system: str, first: date, until: date
) -> Iterator[Row]:
    last = until - ONE_DAY
    theirs = {
        row["agreement"]: row for row in rows(connection, agreements.of_system(system))
    }
    models = _models(connection, theirs, first, last)
    rates = _rates(connection)
    given = _given(connection, system, first, until, theirs)
    assumed = _assumed(connection, system, first, until, theirs)
    for served in rows(connection, care_given.served(system, first, until)):
        agreement = theirs.get(served["agreement"])
        if agreement is None:
            continue
        key = agreement["agreement"]
        model = models.get(key)
        cared = [*given[key], *(care for care, _ in assumed[key])]
        pay = expected_pay(rates[model["tender"]] if model else (), cared)
        yield {
            "system": system,
            "month": first.isoformat()[:7],
            "from_day": first,
            "to_day": last,
            **{name: agreement[name] for name in ("bundle", "agreement", "provider")},
            **{name: agreement[name] for name in ("name", "regime")},
            "customers": served["customers"],
            "assumed_customers": sum(number for _, number in assumed[key]),
            "hours": _hours(pay.minutes),
            "ore": pay.ore if model else None,
            **_about(model, last),
            "without_rate": _unpaid(pay),
        }


def _models(
    connection: Connection, theirs: Mapping[str, Row], first: date, last: date
) -> dict[str, Row]:
    """By which model each agreement is paid; in-house by that of the others.

    In-house provision follows the model that was set last, of an agreement for the same
    bundle that is in force on some day of the month.
    """
    found = {
        row["agreement"]: row
        for row in rows(connection, compensation.models())
        if row["agreement"] in theirs
    }
    alike = {
        theirs[key]["bundle"]: model
        for key, model in found.items()
        if model["same_for_in_house"]
        and theirs[key]["starts_on"] <= last
        and (theirs[key]["ends_on"] or last) >= first
    }
    in_house = {
        key: alike[row["bundle"]]
        for key, row in theirs.items()
        if row["regime"] == Regime.IN_HOUSE and row["bundle"] in alike
    }
    return found | in_house


def _rates(connection: Connection) -> Mapping[str, list[Rate]]:
    """The rates of each tender."""
    found: dict[str, list[Rate]] = defaultdict(list)
    for row in rows(connection, compensation.rates_in_force()):
        told = {name: row[name] for name in RATE}
        found[row["tender"]].append(Rate.model_validate(told, strict=False))
    return found


def _given(
    connection: Connection,
    system: str,
    first: date,
    until: date,
    theirs: Mapping[str, Row],
) -> Mapping[str, list[Care]]:
    """What was granted each agreement's customers, while it was in force."""
    found: dict[str, list[Care]] = defaultdict(list)
    for row in rows(connection, care_given.given(system, first, until)):
        kinds = (TimeOfDay(row["time_of_day"]), DayKind(row["day_kind"]))
        care = _in_force(row, kinds, theirs)
        if care is not None:
            found[row["agreement"]].append(care)
    return found


def _assumed(
    connection: Connection,
    system: str,
    first: date,
    until: date,
    theirs: Mapping[str, Row],
) -> Mapping[str, list[tuple[Care, int]]]:
    """The same of those without care decisions, with how many they are."""
    found: dict[str, list[tuple[Care, int]]] = defaultdict(list)
    for row in rows(connection, care_given.assumed(system, first, until)):
        care = _in_force(row, (TimeOfDay.DAY, DayKind.ANY_DAY), theirs)
        if care is not None:
            found[row["agreement"]].append((care, row["customers"]))
    return found


def _in_force(
    row: Row, kinds: tuple[TimeOfDay, DayKind], theirs: Mapping[str, Row]
) -> Care | None:
    """The care of a row on the days of the agreement, if there are any."""
    agreement = theirs.get(row["agreement"])
    if agreement is None:
        return None
    starts = max(_day(row["from_day"]), agreement["starts_on"])
    lasts = [last for last in (row.get("last_day"), agreement["ends_on"]) if last]
    stops = min([_day(row["until"]), *(_day(last) + ONE_DAY for last in lasts)])
    if starts >= stops:
        return None
    return Care(
        Service(row["service"]), *kinds, row["area"], int(row["minutes"]), starts, stops
    )


def _day(told: date | str) -> date:
    """A day; SQLite tells a computed one as text."""
    return date.fromisoformat(told) if isinstance(told, str) else told


def _about(model: Row | None, last: date) -> Row:
    """Whose rates they are, and the index that they are to follow by then."""
    if model is None:
        return dict.fromkeys(("tender", "paid_for", "index"))
    starts = model["index_first_on"]
    follows = starts is not None and starts <= last
    return {
        "tender": model["tender"],
        "paid_for": model["paid_for"],
        "index": model["index_name"] if follows else None,
    }


def _unpaid(pay: Pay) -> Sequence[Row]:
    return [
        {
            "service": service,
            "time_of_day": time_of_day,
            "day_kind": day_kind,
            "hours": _hours(minutes),
        }
        for (service, time_of_day, day_kind), minutes in sorted(pay.unpaid.items())
    ]


def _hours(minutes: Fraction) -> float:
    return round(float(minutes / MINUTES_AN_HOUR), 2)
