"""The takeover: a wave moves on its day, save for whom it failed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field
from datetime import date

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.instants import local_date, midnight_after, start_of
from upphandling.domain.transition.handover import Handover
from upphandling.domain.transition.refusals import (
    CustomerAlreadyTaken,
    CustomerNotFailed,
    NobodyHasAPlace,
    WaveNotDue,
    WaveNotOverdue,
)
from upphandling.domain.transition.terms import Wave

PLACE_GONE = "Platsen hos den nya utföraren finns inte kvar."


class Takeover(Handover):
    """A transition whose new providers take over.

    `failed` has the customers whom their old provider keeps for now, each with the
    wave; `taken_alone` those of them who were taken over afterwards.
    """

    failed: dict[str, str] = field(default_factory=dict)
    taken_alone: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class CustomerFailed(DomainEvent):
        """Övertagandet av en kund misslyckades, den gamla utföraren svarar än (lokal ordning)."""

        TOPIC = "transition.customer_failed"
        wave: str
        customer: str
        reason: str

        def apply(self, case: Takeover) -> None:
            case.failed[self.customer] = self.wave

    class WaveTakenOver(Decision):
        """En våg av kunder har tagits över (lokal ordning)."""

        TOPIC = "transition.wave_taken_over"
        wave: str
        on: date
        customers: int

        def apply(self, case: Takeover) -> None:
            case.taken[self.wave] = self.on

    class WaveOverdue(DomainEvent):
        """En våg har inte tagits över på sin dag (lokal ordning)."""

        TOPIC = "transition.wave_overdue"
        wave: str
        on: date

    class CustomerTakenOver(Decision):
        """En kund vars övertagande misslyckats har tagits över (lokal ordning)."""

        TOPIC = "transition.customer_taken_over"
        wave: str
        customer: str
        on: date

        def apply(self, case: Takeover) -> None:
            case.failed.pop(self.customer, None)
            case.taken_alone.add(self.customer)

    # -- Commands: refuse, or bring about one event ------------------------

    def fail_customer(self, stamp: Stamp, *, customer: str, reason: str) -> None:
        self._must_be_under_way()
        wave = self.wave_of(customer)
        if wave in self.taken or customer in self.taken_alone:
            raise CustomerAlreadyTaken(customer=customer, wave=wave)
        self.record(
            self.CustomerFailed, stamp, wave=wave, customer=customer, reason=reason
        )

    def take_over(
        self,
        stamp: Stamp,
        *,
        wave: str,
        gone: Collection[str] = (),
        placeless: Collection[str] = (),
        despite: str | None = None,
    ) -> Wave:
        """Take over a wave on its day or later; answers the wave as it moves.

        Left out are the failed, and those `gone`, who need no takeover any more. It
        fails those `placeless`, whose new place is gone. `despite` is the reason to do
        so with items missing.
        """
        planned = self.waiting_wave(wave)
        self._must_be_due(planned, stamp)
        self._must_be_ready(wave)
        left_out = {*gone, *self.failed, *self.taken_alone}
        staying = [c for c in planned.customers if c not in left_out]
        failing = [c for c in staying if c in placeless]
        moving = tuple(c for c in staying if c not in placeless)
        if failing and not moving:
            raise NobodyHasAPlace(wave=wave, customers=len(failing))
        self._must_be_handed_over(stamp, wave, moving, despite)
        for customer in failing:
            self.fail_customer(stamp, customer=customer, reason=PLACE_GONE)
        self.decide(
            self.WaveTakenOver,
            stamp,
            wave=wave,
            on=local_date(stamp.at),
            customers=len(moving),
        )
        return planned.model_copy(update={"customers": moving})

    def call_overdue(self, stamp: Stamp, *, wave: str) -> None:
        on = self.waiting_wave(wave).on
        if stamp.at < midnight_after(on):
            raise WaveNotOverdue(wave=wave, on=on)
        self.record(self.WaveOverdue, stamp, wave=wave, on=on)

    def take_over_customer(
        self, stamp: Stamp, *, customer: str, despite: str | None = None
    ) -> date:
        """Take over one customer whom it failed; answers the day."""
        self._must_be_under_way()
        wave = self.wave_of(customer)
        if customer not in self.failed:
            raise CustomerNotFailed(customer=customer, wave=wave)
        self._must_be_due(self.waves[wave], stamp)
        self._must_be_ready(wave)
        self._must_be_handed_over(stamp, wave, (customer,), despite)
        on = local_date(stamp.at)
        self.decide(self.CustomerTakenOver, stamp, wave=wave, customer=customer, on=on)
        return on

    # -- Rules -------------------------------------------------------------

    def _must_be_due(self, wave: Wave, stamp: Stamp) -> None:
        if stamp.at < start_of(wave.on):
            raise WaveNotDue(wave=wave.wave, on=wave.on)
