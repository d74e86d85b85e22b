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


BY_THE_HOUR = ("dag", "kvall", "natt", "helg", "storhelg")
PRICES = (
    # from, night, land, domestic, meal, then personal care in each of the bands
    ("2026-01-01", "22:00", "1.085", 35_500, 4_500, 42_000, 46_500, 61_000, 50_250, 63_000),
    ("2026-04-01", "22:00", "1.085", 36_317, 4_604, 42_966, 47_570, 62_403, 51_406, 64_449),
    ("2026-06-15", "21:00", "1.1", 36_500, 4_700, 43_100, 48_000, 63_000, 51_900, 66_000),
)  # fmt: skip
"""The second is the first times 1.023."""

VERSIONS = tuple(
    version(
        valid_from,
        night,
        country,
        domestic=domestic,
        meal=meal,
        **dict(zip(BY_THE_HOUR, care, strict=True)),
    )
    for valid_from, night, country, domestic, meal, *care in PRICES
)

FIRST_DAY_OF = tuple(version.valid_from for version in VERSIONS)
