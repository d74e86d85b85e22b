"""The stop of new customers: nobody new comes, and whoever has a place keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Unpack

from upphandling.domain.agreement.refusals import NewCustomersRefused, StoppedAlready
from upphandling.domain.agreement.sanction_terms import (
    Grounds,
    Sanction,
    SanctionKind,
)
from upphandling.domain.agreement.terms import CapacityUnit, Place
from upphandling.domain.agreement.withdrawal import Withdrawal
from upphandling.domain.base import Decision, Stamp, require_mandate
from upphandling.domain.configuration import Service


class Stop(Withdrawal):
    """An agreement that may be stopped from taking new customers.

    The stop binds from the instant it is decided. To whoever is new there is no room,
    and no offer can be given or accepted; a round, a queue and the default rule go
    round the agreement. It is open again when no stop remains.
    """

    # -- Events, in the order they happen ----------------------------------

    class NewCustomersStopped(Decision):
        """Utföraren får inte ta emot nya kunder (lokal ordning)."""

        TOPIC = "agreement.new_customers_stopped"
        sanction: str
        deviation: str
        urgent: bool
        motive: str

        def apply(self, case: Stop) -> None:
            case.keep(self, SanctionKind.STOP, self.sanction, self.deviation)

    class StopLifted(Decision):
        """Utföraren får ta emot nya kunder igen (lokal ordning)."""

        TOPIC = "agreement.stop_lifted"
        sanction: str
        reason: str

        def apply(self, case: Stop) -> None:
            case.lift(self, self.sanction)

    # -- Commands: refuse, or bring about one event ------------------------

    def stop_new_customers(
        self, stamp: Stamp, *, urgent: bool = False, **grounds: Unpack[Grounds]
    ) -> None:
        """One stop for a deviation; another deviation may give another."""
        self._must_be_alive()
        self._must_be_agreed(SanctionKind.STOP, grounds["sanction"])
        for stop in self._stops():
            if stop.deviation == grounds["deviation"]:
                raise StoppedAlready(agreement=self.key, sanction=stop.sanction)
        self.decide(self.NewCustomersStopped, stamp, urgent=urgent, **grounds)

    def lift_stop(self, stamp: Stamp, *, sanction: str, reason: str) -> None:
        self._must_stand(SanctionKind.STOP, sanction)
        self.decide(self.StopLifted, stamp, sanction=sanction, reason=reason)

    def offer_place(
        self, stamp: Stamp, *, customer: str, days: int, reason: str | None = None
    ) -> None:
        self._must_not_be_past(stamp)
        self.must_welcome([customer])
        super().offer_place(stamp, customer=customer, days=days, reason=reason)

    def accept_offer(self, stamp: Stamp, *, customer: str) -> None:
        self._must_not_be_past(stamp)
        self.must_welcome([customer])
        super().accept_offer(stamp, customer=customer)

    def step_in(self, stamp: Stamp, places: Iterable[Place], *, on: date) -> None:
        """To step in for somebody new past a stop is for a person to decide on."""
        coming = tuple(places)
        if not self._welcomes([place.customer for place in coming]):
            require_mandate(self.SteppedIn, stamp)
        super().step_in(stamp, coming, on=on)

    # -- Rules -------------------------------------------------------------

    @property
    def stop(self) -> Sanction | None:
        """The earliest of the stops in force; None where new customers may come."""
        return next(self._stops(), None)

    def must_welcome(self, customers: Iterable[str]) -> None:
        """Refuse whoever is no customer here already, while a stop is in force."""
        stop = self.stop
        if stop is not None and not self._welcomes(customers):
            raise NewCustomersRefused(
                agreement=self.key,
                since=stop.decided_on,
                deviation=stop.deviation,
                reason=stop.decision,
            )

    def free(
        self, area: str, unit: CapacityUnit, service: Service | None, day: date
    ) -> int | None:
        """As without a stop; none for newcomers while one is in force."""
        return 0 if self.stop is not None else super().free(area, unit, service, day)

    def room_for(self, place: Place, day: date) -> bool:
        return self._welcomes([place.customer]) and super().room_for(place, day)

    def _welcomes(self, customers: Iterable[str]) -> bool:
        return self.stop is None or self.customers.keys() >= {*customers}

    def _stops(self) -> Iterator[Sanction]:
        return (
            one
            for one in self.sanctions.values()
            if one.kind is SanctionKind.STOP and not one.lifted
        )
