"""The tariff of the hand-worked table: three versions, of which one is an indexation."""

from __future__ import annotations

from tests.given import day
from upphandling.domain.compensation import TimeOfDay
from upphandling.domain.configuration import Service
from upphandling.domain.pricing import (
    AreaFactor,
    Band,
    DayType,
    PaidBy,
    Price,
    Span,
    TreatedDay,
    Version,
)

WEEKDAYS = tuple(DayType)[:5]
WEEKEND = (DayType.SATURDAY, DayType.SUNDAY)
HIGH_DAYS = (DayType.EVE, DayType.HOLIDAY)
ALL_DAYS = tuple(DayType)
EASTER_EVE = day("2026-04-04")
EVES = ("midsommarafton", "julafton", "nyårsafton")


def bands(night: str) -> tuple[Band, ...]:
    """Day and evening on weekdays, weekends, high days, and the night that is one."""
    return (
        band("dag", TimeOfDay.DAY, Span(days=WEEKDAYS, **hours("07:00", "18:00"))),
        band("kvall", TimeOfDay.EVENING, Span(days=WEEKDAYS, **hours("18:00", night))),
        band("helg", TimeOfDay.DAY, Span(days=WEEKEND, **hours("07:00", night))),
        band("storhelg", TimeOfDay.DAY, Span(days=HIGH_DAYS, **hours("07:00", night))),
        band(
            "natt",
            TimeOfDay.NIGHT,
            Span(days=ALL_DAYS, **hours("00:00", "07:00")),
            Span(days=ALL_DAYS, **hours(night, "24:00")),
        ),
    )


def band(key: str, time_of_day: TimeOfDay, *spans: Span) -> Band:
    return Band(band=key, time_of_day=time_of_day, spans=spans)


def hours(first: str, until: str) -> dict[str, str]:
    return {"from_time": first, "until_time": until}


def by_hour(service: Service, ore: int, band: str | None = None) -> Price:
    return Price(service=service, paid_by=PaidBy.PERFORMED_HOUR, ore=ore, band=band)


def version(
    valid_from: str, night: str, country: str, *, domestic: int, meal: int, **care: int
) -> Version:
    """A version whose night begins at `night`; `care` is the price in each band."""
    return Version(
        valid_from=day(valid_from),
        bands=bands(night),
        prices=(
            *(by_hour(Service.PERSONAL_CARE, ore, key) for key, ore in care.items()),
            by_hour(Service.DOMESTIC_SERVICES, domestic),
            Price(service=Service.MEALS, paid_by=PaidBy.VISIT, ore=meal),
        ),
        area_factors=(AreaFactor(area="land", factor=country),),
        eves=EVES,
        treated_days=(TreatedDay(day=EASTER_EVE, as_type=DayType.EVE),),
        source="Nämndens beslut om taxa",
    )


VERSIONS = (
    version(
        "2026-01-01",
        "22:00",
        "1.085",
        domestic=35_500,
        meal=4_500,
        dag=42_000,
        kvall=46_500,
        natt=61_000,
        helg=50_250,
        storhelg=63_000,
    ),
    version(
        "2026-04-01",  # the first, times 1.023
        "22:00",
        "1.085",
        domestic=36_317,
        meal=4_604,
        dag=42_966,
        kvall=47_570,
        natt=62_403,
        helg=51_406,
        storhelg=64_449,
    ),
    version(
        "2026-06-15",
        "21:00",
        "1.1",
        domestic=36_500,
        meal=4_700,
        dag=43_100,
        kvall=48_000,
        natt=63_000,
        helg=51_900,
        storhelg=66_000,
    ),
)

FIRST_DAY_OF = tuple(version.valid_from for version in VERSIONS)
