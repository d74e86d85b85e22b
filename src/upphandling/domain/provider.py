"""Provider (utförare): a supplier in the register, and its licence day by day.

Registered ──▶ licence decisions are recorded when they are known, each with the day
               it was made and the day it takes effect, and put right by new ones
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Self

from upphandling.domain.base import Aggregate, DomainEvent, Stamp, Value
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date, must_have_come, start_of
from upphandling.domain.licence import LOST, LicenceStatus
from upphandling.domain.parts import must_be_known, must_be_new


class ProviderUnlicensed(Refused):
    """Utföraren saknar tillstånd och kan varken ingå avtal eller få kunder."""


class LicenceNotInEffect(Refused):
    """Beslutet om tillståndet har inte börjat gälla."""


class Ruling(Value):
    """What IVO or a court said: the status, the day it was said and from when."""

    ruling: str
    licence: LicenceStatus
    decided_on: date
    in_force_from: date
    source: str


class Provider(Aggregate):
    """One provider, known by the key that bids and agreements name it with."""

    KIND = "provider"

    name: str = ""
    rulings: dict[str, Ruling] = field(default_factory=dict)
    licence: LicenceStatus | None = None

    # -- Events, in the order they happen ----------------------------------

    class Registered(DomainEvent):
        """Utföraren har förts in i registret (lokal ordning)."""

        TOPIC = "provider.registered"
        name: str

        def apply(self, case: Provider) -> None:
            case.name = self.name

    class LicenceDecided(DomainEvent):
        """Ett beslut om utförarens tillstånd har blivit känt (lokal ordning)."""

        TOPIC = "provider.licence_decided"
        ruling: Ruling

        def apply(self, case: Provider) -> None:
            case.rulings[self.ruling.ruling] = self.ruling

    class LicenceCorrected(DomainEvent):
        """En uppgift om utförarens tillstånd har rättats (lokal ordning)."""

        TOPIC = "provider.licence_corrected"
        before: Ruling
        ruling: Ruling
        reason: str

        def apply(self, case: Provider) -> None:
            case.rulings[self.ruling.ruling] = self.ruling

    class LicenceTookEffect(DomainEvent):
        """Ett beslut om utförarens tillstånd har börjat gälla (lokal ordning)."""

        TOPIC = "provider.licence_took_effect"
        ruling: str
        licence: LicenceStatus

        def apply(self, case: Provider) -> None:
            case.licence = self.licence

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def register(cls, stamp: Stamp, key: str, *, name: str) -> Self:
        return cls.begin(cls.Registered, stamp, key, name=name)

    def record_licence(self, stamp: Stamp, *, ruling: Ruling) -> None:
        must_be_new(ruling.ruling, self.rulings)
        must_have_come(ruling.decided_on, stamp.at)
        self.record(self.LicenceDecided, stamp, ruling=ruling)

    def correct_licence(self, stamp: Stamp, *, ruling: Ruling, reason: str) -> None:
        must_be_known(ruling.ruling, self.rulings)
        must_have_come(ruling.decided_on, stamp.at)
        self.record(
            self.LicenceCorrected,
            stamp,
            before=self.rulings[ruling.ruling],
            ruling=ruling,
            reason=reason,
        )

    def note_effect(self, stamp: Stamp, *, ruling: str) -> None:
        must_be_known(ruling, self.rulings)
        in_force_from = self.rulings[ruling].in_force_from
        if stamp.at < start_of(in_force_from):
            raise LicenceNotInEffect(ruling=ruling, in_force_from=in_force_from)
        licence = self.licence_on(local_date(stamp.at))
        self.record(self.LicenceTookEffect, stamp, ruling=ruling, licence=licence)

    # -- Rules -------------------------------------------------------------

    def licence_on(self, day: date) -> LicenceStatus | None:
        """The licence on a day, as we know it now; None where nothing is known."""
        ruling = self._ruling_on(day)
        return None if ruling is None else ruling.licence

    def must_be_licensed(self, day: date) -> None:
        """Refuse a provider that has lost its licence; an unknown one is not lost."""
        ruling = self._ruling_on(day)
        if ruling is not None and ruling.licence in LOST:
            raise ProviderUnlicensed(
                provider=self.key,
                licence=ruling.licence,
                in_force_from=ruling.in_force_from,
                on=day,
            )

    def _ruling_on(self, day: date) -> Ruling | None:
        """Of those in effect the last to take it; of the same day, the last made."""
        return max(
            (ruling for ruling in self.rulings.values() if ruling.in_force_from <= day),
            key=lambda one: (one.in_force_from, one.decided_on, one.ruling),
            default=None,
        )
