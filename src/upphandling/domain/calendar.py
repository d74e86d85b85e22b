"""The Swedish calendar: on which days an act that the law demands may wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from upphandling.domain.errors import Refused

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
FRIDAY, SATURDAY = 4, 5
ONE_DAY = timedelta(days=1)


class OutsideCalendar(Refused):
    """Dagen ligger utanför de år som kalendern känner."""


@dataclass(frozen=True)
class Calendar:
    """One edition of the calendar, for whole years, the last one included.

    A deadline keeps the `version` it was counted with. Every method raises
    `OutsideCalendar` for a day outside the years: a holiday is never guessed.
    """

    version: str
    first_year: int
    last_year: int

    def why_closed(self, day: date) -> str | None:
        """Why an act may wait past the day, in Swedish, or None if it may not.

        Source: lag (1930:173) 2 §. A holiday is named before a weekday.
        """
        if not self.first_year <= day.year <= self.last_year:
            raise OutsideCalendar(
                day=day,
                calendar=self.version,
                first_year=self.first_year,
                last_year=self.last_year,
            )
        return closed_days(day.year).get(day)

    def is_open(self, day: date) -> bool:
        """Whether an act due that day must be done that day."""
        return self.why_closed(day) is None

    def next_open(self, day: date) -> date:
        """The day itself if it is open, otherwise the first open day after it."""
        while not self.is_open(day):
            day += ONE_DAY
        return day


# The first year is that of lag (1989:253), the law that lists the holidays; the last
# is as far as we dare to believe that nobody changes it.
SWEDISH_CALENDAR = Calendar(version="se-2005", first_year=1990, last_year=2100)


@cache
def closed_days(year: int) -> Mapping[date, str]:
    """Every closed day of the year with its reason in Swedish."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    weekends = {d: WEEKDAYS[d.weekday()] for d in days if d.weekday() >= SATURDAY}
    return MappingProxyType(weekends | _holidays(year) | _eves(year))


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


def _holidays(year: int) -> dict[date, str]:
    """The public holidays of lag (1989:253), save the ordinary Sundays."""
    easter = easter_day(year)
    movable = {
        easter - timedelta(days=2): "långfredagen",
        easter: "påskdagen",
        easter + timedelta(days=1): "annandag påsk",
        easter + timedelta(days=39): "Kristi himmelsfärdsdag",
        easter + timedelta(days=49): "pingstdagen",
        _first(SATURDAY, date(year, 6, 20)): "midsommardagen",
        _first(SATURDAY, date(year, 10, 31)): "alla helgons dag",
    }
    # Where two coincide, as on 1 May 2008, the day keeps the name of the fixed one.
    fixed = {
        date(year, 1, 1): "nyårsdagen",
        date(year, 1, 6): "trettondedag jul",
        date(year, 5, 1): "första maj",
        date(year, 12, 25): "juldagen",
        date(year, 12, 26): "annandag jul",
    }
    # SFS 2004:1320 came into force on 1 April 2005, before either day of that year.
    if year >= 2005:  # noqa: PLR2004
        fixed[date(year, 6, 6)] = "nationaldagen"
    else:
        movable[easter + timedelta(days=50)] = "annandag pingst"
    return movable | fixed


def _eves(year: int) -> dict[date, str]:
    """The three eves that lag (1930:173) 2 § puts beside the holidays."""
    return {
        _first(FRIDAY, date(year, 6, 19)): "midsommarafton",
        date(year, 12, 24): "julafton",
        date(year, 12, 31): "nyårsafton",
    }


def _first(weekday: int, day: date) -> date:
    """The first such weekday (Monday is 0) on the day or after it."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
