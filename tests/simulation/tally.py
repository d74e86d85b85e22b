"""What a month comes to, counted minute by minute on the wall clock, as by hand.

Nothing of the product's is used: no segments, no kinds, no rounding of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from tests.given import SWEDEN

A_MINUTE, AN_HOUR, A_WEEK = 60, 3600, 7
EVENING, NIGHT, MORNING = 19, 22, 7
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit as somebody told it: seconds since 1970, whole minutes."""

    visit: str
    customer: str
    agreement: str
    staff: str
    starts: int
    ends: int

    @property
    def day(self) -> date:
        return datetime.fromtimestamp(self.starts, SWEDEN).date()


@dataclass(frozen=True, slots=True)
class Rates:
    """What an hour costs in each band, in öre; factors by area, percent of the granted."""

    hour: Mapping[str, int]
    factors: Mapping[str, Fraction]
    most_percent: Fraction
    vat_percent: Fraction


@dataclass(slots=True)
class Care:
    """So many minutes a week for somebody, by one agreement, until a last day."""

    agreement: str
    area: str
    minutes: int
    since: date
    last_day: date | None = None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.last_day is None or day <= self.last_day)


def half_up(exact: Fraction) -> int:
    """The nearest whole; a half upwards (of what is not below zero)."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def days_of(month: str) -> list[date]:
    day = date.fromisoformat(f"{month}-01")
    days = []
    while day.isoformat().startswith(month):
        days.append(day)
        day += A_DAY
    return days


def last_kept(month: str, years: int) -> date:
    """The last day of the same month so many years later."""
    return days_of(f"{int(month[:4]) + years}{month[4:]}")[-1]


def band_at(hour: int) -> str:
    if MORNING <= hour < EVENING:
        return "dag"
    return "kvall" if EVENING <= hour < NIGHT else "natt"


def granted(care: Care, agreement: str, month: str) -> Fraction:
    """Seconds that the agreement was to give somebody in the month."""
    days = sum(care.on(day) for day in days_of(month))
    mine = care.agreement == agreement
    return Fraction(care.minutes * A_MINUTE * days * mine, A_WEEK)


def amount(
    visits: Sequence[Visited],
    care: Mapping[str, Care],
    rates: Mapping[date, Rates],
    *,
    agreement: str,
    month: str,
    vat: bool,
) -> int:
    """What the visits of an agreement are worth in öre, with what is paid on top."""
    seconds: dict[tuple[date, str, str], int] = defaultdict(int)
    spent: dict[str, int] = defaultdict(int)
    for visit in sorted(visits, key=lambda one: (one.starts, one.visit)):
        whose = care[visit.customer]
        at_start = rates[_version(rates, visit.day)]
        most = int(granted(whose, agreement, month)) * at_start.most_percent / 100
        area = whose.area
        for minute in range(visit.starts, visit.ends, A_MINUTE):
            now = datetime.fromtimestamp(minute, UTC).astimezone(SWEDEN)
            left = max(int(most) - spent[visit.customer], 0)
            kind = _version(rates, now.date()), band_at(now.hour), area
            seconds[kind] += min(A_MINUTE, left)
            spent[visit.customer] += A_MINUTE
    lines = {
        kind: half_up(
            Fraction(time, AN_HOUR)
            * rates[kind[0]].hour[kind[1]]
            * rates[kind[0]].factors.get(kind[2], Fraction(1))
        )
        for kind, time in seconds.items()
    }
    on_top = sum(
        (ore * rates[kind[0]].vat_percent / 100 for kind, ore in lines.items()),
        Fraction(0),
    )
    return sum(lines.values()) + (half_up(on_top) if vat else 0)


def overlapping(visits: Iterable[Visited]) -> list[str]:
    """Visits during which the same staff was somewhere else."""
    busy: dict[str, int] = defaultdict(int)
    wrong = []
    for visit in sorted(visits, key=lambda one: one.starts):
        if visit.starts < busy[visit.staff]:
            wrong.append(visit.visit)
        busy[visit.staff] = max(busy[visit.staff], visit.ends)
    return wrong


def _version(rates: Mapping[date, Rates], day: date) -> date:
    return max(valid_from for valid_from in rates if valid_from <= day)
