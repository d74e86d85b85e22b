"""A tariff leaves no minute unpaid and pays for none twice."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.domain.pay.tariffs import VERSIONS, WEEKEND, by_hour, hours
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
    must_be_whole,
)
from upphandling.domain.pricing.refusals import (
    BandsOfGrantedTimeDiffer,
    LevelWithoutStart,
    PriceGap,
    PriceOverlap,
    SameBandTwice,
    TariffGap,
    TariffOverlap,
    ToldTwice,
    UnknownBand,
)

WHOLE = VERSIONS[0]
NURSING = Service.HOME_NURSING


def with_bands(*bands: Band) -> Version:
    return WHOLE.model_copy(update={"bands": bands})


def with_prices(*prices: Price) -> Version:
    return WHOLE.model_copy(update={"prices": (*WHOLE.prices, *prices)})


def level(ore: int, least_minutes: int | None, band: str | None = None) -> Price:
    return Price(
        service=NURSING,
        paid_by=PaidBy.LEVEL,
        ore=ore,
        least_minutes=least_minutes,
        band=band,
    )


def test_a_band_that_is_missing_leaves_a_gap_that_is_named():
    without = [band for band in WHOLE.bands if band.band != "helg"]

    with pytest.raises(TariffGap) as refused:
        must_be_whole(with_bands(*without))

    assert refused.value.details == {"day": DayType.SATURDAY, "from_time": "07:00"}


def test_the_last_minute_of_the_day_counts():
    night = Span(days=tuple(DayType), **hours("00:00", "23:59"))
    only = Band(band="allt", time_of_day=TimeOfDay.DAY, spans=(night,))

    with pytest.raises(TariffGap) as refused:
        must_be_whole(with_bands(only))

    assert refused.value.details["from_time"] == "23:59"


def test_a_minute_of_two_bands_is_named():
    lunch = Span(days=WEEKEND, **hours("11:00", "11:01"))
    extra = Band(band="lunch", time_of_day=TimeOfDay.DAY, spans=(lunch,))

    with pytest.raises(TariffOverlap) as refused:
        must_be_whole(with_bands(*WHOLE.bands, extra))

    assert refused.value.details["day"] == DayType.SATURDAY


def test_a_band_has_one_key():
    with pytest.raises(SameBandTwice):
        must_be_whole(with_bands(*WHOLE.bands, WHOLE.bands[0]))


def test_a_service_has_a_price_in_every_band():
    with pytest.raises(PriceGap) as refused:
        must_be_whole(with_prices(by_hour(NURSING, 52_000, "dag")))

    assert refused.value.details == {"service": NURSING, "band": "kvall"}


def test_a_service_has_one_price_in_a_band():
    with pytest.raises(PriceOverlap):
        must_be_whole(
            with_prices(by_hour(NURSING, 52_000), by_hour(NURSING, 53_000, "natt"))
        )


def test_a_service_is_paid_on_one_ground():
    other = Price(
        service=Service.DOMESTIC_SERVICES, paid_by=PaidBy.VISIT, ore=1, band="natt"
    )

    with pytest.raises(PriceOverlap) as refused:
        must_be_whole(with_prices(other))

    assert refused.value.details["paid_by"] == [PaidBy.PERFORMED_HOUR, PaidBy.VISIT]


def test_a_price_is_for_a_band_that_there_is():
    with pytest.raises(UnknownBand):
        must_be_whole(with_prices(by_hour(NURSING, 52_000, "gryning")))


def test_levels_begin_at_nothing():
    with pytest.raises(PriceGap):
        must_be_whole(with_prices(level(300_000, 60)))


def test_a_level_begins_once():
    with pytest.raises(PriceOverlap):
        must_be_whole(with_prices(level(300_000, 0), level(310_000, 0)))


def test_a_level_is_the_same_in_every_band():
    with pytest.raises(PriceOverlap):
        must_be_whole(with_prices(level(300_000, 0, "natt")))


def test_a_level_says_where_it_begins():
    with pytest.raises(LevelWithoutStart):
        must_be_whole(with_prices(level(300_000, None)))


def test_only_a_level_says_where_it_begins():
    hourly = by_hour(NURSING, 52_000).model_copy(update={"least_minutes": 0})

    with pytest.raises(LevelWithoutStart):
        must_be_whole(with_prices(hourly))


def test_granted_time_must_know_its_band_on_every_day():
    granted = Price(service=NURSING, paid_by=PaidBy.GRANTED_HOUR, ore=52_000)

    with pytest.raises(BandsOfGrantedTimeDiffer) as refused:
        must_be_whole(with_prices(granted))  # weekends have no evening

    assert refused.value.details["time_of_day"] == TimeOfDay.EVENING


@pytest.mark.parametrize(
    "twice",
    [
        {"area_factors": (AreaFactor(area="norr", factor="1.1"),) * 2},
        {
            "treated_days": (
                TreatedDay(day=WHOLE.valid_from, as_type=DayType.EVE),
                TreatedDay(day=WHOLE.valid_from, as_type=DayType.MONDAY),
            )
        },
    ],
    ids=["area", "day"],
)
def test_nothing_is_told_twice(twice):
    with pytest.raises(ToldTwice):
        must_be_whole(WHOLE.model_copy(update=twice))


@pytest.mark.parametrize(
    ("first", "until"),
    [("22:00", "06:00"), ("07:00", "07:00"), ("24:00", "07:00"), ("7:00", "08:00")],
)
def test_a_span_goes_forward_within_a_day(first, until):
    with pytest.raises(ValidationError):
        Span(days=WEEKEND, **hours(first, until))
