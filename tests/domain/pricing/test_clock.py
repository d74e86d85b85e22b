"""The tariff's clock: which band every second falls in, also when clocks are changed."""

from __future__ import annotations

import pytest

from tests.domain.pay.tariffs import ALL_DAYS, VERSIONS, band, hours
from tests.given import day
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.compensation import TimeOfDay
from upphandling.domain.instants import parse_instant
from upphandling.domain.pricing import Clock, DayType, Span, Version, day_type
from upphandling.domain.pricing.refusals import NotATariffYet

CALENDAR = swedish_calendar()


def version(*times: str) -> Version:
    """Bands that begin at these times, the first at midnight, on all days."""
    bands = tuple(
        band(f"fran-{first[:2]}{first[3:]}", TimeOfDay.NIGHT, span)
        for first, until in zip(times, (*times[1:], "24:00"), strict=True)
        for span in (Span(days=ALL_DAYS, **hours(first, until)),)
    )
    return VERSIONS[0].model_copy(update={"bands": bands})


def night(when: str, *times: str) -> list[tuple[str, str, float]]:
    """Each band of a Swedish day: its key, when it begins (UTC), and its hours."""
    first = day(when)
    clock = Clock.of(
        (version(*times),), first, first.replace(day=first.day + 1), CALENDAR
    )
    return [
        (one.band[5:], _told(one.starts), (one.until - one.starts) / 3600)
        for one in clock.segments
    ]


def _told(instant: int) -> str:
    hour, minute = divmod(instant // 60 % (24 * 60), 60)
    return f"{hour:02}:{minute:02}"


def test_an_ordinary_night():
    assert night("2026-03-28", "00:00", "02:30", "07:00") == [
        ("0000", "23:00", 2.5),
        ("0230", "01:30", 4.5),
        ("0700", "06:00", 17.0),
    ]


def test_a_band_of_the_missing_hour_begins_when_the_clock_has_been_put_forward():
    assert night("2026-03-29", "00:00", "02:30", "07:00") == [
        ("0000", "23:00", 2.0),
        ("0230", "01:00", 4.0),
        ("0700", "05:00", 17.0),
    ]


def test_a_band_within_the_missing_hour_is_not_there():
    assert night("2026-03-29", "00:00", "02:00", "03:00") == [
        ("0000", "23:00", 2.0),
        ("0300", "01:00", 21.0),
    ]


def test_a_band_of_the_doubled_hour_begins_the_first_time():
    assert night("2026-10-25", "00:00", "02:30", "07:00") == [
        ("0000", "22:00", 2.5),
        ("0230", "00:30", 5.5),
        ("0700", "06:00", 17.0),
    ]


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("2026-06-18", DayType.THURSDAY),
        ("2026-06-19", DayType.EVE),  # midsommarafton
        ("2026-06-20", DayType.HOLIDAY),  # midsommardagen, a Saturday
        ("2026-06-21", DayType.SUNDAY),
        ("2026-04-04", DayType.EVE),  # påskafton, as treated
        ("2026-04-03", DayType.HOLIDAY),
        ("2026-12-23", DayType.WEDNESDAY),
        ("2026-12-24", DayType.EVE),
        ("2026-12-26", DayType.HOLIDAY),
        ("2027-01-05", DayType.TUESDAY),  # trettondagsafton is like other days
    ],
)
def test_what_a_day_is_to_the_tariff(when, what):
    assert day_type(VERSIONS[0], day(when), CALENDAR) is what


def test_an_eve_that_the_tariff_does_not_name_is_a_holiday():
    without = VERSIONS[0].model_copy(update={"eves": ()})

    assert day_type(without, day("2026-06-19"), CALENDAR) is DayType.HOLIDAY


def test_before_its_first_version_a_tariff_pays_nothing():
    with pytest.raises(NotATariffYet):
        Clock.of(VERSIONS, day("2025-12-31"), day("2026-01-02"), CALENDAR)


def test_the_second_before_a_limit_belongs_to_the_band_before_it():
    clock = Clock.of(VERSIONS, day("2026-01-12"), day("2026-01-13"), CALENDAR)
    limit = int(
        parse_instant("2026-01-12T18:00+01:00", naive_is_local=False).timestamp()
    )

    assert (clock.at(limit - 1).band, clock.at(limit).band) == ("dag", "kvall")
