"""Commands of tariffs: adopt one, adopt its next version, adjust it by an index."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.pricing import Version
from upphandling.domain.pricing.terms import Factor
from upphandling.domain.tariff import Tariff


class AdoptTariff(Command):
    """Besluta en taxa för ett valfrihetssystem: tidsband, priser, områden och tak."""

    NAME = "tariff.adopt"
    tariff: Key
    system: Key
    version: Version


class AdoptVersion(Command):
    """Besluta nästa version av taxan, som gäller från sin dag."""

    NAME = "tariff.adopt_version"
    tariff: Key
    version: Version


class IndexTariff(Command):
    """Räkna upp taxans priser med en faktor, från en dag; avrundas till hela ören."""

    NAME = "tariff.index"
    tariff: Key
    valid_from: Day
    index: Text
    factor: Factor
    source: Text


def adopt(command: AdoptTariff, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    _must_know_areas(system, command.version)
    cases.add(
        Tariff.adopt(stamp, command.tariff, system=system.key, version=command.version)
    )


def adopt_version(command: AdoptVersion, cases: Cases, stamp: Stamp) -> None:
    tariff = cases.fetch(Tariff, command.tariff)
    _must_know_areas(cases.fetch(ChoiceSystem, tariff.system), command.version)
    tariff.adopt_version(stamp, version=command.version)


def index(command: IndexTariff, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tariff, command.tariff).index(
        stamp,
        valid_from=command.valid_from,
        index=command.index,
        factor=command.factor,
        source=command.source,
    )


def _must_know_areas(system: ChoiceSystem, version: Version) -> None:
    system.must_have_areas([factor.area for factor in version.area_factors])


VERBS = verbs((AdoptTariff, adopt), (AdoptVersion, adopt_version), (IndexTariff, index))
