"""Pay for what was granted: by the hour, spread over the days, or by the level of need."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from upphandling.domain.calendar import Calendar
from upphandling.domain.compensation import DayKind, TimeOfDay
from upphandling.domain.configuration import Service
from upphandling.domain.expected_pay import DAYS_A_WEEK, MINUTES_AN_HOUR, WEEKDAYS
from upphandling.domain.pay.lines import Quantities
from upphandling.domain.pay.price_list import PriceList, price_lists
from upphandling.domain.pricing import PaidBy, Version, day_type, version_on

SECONDS_A_MINUTE = 60
WEEK = range(7)
_FALLS_ON = {
    DayKind.ANY_DAY: WEEK,
    DayKind.WEEKDAY: WEEK[:WEEKDAYS],
    DayKind.WEEKEND: WEEK[WEEKDAYS:],
}


@dataclass(frozen=True, slots=True)
class GrantedCare:
    """Minutes a week of a service, from a day until another, that one not included."""

    customer: str
    service: Service
    time_of_day: TimeOfDay
    day_kind: DayKind
    area: str
    minutes: int
    from_day: date
    until: date


def granted_seconds(cared: Iterable[GrantedCare]) -> dict[tuple[str, Service], int]:
    """Whole seconds that are granted each customer of each service, in all the days."""
    exact: dict[tuple[str, Service], Fraction] = defaultdict(Fraction)
    for care in cared:
        days = sum(map(_FALLS_ON[care.day_kind].__contains__, _weekdays(care)))
        exact[care.customer, care.service] += Fraction(
            care.minutes * SECONDS_A_MINUTE * days, DAYS_A_WEEK[care.day_kind]
        )
    return {whose: int(seconds) for whose, seconds in exact.items()}


def _weekdays(care: GrantedCare) -> Iterator[int]:
    """The weekday of each of its days, Monday 0."""
    first = care.from_day.weekday()
    days = (care.until - care.from_day).days
    return ((first + number) % len(WEEK) for number in range(days))


class _Need(NamedTuple):
    """Whose level of what, where, on which day."""

    customer: str
    service: Service
    area: str
    day: date


def pay_granted(
    cared: Iterable[GrantedCare], versions: tuple[Version, ...], calendar: Calendar
) -> tuple[Quantities, list[GrantedCare]]:
    """What the granted care comes to, and what no price pays for.

    A seventh of a week's minutes falls on each day, a fifth on each weekday or a half
    on each day of the weekend where they are granted so. A level goes by all that is
    granted a customer of a service; it is paid by the month, and for a part of it by
    its days.
    """
    pay = _Pay(versions, calendar)
    without_price = [care for care in cared if not pay.take(care)]
    return pay.settled(), without_price


class _Pay:
    """Care that is taken day by day, by the version that holds each day."""

    def __init__(self, versions: tuple[Version, ...], calendar: Calendar) -> None:
        self._versions = versions
        self._calendar = calendar
        self._lists = price_lists(versions)
        self._paid = Quantities()
        self._needs: dict[_Need, int] = defaultdict(int)
        self._days: dict[date, tuple[PriceList, Mapping[TimeOfDay, str]]] = {}

    def take(self, care: GrantedCare) -> bool:
        """Whether every day of the care has a price, of whatever ground."""
        priced = True
        for number in range((care.until - care.from_day).days):
            day = care.from_day + timedelta(days=number)
            prices, bands = self._on(day)
            match prices.paid_by.get(care.service):
                case None:
                    priced = False
                case PaidBy.GRANTED_HOUR if care.time_of_day not in bands:
                    priced = False
                case PaidBy.GRANTED_HOUR if _falls_on(care.day_kind, day):
                    band = bands[care.time_of_day]
                    kind, _ = prices.kinds(care.service, band, care.area)
                    minutes = Fraction(care.minutes, DAYS_A_WEEK[care.day_kind])
                    self._paid.add_units(kind, minutes / MINUTES_AN_HOUR)
                case PaidBy.LEVEL:
                    need = _Need(care.customer, care.service, care.area, day)
                    self._needs[need] += care.minutes
                case _:
                    pass
        return priced

    def settled(self) -> Quantities:
        """All that was taken, with each customer's level when its minutes are known."""
        for need, minutes in self._needs.items():
            prices, _ = self._on(need.day)
            kind = prices.level(need.service, minutes, need.area)
            _, days = monthrange(need.day.year, need.day.month)
            self._paid.add_units(kind, Fraction(1, days))
        return self._paid

    def _on(self, day: date) -> tuple[PriceList, Mapping[TimeOfDay, str]]:
        """The prices of a day, and which band pays granted time of each time of day."""
        if day not in self._days:
            version = version_on(self._versions, day)
            kind = day_type(version, day, self._calendar)
            bands = {
                band.time_of_day: band.band
                for band in version.bands
                if any(kind in span.days for span in band.spans)
            }
            self._days[day] = self._lists[version.valid_from], bands
        return self._days[day]


def _falls_on(kind: DayKind, day: date) -> bool:
    """Monday to Friday are weekdays, whatever day of rest they may be."""
    return day.weekday() in _FALLS_ON[kind]
