"""Establishment of a choice system: its areas and bundles, as configured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Self

from upphandling.domain.allocation.refusals import SharesUnderLov
from upphandling.domain.base import Aggregate, Decision, Stamp
from upphandling.domain.configuration import (
    Bundle,
    Regime,
    SharePolicy,
    SystemConfiguration,
)
from upphandling.domain.parts import UnknownPart, must_be_known


class Establishment(Aggregate):
    """A choice system that is in the register."""

    configuration: SystemConfiguration | None = None
    shares: list[SharePolicy] = field(default_factory=list)

    # -- Events, in the order they happen ----------------------------------

    class Established(Decision):
        """Valfrihetssystemet har lagts upp i registret (lokal ordning)."""

        TOPIC = "choice_system.established"
        configuration: SystemConfiguration

        def apply(self, case: Establishment) -> None:
            case.configuration = self.configuration
            case.shares = list(self.configuration.shares)

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def establish(cls, stamp: Stamp, configuration: SystemConfiguration) -> Self:
        configuration.must_not_select()
        if configuration.shares:
            must_be_dividable(configuration)
        return cls.begin(
            cls.Established, stamp, configuration.system, configuration=configuration
        )

    # -- Rules -------------------------------------------------------------

    @property
    def settled(self) -> SystemConfiguration:
        """The configuration; every system that exists has one."""
        if self.configuration is None:
            raise UnknownPart(part="configuration")
        return self.configuration

    def bundle(self, key: str) -> Bundle:
        bundles = {bundle.key: bundle for bundle in self.settled.bundles}
        must_be_known(key, bundles)
        return bundles[key]

    def must_have_areas(self, areas: Iterable[str]) -> None:
        known = {area.key: area for area in self.settled.areas}
        for area in areas:
            must_be_known(area, known)


def must_be_dividable(configuration: SystemConfiguration) -> None:
    """Refuse shares where every bundle is under LOV: nobody divides its customers.

    Konkurrensverket, ställningstagande 2019:2: a share is filled by picking providers.
    """
    if all(bundle.regime is Regime.LOV for bundle in configuration.bundles):
        raise SharesUnderLov(system=configuration.system)
