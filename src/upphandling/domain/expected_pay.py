"""Expected pay: what granted care costs at given rates, in exact öre.

Pure. Minutes are granted by the week: a seventh of them falls on each day, a fifth on
each weekday when they are for weekdays, a half on each day of the weekend when they
are for weekends. Monday to Friday are weekdays, whatever day of rest they may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from upphandling.domain.compensation import DayKind, Rate, TimeOfDay
from upphandling.domain.configuration import Service

WEEKDAYS, WEEK = 5, 7
DAYS_A_WEEK = {
    DayKind.ANY_DAY: WEEK,
    DayKind.WEEKDAY: WEEKDAYS,
    DayKind.WEEKEND: WEEK - WEEKDAYS,
}
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Care:
    """Minutes a week of a service in an area, from a day until another, not included."""

    service: Service
    time_of_day: TimeOfDay
    day_kind: DayKind
    area: str
    minutes: int
    from_day: date
    until: date


Unpaid = tuple[Service, TimeOfDay, DayKind]


@dataclass(slots=True)
class Pay:
    """What was reckoned: öre and minutes in all, and minutes that no rate pays for."""

    exact_ore: Fraction = Fraction(0)
    minutes: Fraction = Fraction(0)
    unpaid: dict[Unpaid, Fraction] = field(default_factory=dict)

    @property
    def ore(self) -> int:
        """Whole öre; a half is one more."""
        return int(self.exact_ore + Fraction(1, 2))


def expected_pay(rates: Sequence[Rate], cared: Iterable[Care]) -> Pay:
    """What the care comes to, rounded nowhere.

    Rates do not overlap, so that no hour is paid by two of them.
    """
    pay = Pay()
    for care in cared:
        for kind, minutes in _minutes(care):
            pay.minutes += minutes
            rate = _rate(rates, care, kind)
            if rate is None:
                what = (care.service, care.time_of_day, kind)
                pay.unpaid[what] = pay.unpaid.get(what, Fraction(0)) + minutes
            else:
                pay.exact_ore += minutes * rate.ore_per_hour / MINUTES_AN_HOUR
    return pay


def weekdays_between(from_day: date, until: date) -> int:
    """How many of the days, `until` not included, are Monday to Friday."""
    weeks, rest = divmod((until - from_day).days, WEEK)
    first = from_day.weekday()
    return weeks * WEEKDAYS + sum(
        (first + number) % WEEK < WEEKDAYS for number in range(rest)
    )


def _minutes(care: Care) -> Iterator[tuple[DayKind, Fraction]]:
    """The minutes that fall on weekdays, and on weekends."""
    days = (care.until - care.from_day).days
    weekdays = weekdays_between(care.from_day, care.until)
    for kind, number in (
        (DayKind.WEEKDAY, weekdays),
        (DayKind.WEEKEND, days - weekdays),
    ):
        if number and care.day_kind in (kind, DayKind.ANY_DAY):
            yield kind, Fraction(care.minutes * number, DAYS_A_WEEK[care.day_kind])


def _rate(rates: Iterable[Rate], care: Care, kind: DayKind) -> Rate | None:
    return next(
        (
            rate
            for rate in rates
            if rate.service is care.service
            and rate.time_of_day is care.time_of_day
            and rate.day_kind in (kind, DayKind.ANY_DAY)
            and rate.area in (care.area, None)
        ),
        None,
    )
