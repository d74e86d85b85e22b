"""Whether a version pays for every minute once: no gap, no overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

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
from upphandling.domain.pricing.terms import (
    MINUTES_A_DAY,
    Band,
    DayType,
    PaidBy,
    Price,
    Version,
    clock_of,
)

BY_BAND = (PaidBy.PERFORMED_HOUR, PaidBy.GRANTED_HOUR, PaidBy.VISIT)


def must_be_whole(version: Version) -> None:
    """Refuse a version that leaves a minute unpaid, or pays for one twice."""
    bands = [band.band for band in version.bands]
    if len(set(bands)) < len(bands):
        raise SameBandTwice(bands=bands)
    for day_type in DayType:
        _must_cover(day_type, version.bands)
    _must_be_told_once("area_factors", [f.area for f in version.area_factors])
    _must_be_told_once("treated_days", [t.day for t in version.treated_days])
    services: dict[str, list[Price]] = defaultdict(list)
    for price in version.prices:
        services[price.service].append(price)
    for prices in services.values():
        _must_price(prices, bands)
    if any(price.paid_by is PaidBy.GRANTED_HOUR for price in version.prices):
        for day_type in DayType:
            _must_tell_granted_time(day_type, version.bands)


def _must_cover(day_type: DayType, bands: Iterable[Band]) -> None:
    reached = 0
    for first, until, band in sorted(_spans(day_type, bands)):
        if first > reached:
            raise TariffGap(day=day_type, from_time=clock_of(reached))
        if first < reached:
            raise TariffOverlap(day=day_type, from_time=clock_of(first), band=band)
        reached = until
    if reached < MINUTES_A_DAY:
        raise TariffGap(day=day_type, from_time=clock_of(reached))


def _must_price(prices: Sequence[Price], bands: Sequence[str]) -> None:
    """Refuse a service that is paid on two grounds, twice, or not in every band."""
    service = prices[0].service
    grounds = sorted({price.paid_by for price in prices})
    if len(grounds) > 1:
        raise PriceOverlap(service=service, paid_by=grounds)
    for price in prices:
        if price.band is not None and price.band not in bands:
            raise UnknownBand(service=service, band=price.band, known=list(bands))
        if (price.least_minutes is None) == (price.paid_by is PaidBy.LEVEL):
            raise LevelWithoutStart(service=service, paid_by=price.paid_by)
    if grounds[0] in BY_BAND:
        _must_price_bands(prices, bands)
    else:
        _must_price_levels(prices)


def _must_price_bands(prices: Sequence[Price], bands: Sequence[str]) -> None:
    service = prices[0].service
    for band in bands:
        number = sum(price.band in (band, None) for price in prices)
        if number == 0:
            raise PriceGap(service=service, band=band)
        if number > 1:
            raise PriceOverlap(service=service, band=band)


def _must_price_levels(prices: Sequence[Price]) -> None:
    """Levels begin at nothing, each once, and are the same in every band."""
    service = prices[0].service
    starts = [price.least_minutes for price in prices]
    if len(set(starts)) < len(starts) or any(price.band for price in prices):
        raise PriceOverlap(service=service, least_minutes=starts)
    if 0 not in starts:
        raise PriceGap(service=service, least_minutes=0)


def _must_tell_granted_time(day_type: DayType, bands: Sequence[Band]) -> None:
    for time_of_day in {band.time_of_day for band in bands}:
        alike = [
            band.band
            for band in bands
            if band.time_of_day is time_of_day
            and any(day_type in span.days for span in band.spans)
        ]
        if len(alike) != 1:
            raise BandsOfGrantedTimeDiffer(
                day=day_type, time_of_day=time_of_day, bands=alike
            )


def _must_be_told_once(name: str, told: Sequence[object]) -> None:
    if len(set(told)) < len(told):
        raise ToldTwice(field=name)


def _spans(day_type: DayType, bands: Iterable[Band]) -> Iterable[tuple[int, int, str]]:
    return (
        (*span.minutes, band.band)
        for band in bands
        for span in band.spans
        if day_type in span.days
    )
