"""The Swedish calendar: which days are closed, and an outside opinion on them all."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from upphandling.domain.calendar import (
    SWEDISH_CALENDAR,
    WEEKDAYS,
    Calendar,
    OutsideCalendar,
    easter_day,
)

EVERY_DAY = [
    date(1990, 1, 1) + timedelta(days=n)
    for n in range((date(2100, 12, 31) - date(1990, 1, 1)).days + 1)
]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-01-01", "nyårsdagen"),
        ("2026-01-06", "trettondedag jul"),
        ("2026-04-03", "långfredagen"),
        ("2026-04-05", "påskdagen"),
        ("2026-04-06", "annandag påsk"),
        ("2026-05-01", "första maj"),
        ("2026-05-14", "Kristi himmelsfärdsdag"),
        ("2026-05-24", "pingstdagen"),
        ("2026-06-06", "nationaldagen"),
        ("2026-06-19", "midsommarafton"),
        ("2026-06-20", "midsommardagen"),
        ("2026-10-31", "alla helgons dag"),
        ("2026-12-24", "julafton"),
        ("2026-12-25", "juldagen"),
        ("2026-12-26", "annandag jul"),
        ("2026-12-31", "nyårsafton"),
        ("2026-08-29", "lördag"),
        ("2026-08-30", "söndag"),
        ("2023-12-24", "julafton"),
        ("2008-05-01", "första maj"),
    ],
)
def test_a_closed_day_tells_why_and_prefers_the_name_of_the_holiday(day, reason):
    assert SWEDISH_CALENDAR.why_closed(date.fromisoformat(day)) == reason


@pytest.mark.parametrize(
    "day",
    [
        pytest.param("2026-01-05", id="trettondagsafton"),
        pytest.param("2026-04-02", id="skärtorsdagen"),
        pytest.param("2026-04-30", id="valborgsmässoafton"),
        pytest.param("2026-05-15", id="klämdag"),
        pytest.param("2026-05-25", id="annandag pingst"),
        pytest.param("2026-10-30", id="allhelgonaafton"),
    ],
)
def test_a_day_that_many_take_off_is_still_an_ordinary_working_day(day):
    assert SWEDISH_CALENDAR.is_open(date.fromisoformat(day))


def test_the_national_day_took_the_place_of_whit_monday_in_2005():
    assert SWEDISH_CALENDAR.why_closed(date(2004, 5, 31)) == "annandag pingst"
    assert SWEDISH_CALENDAR.is_open(date(2003, 6, 6))
    assert SWEDISH_CALENDAR.is_open(date(2005, 5, 16))
    assert SWEDISH_CALENDAR.why_closed(date(2005, 6, 6)) == "nationaldagen"


def test_an_open_day_is_its_own_next_open_day():
    tuesday = date(2026, 8, 25)

    assert SWEDISH_CALENDAR.next_open(tuesday) == tuesday


def test_the_open_day_after_christmas_is_found():
    assert SWEDISH_CALENDAR.next_open(date(2026, 12, 24)) == date(2026, 12, 28)


def test_an_act_never_waits_more_than_five_days():
    waits = {
        SWEDISH_CALENDAR.next_open(day) - day
        for day in EVERY_DAY
        if day <= date(2100, 12, 30)
    }

    assert max(waits) == timedelta(days=5)


def test_easter_falls_where_the_almanac_has_it():
    known = {1990: (4, 15), 2000: (4, 23), 2008: (3, 23), 2019: (4, 21), 2038: (4, 25)}

    assert {year: easter_day(year) for year in known} == {
        year: date(year, *day) for year, day in known.items()
    }


def test_an_independent_calendar_agrees_on_every_day_of_111_years():
    # Counts whit Monday until 2004 and the national day from 2005, as the law did:
    # there is no known difference to list.
    theirs = holidays.country_holidays(
        "SE", years=range(1990, 2101), categories=("public", "de_facto")
    )

    disagreements = [
        (day, theirs.get(day), SWEDISH_CALENDAR.why_closed(day))
        for day in EVERY_DAY
        if (day.weekday() >= 5 or day in theirs) == SWEDISH_CALENDAR.is_open(day)
    ]

    assert disagreements == []


def test_a_weekday_is_the_reason_only_when_nothing_else_is():
    for day in EVERY_DAY:
        reason = SWEDISH_CALENDAR.why_closed(day)
        if reason in WEEKDAYS:
            assert reason == WEEKDAYS[day.weekday()]
            assert day.weekday() >= 5


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2101, 1, 1)])
def test_a_day_outside_the_years_of_the_calendar_is_refused(day):
    with pytest.raises(OutsideCalendar) as refusal:
        SWEDISH_CALENDAR.is_open(day)

    assert refusal.value.details == {
        "day": day,
        "calendar": "se-2005",
        "first_year": 1990,
        "last_year": 2100,
    }


def test_the_calendar_does_not_look_for_an_open_day_beyond_its_years():
    with pytest.raises(OutsideCalendar):
        SWEDISH_CALENDAR.next_open(date(2100, 12, 31))


def test_an_edition_with_fewer_years_knows_only_those():
    one_year = Calendar(version="prov", first_year=2026, last_year=2026)

    assert one_year.is_open(date(2026, 12, 30))
    with pytest.raises(OutsideCalendar):
        one_year.next_open(date(2026, 12, 31))
