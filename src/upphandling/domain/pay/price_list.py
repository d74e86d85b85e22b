"""A price list: one version of a tariff, laid out so that a price is found at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from upphandling.domain.configuration import Service
from upphandling.domain.pay.lines import Kind
from upphandling.domain.pricing import PaidBy, Price, Version

ALL = 100  # percent


class PriceList:
    """The prices of a version, and the kinds of line that they make."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.paid_by: Mapping[Service, PaidBy] = {
            price.service: price.paid_by for price in version.prices
        }
        most = version.most_percent
        self._most = None if most is None else Fraction(most) / ALL
        self._kinds: dict[tuple[Service, str, str], tuple[Kind, Kind]] = {}

    def kinds(self, service: Service, band: str, area: str) -> tuple[Kind, Kind]:
        """The kind of line that a service in a band is paid by, and the same unpaid.

        For services paid by the hour or the visit.
        """
        asked = service, band, area
        if asked not in self._kinds:
            (price,) = (
                price
                for price in self.version.prices
                if price.service is service and price.band in (band, None)
            )
            kind = self._kind(price, band, area)
            self._kinds[asked] = kind, kind._replace(unpaid=True)
        return self._kinds[asked]

    def level(self, service: Service, minutes: int, area: str) -> Kind:
        """The kind of line for so many granted minutes a week, for services by level."""
        (*_, price) = sorted(
            (
                price
                for price in self.version.prices
                if price.service is service and (price.least_minutes or 0) <= minutes
            ),
            key=lambda price: price.least_minutes or 0,
        )
        return self._kind(price, f"{price.least_minutes}-", area)

    def most(self, granted: int) -> int | None:
        """How many of the granted seconds are paid at most; None: no cap."""
        if self._most is None:
            return None
        return granted * self._most.numerator // self._most.denominator

    def _kind(self, price: Price, band: str, area: str) -> Kind:
        return Kind(
            version=self.version.valid_from,
            service=price.service,
            paid_by=price.paid_by,
            band=band,
            area=area,
            ore=price.ore,
            factor=self.version.factor_in(area),
        )


def price_lists(versions: Iterable[Version]) -> Mapping[date, PriceList]:
    """The price list of each version, by the day from which it holds."""
    return {version.valid_from: PriceList(version) for version in versions}
