"""Granted care is spread over the days and paid by the hour or by the level."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.domain.pay.tariffs import ALL_DAYS, band, hours
from tests.given import day
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.compensation import DayKind, TimeOfDay
from upphandling.domain.configuration import Service
from upphandling.domain.pay import GrantedCare, granted_seconds, pay_granted
from upphandling.domain.pricing import PaidBy, Price, Span, Version, must_be_whole

CALENDAR = swedish_calendar()


def price(service: Service, paid_by: PaidBy, ore: int, **rest: object) -> Price:
    return Price.model_validate(
        {"service": service, "paid_by": paid_by, "ore": ore, **rest}
    )


BANDS = (
    band("dag", TimeOfDay.DAY, Span(days=ALL_DAYS, **hours("07:00", "18:00"))),
    band("kvall", TimeOfDay.EVENING, Span(days=ALL_DAYS, **hours("18:00", "22:00"))),
    band(
        "natt",
        TimeOfDay.NIGHT,
        Span(days=ALL_DAYS, **hours("00:00", "07:00")),
        Span(days=ALL_DAYS, **hours("22:00", "24:00")),
    ),
)
TARIFF = Version(
    valid_from=day("2026-01-01"),
    bands=BANDS,
    prices=(
        price(Service.PERSONAL_CARE, PaidBy.GRANTED_HOUR, 42_000, band="dag"),
        price(Service.PERSONAL_CARE, PaidBy.GRANTED_HOUR, 47_000, band="kvall"),
        price(Service.PERSONAL_CARE, PaidBy.GRANTED_HOUR, 61_000, band="natt"),
        price(Service.HOME_NURSING, PaidBy.LEVEL, 300_000, least_minutes=0),
        price(Service.HOME_NURSING, PaidBy.LEVEL, 900_000, least_minutes=300),
        price(Service.MEALS, PaidBy.VISIT, 4_500),
    ),
    source="Nämndens beslut om taxa",
)


def care(
    minutes: int,
    from_day: str = "2026-06-01",
    until: str = "2026-07-01",
    service: Service = Service.PERSONAL_CARE,
    time_of_day: TimeOfDay = TimeOfDay.DAY,
    day_kind: DayKind = DayKind.ANY_DAY,
) -> GrantedCare:
    return GrantedCare(
        customer="person-1",
        service=service,
        time_of_day=time_of_day,
        day_kind=day_kind,
        area="norr",
        minutes=minutes,
        from_day=day(from_day),
        until=day(until),
    )


def paid(*cared: GrantedCare) -> list[tuple[str, Fraction, int]]:
    quantities, without_price = pay_granted(cared, (TARIFF,), CALENDAR)
    assert without_price == []
    return [
        (line.band, Fraction(line.quantity), line.ore) for line in quantities.lines()
    ]


def test_the_tariff_is_whole():
    must_be_whole(TARIFF)


def test_seven_hours_a_week_are_an_hour_a_day():
    assert paid(care(420)) == [("dag", Fraction(30), 30 * 42_000)]


def test_granted_evenings_are_paid_by_the_evening_band():
    granted = care(420, time_of_day=TimeOfDay.EVENING)

    assert paid(granted) == [("kvall", Fraction(30), 30 * 47_000)]


def test_weekdays_are_a_fifth_each_whatever_day_of_rest_they_are():
    granted = care(300, day_kind=DayKind.WEEKDAY)  # June 2026 has 22 weekdays

    assert paid(granted) == [("dag", Fraction(22), 22 * 42_000)]


def test_weekends_are_a_half_each():
    granted = care(120, day_kind=DayKind.WEEKEND)  # and 8 days of weekend

    assert paid(granted) == [("dag", Fraction(8), 8 * 42_000)]


def test_the_level_goes_by_all_that_is_granted_of_the_service():
    day_time = care(200, service=Service.HOME_NURSING)
    evening = care(100, service=Service.HOME_NURSING, time_of_day=TimeOfDay.EVENING)

    assert paid(day_time) == [("0-", Fraction(1), 300_000)]
    assert paid(day_time, evening) == [("300-", Fraction(1), 900_000)]


def test_a_part_of_the_month_is_paid_by_its_days():
    granted = care(10, "2026-06-11", service=Service.HOME_NURSING)

    assert paid(granted) == [("0-", Fraction(2, 3), 200_000)]


def test_what_is_paid_by_the_visit_is_not_paid_as_granted():
    assert paid(care(420, service=Service.MEALS)) == []


def test_what_no_price_pays_for_is_told():
    granted = care(420, service=Service.SAFETY_ALARM_RESPONSE)

    quantities, without_price = pay_granted([granted], (TARIFF,), CALENDAR)

    assert quantities.lines() == ()
    assert without_price == [granted]


@pytest.mark.parametrize("minutes", [1, 7, 61, 419])
def test_rows_that_are_told_apart_come_to_the_same(minutes):
    whole = paid(care(420))
    parts = paid(care(minutes), care(420 - minutes))

    assert parts == whole


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        (DayKind.ANY_DAY, 30 * 3_600),
        (DayKind.WEEKDAY, 22 * 7 * 720),
        (DayKind.WEEKEND, 8 * 7 * 1_800),
    ],
)
def test_granted_seconds_are_those_of_the_days_of_the_week(kind, seconds):
    granted = granted_seconds([care(420, day_kind=kind), care(0, day_kind=kind)])

    assert granted == {("person-1", Service.PERSONAL_CARE): seconds}


def test_granted_time_of_day_without_a_band_has_no_price():
    by_day = TARIFF.model_copy(update={"bands": BANDS[:1]})
    evening = care(420, time_of_day=TimeOfDay.EVENING)

    quantities, without_price = pay_granted([evening], (by_day,), CALENDAR)

    assert (quantities.lines(), without_price) == ((), [evening])
