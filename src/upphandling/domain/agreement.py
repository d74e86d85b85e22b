"""Agreement (avtal): a provider's undertaking, its places and its queue.

Signed | Registered | EntrustedInHouse ──▶ Began ──▶ Expired
                                             └─────▶ Rescinded

Places are taken here, in the agreement's own stream, so that two customers can
never get the last place at the same time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import Field

from upphandling.domain.agreement_refusals import (
    AgreementNotInForce,
    AgreementNotOver,
    AgreementNotStarted,
    AlreadyQueued,
    AreaNotServed,
    BundleNotDelivered,
    EndsBeforeItStarts,
    LicenceLost,
    NoRoom,
    NothingToExtend,
)
from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp, Value
from upphandling.domain.configuration import Regime
from upphandling.domain.legal_time import local_date, midnight_after, start_of


class Status(StrEnum):
    SIGNED = "signed"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    RESCINDED = "rescinded"


class LicenceStatus(StrEnum):
    """A provider's licence (tillstånd) as IVO and the courts have it."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    REVOCATION_SUSPENDED = "revocation_suspended"
    REVOCATION_FINAL = "revocation_final"


class Terms(Value):
    """What was agreed.

    `places` is the ceiling per area (empty: no ceiling), `share_percent` the
    guaranteed share of all customers (0: none), `ends_on` the last day.
    """

    system: str
    provider: str
    name: str
    regime: Regime
    bundle: str
    areas: tuple[str, ...]
    starts_on: date
    ends_on: date | None = None
    places: dict[str, int] = Field(default_factory=dict)
    share_percent: float = 0.0


class Place(Value):
    """A customer's place with the provider, in an area."""

    customer: str
    area: str


class Agreement(Aggregate):
    """One provider's agreement, or the in-house provision's commission."""

    KIND = "agreement"

    terms: Terms | None = None
    status: Status = Status.SIGNED
    ends_on: date | None = None
    ceiling: dict[str, int] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    queue: list[Place] = field(default_factory=list)
    licence: LicenceStatus = LicenceStatus.IN_FORCE

    # -- Events, in the order they happen ----------------------------------

    class Signed(Decision):
        """Avtal har ingåtts efter upphandling (LOU 20 kap. 1 §)."""

        TOPIC = "agreement.signed"
        award: str
        lot: str
        bid: str
        terms: Terms

        def apply(self, case: Agreement) -> None:
            _begin_with(case, self.terms)

    class Registered(DomainEvent):
        """Ett avtal som redan fanns har förts in (lokal ordning)."""

        TOPIC = "agreement.registered"
        terms: Terms

        def apply(self, case: Agreement) -> None:
            _begin_with(case, self.terms)

    class EntrustedInHouse(Decision):
        """Uppdraget har lämnats till kommunens egen regi (lokal ordning)."""

        TOPIC = "agreement.entrusted_in_house"
        terms: Terms

        def apply(self, case: Agreement) -> None:
            _begin_with(case, self.terms)

    class Began(DomainEvent):
        """Avtalet har börjat gälla (lokal ordning)."""

        TOPIC = "agreement.began"

        def apply(self, case: Agreement) -> None:
            case.status = Status.IN_FORCE

    class NoticeGiven(Decision):
        """Avtalet har sagts upp (lokal ordning)."""

        TOPIC = "agreement.notice_given"
        ends_on: date
        reason: str

        def apply(self, case: Agreement) -> None:
            case.ends_on = self.ends_on

    class Extended(Decision):
        """Avtalet har förlängts (lokal ordning)."""

        TOPIC = "agreement.extended"
        before: date | None
        ends_on: date
        reason: str

        def apply(self, case: Agreement) -> None:
            case.ends_on = self.ends_on

    class PlacesChanged(Decision):
        """Antalet platser i avtalet har ändrats (lokal ordning)."""

        TOPIC = "agreement.places_changed"
        places: dict[str, int]
        share_percent: float
        reason: str

        def apply(self, case: Agreement) -> None:
            case.ceiling = {**case.ceiling, **self.places}

    class LicenceChanged(DomainEvent):
        """Utförarens tillstånd har ändrats av IVO eller domstol (lokal ordning)."""

        TOPIC = "agreement.licence_changed"
        licence: LicenceStatus
        decided_on: date
        source: str

        def apply(self, case: Agreement) -> None:
            case.licence = self.licence

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

    class Expired(DomainEvent):
        """Avtalet har upphört att gälla (lokal ordning)."""

        TOPIC = "agreement.expired"
        ended_on: date

        def apply(self, case: Agreement) -> None:
            case.status = Status.EXPIRED

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def sign(
        cls, stamp: Stamp, key: str, *, award: str, lot: str, bid: str, terms: Terms
    ) -> Self:
        _must_make_sense(terms)
        return cls.begin(
            cls.Signed, stamp, key, award=award, lot=lot, bid=bid, terms=terms
        )

    @classmethod
    def register(cls, stamp: Stamp, key: str, *, terms: Terms) -> Self:
        _must_make_sense(terms)
        return cls.begin(cls.Registered, stamp, key, terms=terms)

    @classmethod
    def entrust(cls, stamp: Stamp, key: str, *, terms: Terms) -> Self:
        _must_make_sense(terms)
        return cls.begin(cls.EntrustedInHouse, stamp, key, terms=terms)

    def start(self, stamp: Stamp) -> None:
        if self.status is not Status.SIGNED:
            raise AgreementNotInForce(status=self.status)
        if stamp.at < start_of(self.agreed.starts_on):
            raise AgreementNotStarted(starts_on=self.agreed.starts_on)
        self.record(self.Began, stamp)

    def give_notice(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        self._must_be_alive()
        if ends_on < local_date(stamp.at):
            raise EndsBeforeItStarts(ends_on=ends_on, at=stamp.at)
        self.decide(self.NoticeGiven, stamp, ends_on=ends_on, reason=reason)

    def extend(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        self._must_be_alive()
        if self.ends_on is None or ends_on <= self.ends_on:
            raise NothingToExtend(ends_on=self.ends_on, wanted=ends_on)
        self.decide(
            self.Extended, stamp, before=self.ends_on, ends_on=ends_on, reason=reason
        )

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

    def change_licence(
        self, stamp: Stamp, *, licence: LicenceStatus, decided_on: date, source: str
    ) -> None:
        self.record(
            self.LicenceChanged,
            stamp,
            licence=licence,
            decided_on=decided_on,
            source=source,
        )

    def take_places(self, stamp: Stamp, taken: tuple[Place, ...]) -> None:
        """Give every customer a place, or none of them."""
        self._must_be_alive()
        if self.licence in (LicenceStatus.REVOKED, LicenceStatus.REVOCATION_FINAL):
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
        self.decide(
            self.Rescinded,
            stamp,
            grounds=grounds,
            wind_up_until=wind_up_until,
            queue=tuple(place.customer for place in self.queue),
        )

    def expire(self, stamp: Stamp) -> None:
        self._must_be_alive()
        if self.ends_on is None:
            raise AgreementNotOver(ends_on=None)
        if stamp.at < midnight_after(self.ends_on):
            raise AgreementNotOver(ends_on=self.ends_on)
        self.record(self.Expired, stamp, ended_on=self.ends_on)

    # -- Rules -------------------------------------------------------------

    @property
    def agreed(self) -> Terms:
        """The terms; every agreement that exists has them."""
        if self.terms is None:
            raise AgreementNotInForce(agreement=self.key)
        return self.terms

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

    def must_deliver(self, system: str, bundle: str) -> None:
        if (self.agreed.system, self.agreed.bundle) != (system, bundle):
            raise BundleNotDelivered(agreement=self.key, system=system, bundle=bundle)

    def must_answer_on(self, day: date) -> None:
        """Refuse responsibility outside the days of the agreement."""
        self._must_be_alive()
        if day < self.agreed.starts_on:
            raise AgreementNotStarted(starts_on=self.agreed.starts_on)
        if self.ends_on is not None and day > self.ends_on:
            raise AgreementNotInForce(agreement=self.key, ends_on=self.ends_on)

    def portrait(self) -> dict[str, Any]:
        """The state without its people: how many hold a place, how many wait."""
        return {
            **super().portrait(),
            "holders": dict(Counter(self.holders.values())),
            "queue": dict(Counter(place.area for place in self.queue)),
        }

    def _must_be_alive(self) -> None:
        if self.status not in (Status.SIGNED, Status.IN_FORCE):
            raise AgreementNotInForce(status=self.status)

    def _must_serve(self, area: str) -> None:
        if area not in self.agreed.areas:
            raise AreaNotServed(
                agreement=self.key, area=area, areas=list(self.agreed.areas)
            )


def _begin_with(case: Agreement, terms: Terms) -> None:
    case.terms = terms
    case.ends_on = terms.ends_on
    case.ceiling = dict(terms.places)


def _must_make_sense(terms: Terms) -> None:
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise EndsBeforeItStarts(starts_on=terms.starts_on, ends_on=terms.ends_on)
    for area in terms.places:
        if area not in terms.areas:
            raise AreaNotServed(area=area, areas=list(terms.areas))
