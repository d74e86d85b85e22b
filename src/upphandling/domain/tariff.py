"""Tariff (taxa): what providers are paid, one dated version after another.

Adopted ──▶ VersionAdopted | Indexed ──▶ ...

A version is never changed: the next one replaces it from its day on. One that is
adopted for days that have gone by changes no payment that has been approved.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Self

from upphandling.domain.base import Aggregate, Decision, Stamp
from upphandling.domain.errors import Refused
from upphandling.domain.pricing import Version, must_be_whole, version_on
from upphandling.domain.pricing.rounding import whole_ore

THE_DAY_BEFORE = timedelta(days=-1)


class VersionExists(Refused):
    """Taxan har redan en version som gäller från den dagen."""


class FactorOfNothing(Refused):
    """En uppräkning ska ändra priserna och inte göra dem till noll."""


class Tariff(Aggregate):
    """The tariff of a choice system; `versions` by the day from which each holds."""

    KIND = "tariff"

    system: str = ""
    versions: dict[date, Version] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class Adopted(Decision):
        """En taxa för ersättning till utförarna har beslutats (lokal ordning)."""

        TOPIC = "tariff.adopted"
        system: str
        version: Version

        def apply(self, case: Tariff) -> None:
            case.system = self.system
            case.versions[self.version.valid_from] = self.version

    class VersionAdopted(Decision):
        """En ny version av taxan har beslutats (lokal ordning)."""

        TOPIC = "tariff.version_adopted"
        version: Version

        def apply(self, case: Tariff) -> None:
            case.versions[self.version.valid_from] = self.version

    class Indexed(Decision):
        """Taxans priser har räknats upp (lokal ordning)."""

        TOPIC = "tariff.indexed"
        valid_from: date
        index: str
        factor: str
        source: str
        version: Version

        def apply(self, case: Tariff) -> None:
            case.versions[self.valid_from] = self.version

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def adopt(cls, stamp: Stamp, key: str, *, system: str, version: Version) -> Self:
        must_be_whole(version)
        return cls.begin(cls.Adopted, stamp, key, system=system, version=version)

    def adopt_version(self, stamp: Stamp, *, version: Version) -> None:
        must_be_whole(version)
        self._must_be_new(version.valid_from)
        self.decide(self.VersionAdopted, stamp, version=version)

    def index(
        self, stamp: Stamp, *, valid_from: date, index: str, factor: str, source: str
    ) -> None:
        """Multiply the prices that held the day before by a factor, to whole öre."""
        self._must_be_new(valid_from)
        self.decide(
            self.Indexed,
            stamp,
            valid_from=valid_from,
            index=index,
            factor=factor,
            source=source,
            version=self.indexed(valid_from, factor, source),
        )

    # -- Rules -------------------------------------------------------------

    @property
    def in_order(self) -> tuple[Version, ...]:
        """The versions, the earliest first."""
        return tuple(self.versions[day] for day in sorted(self.versions))

    def indexed(self, valid_from: date, factor: str, source: str) -> Version:
        """What the version of the day before becomes; each price is rounded once.

        Raises `NotATariffYet`, and `FactorOfNothing` where a price would be none.
        """
        before = version_on(self.in_order, valid_from + THE_DAY_BEFORE)
        ores = [whole_ore(price.ore * Fraction(factor)) for price in before.prices]
        if not all(ores):
            raise FactorOfNothing(factor=factor)
        return before.model_copy(
            update={
                "valid_from": valid_from,
                "source": source,
                "prices": tuple(
                    price.model_copy(update={"ore": ore})
                    for price, ore in zip(before.prices, ores, strict=True)
                ),
            }
        )

    def portrait(self) -> dict[str, Any]:
        return {**super().portrait(), "versions": list(self.in_order)}

    def _must_be_new(self, valid_from: date) -> None:
        if valid_from in self.versions:
            raise VersionExists(tariff=self.key, valid_from=valid_from)
