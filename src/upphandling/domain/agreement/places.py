"""The places of an agreement: taken, left, and given up when it is rescinded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from upphandling.domain.agreement.queue import must_be_different
from upphandling.domain.agreement.refusals import EndsBeforeItStarts, LicenceLost
from upphandling.domain.agreement.stop import Stop
from upphandling.domain.agreement.terms import Place, Status
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.instants import local_date, midnight_after
from upphandling.domain.licence import LOST


class Agreement(Stop):
    """One provider's agreement, or the in-house provision's commission."""

    KIND = "agreement"
    CONTENDED = True

    rescinded_at: datetime | None = None

    # -- Events, in the order they happen ----------------------------------

    class PlacesTaken(DomainEvent):
        """Kunder har fått plats hos utföraren (lokal ordning)."""

        TOPIC = "agreement.places_taken"
        taken: tuple[Place, ...]

        def apply(self, case: Agreement) -> None:
            for place in self.taken:
                case.wait_no_longer(place.customer)
                case.stepped_in.pop(place.customer, None)
                case.seat(place)

    class PlacesAdjusted(DomainEvent):
        """Kunders tid eller insatser hos utföraren har ändrats (lokal ordning)."""

        TOPIC = "agreement.places_adjusted"
        places: tuple[Place, ...]

        def apply(self, case: Agreement) -> None:
            for place in self.places:
                if place.customer in case.holders:
                    case.seat(place)
                else:
                    case.stepped_in[place.customer] = place

    class PlacesFreed(DomainEvent):
        """Kunder har lämnat sina platser hos utföraren (lokal ordning)."""

        TOPIC = "agreement.places_freed"
        customers: tuple[str, ...]

        def apply(self, case: Agreement) -> None:
            for customer in self.customers:
                case.unseat(customer)
                case.stepped_in.pop(customer, None)
                case.left.pop(customer, None)

    class Rescinded(Decision):
        """Avtalet har hävts (lokal ordning)."""

        TOPIC = "agreement.rescinded"
        grounds: str
        wind_up_until: date
        queue: tuple[str, ...]

        def apply(self, case: Agreement) -> None:
            case.status = Status.RESCINDED
            case.rescinded_at = self.effective_at
            case.ends_on = self.wind_up_until
            for customer in [*case.queue]:
                case.wait_no_longer(customer)

    # -- Commands: refuse, or bring about one event ------------------------

    def take_places(self, stamp: Stamp, taken: tuple[Place, ...]) -> None:
        """Give every customer a place, or none of them.

        Whoever holds one in the area needs no other. Whoever moves here from another
        area, or takes an offered place, leaves the room that was taken up before.
        """
        self._must_not_be_past(stamp)
        if self.licence in LOST:
            raise LicenceLost(agreement=self.key, licence=self.licence)
        must_be_different(taken)
        newcomers = [place for place in taken if not self._holds(place)]
        self.must_welcome([place.customer for place in newcomers])
        leaving: list[Place] = []
        for place in newcomers:
            self._must_serve(place.area)
            seats: tuple[Mapping[str, Place], ...] = (self.holders, self.offers)
            leaving += [s[place.customer] for s in seats if place.customer in s]
        self._must_have_room(newcomers, leaving, self.first_day(stamp))
        self.record(self.PlacesTaken, stamp, taken=taken)

    def adjust_places(self, stamp: Stamp, places: Iterable[Place]) -> None:
        """Whoever has a place keeps it when the granted care changes, whatever the room."""
        here = self.customers
        kept = [
            place.model_copy(update={"area": here[place.customer].area})
            for place in places
            if place.customer in here
        ]
        changed = tuple(place for place in kept if place != here[place.customer])
        if changed:
            self.record(self.PlacesAdjusted, stamp, places=changed)

    def free_places(self, stamp: Stamp, customers: tuple[str, ...]) -> None:
        here = tuple(c for c in customers if c in self.customers)
        if here:
            self.record(self.PlacesFreed, stamp, customers=here)

    def rescind(self, stamp: Stamp, *, grounds: str, wind_up_until: date) -> None:
        self._must_be_alive()
        if midnight_after(wind_up_until) <= stamp.at:
            raise EndsBeforeItStarts(wind_up_until=wind_up_until, at=stamp.at)
        self._must_not_prolong(wind_up_until)
        self.decide(
            self.Rescinded,
            stamp,
            grounds=grounds,
            wind_up_until=wind_up_until,
            queue=tuple(self.queue),
        )

    # -- Rules -------------------------------------------------------------

    def could_go_on(self, last_day: date) -> bool:
        """Whether somebody whose last day it was could have stayed with the provider."""
        rescinded = self.rescinded_at is not None and (
            local_date(self.rescinded_at) <= last_day
        )
        return not rescinded and (self.ends_on is None or last_day < self.ends_on)

    def serves(self, bundle: str, area: str, at: datetime) -> bool:
        """Whether its services are given there, now or once it has begun.

        Whether somebody new may come is for `must_welcome` and `free` to say.
        """
        return (
            self.status in (Status.SIGNED, Status.IN_FORCE)
            and self.agreed.bundle == bundle
            and area in self.agreed.areas
            and (self.ends_on is None or at < midnight_after(self.ends_on))
        )

    def portrait(self) -> dict[str, Any]:
        """The state without its people: how many hold a place, how many wait."""
        shown = super().portrait()
        for unsaid in (
            "used",
            "served",
            "owed",
            "turns",
            "lines",
            "arrivals",
            "rescinded_at",
        ):
            del shown[unsaid]
        return {
            **shown,
            "capacity": [step for steps in self.capacity.values() for step in steps],
            "shares": [step for steps in self.shares.values() for step in steps],
            **{
                who: dict(Counter(place.area for place in getattr(self, who).values()))
                for who in ("holders", "queue", "offers", "stepped_in")
            },
            "left": len(self.left),
            "ladder": list(self.ladder.values()),
            "sanctions": list(self.sanctions.values()),
        }

    def _holds(self, place: Place) -> bool:
        held = self.holders.get(place.customer)
        return held is not None and held.area == place.area
