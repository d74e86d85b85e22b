"""The Swedish calendar: which days are closed, and two outside opinions on them all."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
import QuantLib

from upphandling.domain.calendar import (
    WEEKDAYS,
    BrokenCalendar,
    OutsideCalendar,
    easter_day,
    read_calendar,
    swedish_calendar,
)
from upphandling.domain.law import packaged

SWEDISH = swedish_calendar()
GOLDEN = Path(__file__).parent.parent / "golden" / "calendar.csv"
EVES = ("midsommarafton", "julafton", "nyårsafton")
EVERY_DAY = [
    date(1990, 1, 1) + timedelta(days=n)
    for n in range((date(2100, 12, 31) - date(1990, 1, 1)).days + 1)
]
COMPARED = [day for day in EVERY_DAY if day.year <= 2050]

# Days on which an outside calendar is wrong or silent, with the reason. Both know that
# the national day took the place of whit Monday in 2005; should a new edition of either
# forget it, its days are looked up in the law and listed here.
HOLIDAYS_IS_WRONG_ON: dict[date, str] = {}
QUANTLIB_IS_WRONG_ON: dict[date, str] = {}


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
    assert SWEDISH.why_closed(date.fromisoformat(day)) == reason


@pytest.mark.parametrize(
    ("day", "law"),
    [
        ("2026-08-29", "lag (1930:173) 2 §"),
        ("2026-08-30", "lag (1989:253)"),
        ("2026-12-24", "lag (1930:173) 2 §"),
        ("2026-12-25", "lag (1989:253)"),
        ("2026-06-06", "lag (1989:253) i lydelse SFS 2004:1320"),
        ("2004-05-31", "lag (1989:253) före SFS 2004:1320"),
    ],
)
def test_a_closed_day_tells_by_which_law(day, law):
    assert SWEDISH.closing(date.fromisoformat(day)).source == law


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
    assert SWEDISH.is_open(date.fromisoformat(day))


def test_the_national_day_took_the_place_of_whit_monday_in_2005():
    assert SWEDISH.why_closed(date(2004, 5, 31)) == "annandag pingst"
    assert SWEDISH.is_open(date(2003, 6, 6))
    assert SWEDISH.why_closed(date(2004, 6, 6)) == "söndag"
    assert SWEDISH.is_open(date(2005, 5, 16))
    assert SWEDISH.why_closed(date(2005, 6, 6)) == "nationaldagen"


def test_an_open_day_is_its_own_next_and_previous_open_day():
    tuesday = date(2026, 8, 25)

    assert SWEDISH.next_open(tuesday) == SWEDISH.previous_open(tuesday) == tuesday


def test_the_open_days_around_christmas_are_found():
    assert SWEDISH.next_open(date(2026, 12, 24)) == date(2026, 12, 28)
    assert SWEDISH.previous_open(date(2026, 12, 27)) == date(2026, 12, 23)


def test_an_act_never_waits_more_than_five_days():
    waits = {
        SWEDISH.next_open(day) - day for day in EVERY_DAY if day <= date(2100, 12, 30)
    }

    assert max(waits) == timedelta(days=5)


def test_easter_falls_where_the_almanac_has_it():
    known = {1990: (4, 15), 2000: (4, 23), 2008: (3, 23), 2019: (4, 21), 2038: (4, 25)}

    assert {year: easter_day(year) for year in known} == {
        year: date(year, *day) for year, day in known.items()
    }


# -- What others say -------------------------------------------------------


def test_every_named_day_of_26_years_is_as_it_was_written_down():
    with GOLDEN.open(encoding="utf-8", newline="") as rows:
        written = [tuple(row.values()) for row in csv.DictReader(rows)]

    assert [
        (day.isoformat(), WEEKDAYS[day.weekday()], reason)
        for day in EVERY_DAY
        if 2015 <= day.year <= 2040
        and (reason := SWEDISH.why_closed(day)) not in {None, *WEEKDAYS}
    ] == written


def test_one_independent_calendar_agrees_on_every_day_of_61_years():
    theirs = holidays.country_holidays(
        "SE", years=range(1990, 2051), categories=("public", "de_facto")
    )

    assert differences(lambda day: day.weekday() < 5 and day not in theirs) == set(
        HOLIDAYS_IS_WRONG_ON
    )


def test_another_independent_calendar_agrees_on_every_day_of_61_years():
    theirs = QuantLib.Sweden()

    assert differences(
        lambda day: theirs.isBusinessDay(QuantLib.Date(day.day, day.month, day.year))
    ) == set(QUANTLIB_IS_WRONG_ON)


def test_the_first_calendar_is_silent_on_the_three_eves_unless_it_is_asked():
    theirs = holidays.country_holidays("SE", years=range(1990, 2051))
    silent = differences(lambda day: day.weekday() < 5 and day not in theirs)

    assert silent == {
        day for day in COMPARED if day.weekday() < 5 and SWEDISH.why_closed(day) in EVES
    }


def test_easter_agrees_with_the_almanacs_of_others_for_as_long_as_we_count():
    theirs = holidays.country_holidays("SE", years=range(1990, 2101), language="en_US")

    assert {easter_day(year) for year in range(1990, 2101)} == {
        day for day, name in theirs.items() if "Easter Sunday" in name
    }


def differences(open_to_them):
    return {day for day in COMPARED if open_to_them(day) != SWEDISH.is_open(day)}


def test_a_weekday_is_the_reason_only_when_nothing_else_is():
    for day in EVERY_DAY:
        reason = SWEDISH.why_closed(day)
        if reason in WEEKDAYS:
            assert reason == WEEKDAYS[day.weekday()]
            assert day.weekday() >= 5


# -- The years -------------------------------------------------------------


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2101, 1, 1)])
def test_a_day_outside_the_years_of_the_calendar_is_refused(day):
    with pytest.raises(OutsideCalendar) as refusal:
        SWEDISH.is_open(day)

    assert refusal.value.details == {
        "day": day,
        "calendar": "se-2005",
        "first_year": 1990,
        "last_year": 2100,
    }


def test_the_calendar_does_not_look_for_an_open_day_beyond_its_years():
    with pytest.raises(OutsideCalendar):
        SWEDISH.next_open(date(2100, 12, 31))
    with pytest.raises(OutsideCalendar):
        SWEDISH.previous_open(date(1990, 1, 1))


def test_an_edition_with_fewer_years_knows_only_those():
    one_year = read_calendar(a_calendar())

    assert one_year.is_open(date(2026, 12, 30))
    assert one_year.why_closed(date(2026, 8, 29)) == "lördag"
    assert one_year.is_open(date(2026, 8, 30))
    with pytest.raises(OutsideCalendar):
        one_year.is_open(date(2027, 1, 1))


# -- A calendar that cannot be used ----------------------------------------


def test_the_calendar_that_comes_with_the_program_is_the_one_that_is_asked():
    assert read_calendar(packaged("calendar.toml")) == SWEDISH


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('kind = "fixed"\ndate = "02-30"', "02-30 finns inte varje år"),
        ('kind = "fixed"\ndate = "02-29"', "02-29 finns inte varje år"),
        ('kind = "fixed"\ndate = "1 maj"', "fältet date ska se ut som 06-20"),
        ('kind = "fixed"', "fältet date saknas"),
        ('kind = "fixed"\ndate = "05-01"\ndays = 3', "okänt fält days"),
        ('kind = "easter"', "fältet days saknas"),
        ('kind = "easter"\ndays = 400', "400 dagar från påskdagen är för långt"),
        ('kind = "easter"\ndays = true', "fältet days ska vara ett heltal"),
        ('kind = "weekday"\nweekday = "lordag"', "fältet weekday ska se ut som lördag"),
        ('kind = "first_weekday"\nweekday = "fredag"', "fältet on_or_after saknas"),
        ('kind = "månadens sista"', "fältet kind ska vara ett av weekday, easter"),
    ],
)
def test_a_calendar_with_a_bad_entry_is_refused_by_its_name(entry, fault):
    with pytest.raises(BrokenCalendar) as broken:
        read_calendar(a_calendar(closed("provdagen", entry)))

    (said,) = broken.value.faults
    assert said.startswith("provdagen (post 2): ")
    assert fault in said


@pytest.mark.parametrize(
    ("years", "fault"),
    [
        ([("1990", "1999"), ("2001", None)], "Glapp mellan provdagen (från 1990 till"),
        ([("1990", "2001"), ("2001", None)], "Överlappar: provdagen (från 1990 till"),
        ([("1990", None), ("2001", None)], "Överlappar: provdagen (från 1990 tills"),
        ([("1990", None), ("1990", None)], "Överlappar: provdagen (från 1990 tills"),
        ([("2001", "1999")], "Slutar innan den börjar: provdagen (från 2001"),
        ([("1989", None)], "Utanför kalenderns år: provdagen (från 1989"),
        ([("1990", "2030")], "Utanför kalenderns år: provdagen (från 1990 till 2030)"),
    ],
)
def test_the_years_of_a_closed_day_follow_on_each_other_within_the_calendar(
    years, fault
):
    entries = [
        closed("provdagen", 'kind = "fixed"\ndate = "05-02"', *span) for span in years
    ]
    text = a_calendar(*entries).replace("first_year = 2026", "first_year = 1990")

    with pytest.raises(BrokenCalendar) as broken:
        read_calendar(text)

    assert broken.value.faults[0].startswith(fault)


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("version =", "giltig TOML"),
        ('version = "prov"', "fältet first_year saknas"),
        ("first_year = 2027\nlast_year = 2026", "åren 2027 till 2026 går inte"),
        ("first_year = 1026\nlast_year = 2026", "åren 1026 till 2026 går inte"),
        ("first_year = 2026\nlast_year = 2026", "fältet version saknas"),
        (
            'version = "prov"\nfirst_year = 2026\nlast_year = 2026\ntidszon = "x"',
            "okänt fält tidszon",
        ),
    ],
)
def test_a_calendar_says_which_edition_and_which_years_it_is(head, fault):
    with pytest.raises(BrokenCalendar, match=fault):
        read_calendar(head + "\n" + closed("första maj", MAY))


MAY = 'kind = "fixed"\ndate = "05-01"'


def a_calendar(*entries):
    head = 'version = "prov"\nfirst_year = 2026\nlast_year = 2026\n'
    saturday = closed("lördag", 'kind = "weekday"\nweekday = "lördag"', "2026")
    return "\n".join([head, saturday, *entries])


def closed(name, entry, first="2026", last=None):
    until = "" if last is None else f"valid_to_year = {last}\n"
    return (
        f'[[closed]]\nname = "{name}"\n{entry}\nvalid_from_year = {first}\n{until}'
        'source = "lag (1989:253)"\n'
    )
