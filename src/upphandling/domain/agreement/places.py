"""The places of an agreement and its queue; the last place is taken only once."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from datetime import date, datetime
from typing import Any

from upphandling.domain.agreement.changes import Changes
from upphandling.domain.agreement.refusals import (
    AlreadyQueued,
    EndsBeforeItStarts,
    LicenceLost,
    NoRoom,
)
from upphandling.domain.agreement.terms import Place, Status
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.instants import midnight_after
from upphandling.domain.licence import LOST


class Agreement(Changes):
    """One provider's agreement, or the in-house provision's commission."""

    KIND = "agreement"

    holders: dict[str, str] = field(default_factory=dict)
    queue: list[Place] = field(default_factory=list)

    # -- Events, in the order they happen ----------------------------------

    class PlacesChanged(Decision):
        """Antalet platser i avtalet har ändrats (lokal ordning)."""

        TOPIC = "agreement.places_changed"
        places: dict[str, int]
        share_percent: float
        reason: str

        def apply(self, case: Agreement) -> None:
            case.ceiling = {**case.ceiling, **self.places}

    class PlacesTaken(DomainEvent):
        """Kunder har fått plats hos utföraren (lokal ordning)."""

        TOPIC = "agreement.places_taken"
        taken: tuple[Place, ...]

        def apply(self, case: Agreement) -> None:
            arrived = {place.customer: place.area for place in self.taken}
            case.holders.update(arrived)
            case.queue = [p for p in case.queue if p.customer not in arrived]

    class PlacesFreed(DomainEvent):
        """Kunder har lämnat sina platser hos utföraren (lokal ordning)."""

        TOPIC = "agreement.places_freed"
        customers: tuple[str, ...]

        def apply(self, case: Agreement) -> None:
            for customer in self.customers:
                case.holders.pop(customer, None)

    class Queued(DomainEvent):
        """Kunder har ställts i kö till utföraren (lokal ordning)."""

        TOPIC = "agreement.queued"
        waiting: tuple[Place, ...]

        def apply(self, case: Agreement) -> None:
            case.queue = [*case.queue, *self.waiting]

    class Rescinded(Decision):
        """Avtalet har hävts (lokal ordning)."""

        TOPIC = "agreement.rescinded"
        grounds: str
        wind_up_until: date
        queue: tuple[str, ...]

        def apply(self, case: Agreement) -> None:
            case.status = Status.RESCINDED
            case.ends_on = self.wind_up_until
            case.queue = []

    # -- Commands: refuse, or bring about one event ------------------------

    def change_places(
        self, stamp: Stamp, *, places: dict[str, int], share_percent: float, reason: str
    ) -> None:
        self._must_be_alive()
        for area in places:
            self._must_serve(area)
        self.decide(
            self.PlacesChanged,
            stamp,
            places=places,
            share_percent=share_percent,
            reason=reason,
        )

    def take_places(self, stamp: Stamp, taken: tuple[Place, ...]) -> None:
        """Give every customer a place, or none of them."""
        self._must_be_alive()
        if self.licence in LOST:
            raise LicenceLost(agreement=self.key, licence=self.licence)
        wanted = Counter(p.area for p in taken if p.customer not in self.holders)
        for area, number in wanted.items():
            self._must_serve(area)
            if (room := self.room_in(area)) is not None and number > room:
                raise NoRoom(agreement=self.key, area=area, room=room, wanted=number)
        self.record(self.PlacesTaken, stamp, taken=taken)

    def free_places(self, stamp: Stamp, customers: tuple[str, ...]) -> None:
        held = tuple(c for c in customers if c in self.holders)
        if held:
            self.record(self.PlacesFreed, stamp, customers=held)

    def enqueue(self, stamp: Stamp, waiting: tuple[Place, ...]) -> None:
        self._must_be_alive()
        for place in waiting:
            self._must_serve(place.area)
            if any(place.customer == other.customer for other in self.queue):
                raise AlreadyQueued(agreement=self.key)
        self.record(self.Queued, stamp, waiting=waiting)

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
            queue=tuple(place.customer for place in self.queue),
        )

    # -- Rules -------------------------------------------------------------

    def room_in(self, area: str) -> int | None:
        """Free places in an area, or None where there is no ceiling."""
        if area not in self.ceiling:
            return None
        return self.ceiling[area] - list(self.holders.values()).count(area)

    def serves(self, bundle: str, area: str, at: datetime) -> bool:
        """Whether new customers may come, now or once it has begun."""
        return (
            self.status in (Status.SIGNED, Status.IN_FORCE)
            and self.agreed.bundle == bundle
            and area in self.agreed.areas
            and (self.ends_on is None or at < midnight_after(self.ends_on))
        )

    def portrait(self) -> dict[str, Any]:
        """The state without its people: how many hold a place, how many wait."""
        return {
            **super().portrait(),
            "holders": dict(Counter(self.holders.values())),
            "queue": dict(Counter(place.area for place in self.queue)),
        }
