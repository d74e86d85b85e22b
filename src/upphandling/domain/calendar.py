"""The Swedish calendar: on which days an act that the law demands may wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise

from upphandling.domain.errors import Refused
from upphandling.domain.instants import ONE_DAY
from upphandling.domain.law import (
    BrokenLaw,
    Entry,
    Fault,
    entries_of,
    head_of,
    packaged,
    parsed,
)

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
ONE_WEEK = timedelta(weeks=1)
A_COMMON_YEAR = 2001  # a date that exists in it exists in every year
FIRST, LAST = 1900, 2999  # the years that Gregorian Easter is reckoned for here
WITHIN_A_YEAR = 366  # days from Easter


class OutsideCalendar(Refused):
    """Dagen ligger utanför de år som kalendern känner."""


class BrokenCalendar(BrokenLaw):
    """A calendar that cannot be used; the message names the entries that are wrong."""


class Kind(StrEnum):
    """How a closed day is found in a year; where two coincide the later kind names it."""

    WEEKDAY = "weekday"
    EASTER = "easter"
    FIRST_WEEKDAY = "first_weekday"
    FIXED = "fixed"


@dataclass(frozen=True, kw_only=True)
class ClosedDay:
    """A closed day of every year from the first to the last, both included.

    `weekday` is 0 for Monday. `month` and `day` are a fixed date, or the first on
    which the weekday may fall. `after_easter` is in days. `source` is the law.
    """

    name: str
    kind: Kind
    first_year: int
    last_year: int | None
    source: str
    weekday: int = 0
    month: int = 1
    day: int = 1
    after_easter: int = 0

    def in_year(self, year: int) -> Iterator[date]:
        """The days of the year that are closed by it."""
        if year < self.first_year or (self.last_year and year > self.last_year):
            return
        if self.kind is Kind.EASTER:
            yield easter_day(year) + timedelta(days=self.after_easter)
        elif self.kind is Kind.FIXED:
            yield date(year, self.month, self.day)
        else:
            found = _first(self.weekday, date(year, self.month, self.day))
            yield found
            while (
                self.kind is Kind.WEEKDAY and (found := found + ONE_WEEK).year == year
            ):
                yield found


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """One edition of the calendar, for whole years, the last one included.

    A deadline keeps the `version` it was counted with. Every method raises
    `OutsideCalendar` for a day outside the years: a holiday is never guessed.
    """

    version: str
    first_year: int
    last_year: int
    entries: tuple[ClosedDay, ...]
    _years: dict[int, Mapping[date, ClosedDay]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def closing(self, day: date) -> ClosedDay | None:
        """What closes the day, or None if it is open. A holiday goes before a weekday."""
        if day.year not in self._years:
            self._years[day.year] = self._closed_in(day)
        return self._years[day.year].get(day)

    def why_closed(self, day: date) -> str | None:
        """Why an act may wait past the day, in Swedish, or None if it may not.

        Source: lag (1930:173) 2 §.
        """
        closing = self.closing(day)
        return None if closing is None else closing.name

    def is_open(self, day: date) -> bool:
        """Whether an act due that day must be done that day."""
        return self.closing(day) is None

    def next_open(self, day: date) -> date:
        """The day itself if it is open, otherwise the first open day after it."""
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def previous_open(self, day: date) -> date:
        """The day itself if it is open, otherwise the last open day before it."""
        while not self.is_open(day):
            day -= ONE_DAY
        return day

    def _closed_in(self, asked: date) -> Mapping[date, ClosedDay]:
        if not self.first_year <= asked.year <= self.last_year:
            raise OutsideCalendar(
                day=asked,
                calendar=self.version,
                first_year=self.first_year,
                last_year=self.last_year,
            )
        order = list(Kind)
        by_kind = sorted(self.entries, key=lambda entry: order.index(entry.kind))
        return {day: entry for entry in by_kind for day in entry.in_year(asked.year)}


@cache
def swedish_calendar() -> Calendar:
    """The edition that comes with the program; raises `BrokenCalendar`."""
    return read_calendar(packaged("calendar.toml"))


def easter_day(year: int) -> date:
    """Påskdagen: the anonymous Gregorian algorithm (Meeus, Jones, Butcher)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, century_rest = divmod(century, 4)
    moon_drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_drift + 15) % 30
    leaps, rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leaps - epact - rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _first(weekday: int, day: date) -> date:
    """The first such weekday (Monday is 0) on the day or after it."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


# -- Reading and checking --------------------------------------------------


def read_calendar(text: str) -> Calendar:
    """A calendar from the text of its file; raises `BrokenCalendar`."""
    file = parsed(text, BrokenCalendar)
    closed = entries_of(file, "closed", "name", _entry, BrokenCalendar)
    calendar = head_of(file, lambda head: _calendar(head, closed), BrokenCalendar)
    faults = [*_outside(calendar), *_between(closed)]
    if faults:
        raise BrokenCalendar(*faults)
    return calendar


def _calendar(head: Entry, closed: tuple[ClosedDay, ...]) -> Calendar:
    first, last = head.take("first_year", int), head.take("last_year", int)
    if not FIRST <= first <= last <= LAST:
        message = (
            f"åren {first} till {last} går inte, de ska ligga i {FIRST} till {LAST}"
        )
        raise Fault(message)
    version = head.text("version")
    return Calendar(version=version, first_year=first, last_year=last, entries=closed)


def _outside(calendar: Calendar) -> Iterator[str]:
    """Entries that begin or end in years that the calendar does not have."""
    for entry in calendar.entries:
        last = calendar.last_year if entry.last_year is None else entry.last_year
        if last < entry.first_year:
            yield f"Slutar innan den börjar: {_named(entry)}."
        elif not calendar.first_year <= entry.first_year <= last <= calendar.last_year:
            yield f"Utanför kalenderns år: {_named(entry)}."


def _between(closed: Iterable[ClosedDay]) -> Iterator[str]:
    """Entries of the same name that leave a gap or overlap."""
    in_order = sorted(closed, key=lambda entry: (entry.name, entry.first_year))
    for older, newer in pairwise(in_order):
        if older.name != newer.name:
            continue
        if older.last_year is None or older.last_year >= newer.first_year:
            yield f"Överlappar: {_named(older)} och {_named(newer)}."
        elif older.last_year + 1 != newer.first_year:
            yield f"Glapp mellan {_named(older)} och {_named(newer)}."


def _named(entry: ClosedDay) -> str:
    """An entry as a person would point it out."""
    until = "tills vidare" if entry.last_year is None else f"till {entry.last_year}"
    return f"{entry.name} (från {entry.first_year} {until})"


def _entry(fields: Entry) -> ClosedDay:
    """One closed day as it stands in the file; raises `Fault`."""
    kind = fields.choice("kind", Kind)
    month, day = 1, 1
    if kind is Kind.FIXED:
        month, day = _month_and_day(fields, "date")
    if kind is Kind.FIRST_WEEKDAY:
        month, day = _month_and_day(fields, "on_or_after")
    return ClosedDay(
        name=fields.text("name"),
        kind=kind,
        first_year=fields.take("valid_from_year", int),
        last_year=fields.take_if_there("valid_to_year", int),
        source=fields.text("source"),
        weekday=_weekday(fields) if kind in {Kind.WEEKDAY, Kind.FIRST_WEEKDAY} else 0,
        month=month,
        day=day,
        after_easter=_from_easter(fields) if kind is Kind.EASTER else 0,
    )


def _month_and_day(fields: Entry, name: str) -> tuple[int, int]:
    text = fields.text(name, r"\d\d-\d\d", "06-20")
    try:
        day = date.fromisoformat(f"{A_COMMON_YEAR}-{text}")
    except ValueError:
        message = f"fältet {name}: {text} finns inte varje år"
        raise Fault(message) from None
    return day.month, day.day


def _weekday(fields: Entry) -> int:
    text = fields.text("weekday", "|".join(WEEKDAYS), "lördag")
    return WEEKDAYS.index(text)


def _from_easter(fields: Entry) -> int:
    days = fields.take("days", int)
    if abs(days) > WITHIN_A_YEAR:
        message = f"fältet days: {days} dagar från påskdagen är för långt"
        raise Fault(message)
    return days
