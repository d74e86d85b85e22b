"""Customer choice (kundval): one person's bundle, wishes and responsible provider.

Registered ──▶ Chosen ──▶ Placed ──▶ TakenOver ──▶ ... ──▶ CareEnded

A person is an opaque random reference. `TakenOver` ends the former provider's
responsibility and begins the next one's on the same day, so that a customer who
has a provider never has none or two.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.configuration import Basis
from upphandling.domain.errors import Refused
from upphandling.domain.instants import must_have_come


class NoWish(Refused):
    """Minst en utförare måste väljas."""


class SameWishTwice(Refused):
    """Samma utförare är vald två gånger."""


class NotYourChoice(Refused):
    """En kund väljer bara för sig själv."""


class EndsBeforeCareBegan(Refused):
    """Insatserna kan inte upphöra före den dag då nuvarande utförare tog vid."""


class CareHasEnded(Refused):
    """Kundens insatser har upphört."""


class NotPlaced(Refused):
    """Kunden har inte fått någon plats att flytta till."""


class TakenOverTooEarly(Refused):
    """Övertagandet kan inte ske före den dag då nuvarande utförare tog vid."""


class CustomerChoice(Aggregate):
    """One customer's choice for one bundle of services."""

    KIND = "customer_choice"

    system: str = ""
    customer: str = ""
    bundle: str = ""
    area: str = ""
    minutes: int = 0
    round: str | None = None
    wishes: tuple[str, ...] = ()
    chosen_at: str = ""
    agreement: str | None = None
    since: date | None = None
    placed_at: str | None = None
    ended_on: date | None = None

    # -- Events, in the order they happen ----------------------------------

    class Registered(DomainEvent):
        """Kundens insatser och nuvarande utförare har förts in (lokal ordning)."""

        TOPIC = "customer_choice.registered"
        system: str
        customer: str
        bundle: str
        area: str
        minutes: int
        agreement: str | None
        provider: str | None
        since: date

        def apply(self, case: CustomerChoice) -> None:
            case.system = self.system
            case.customer = self.customer
            case.bundle = self.bundle
            case.area = self.area
            case.minutes = self.minutes
            case.agreement = self.agreement
            case.since = self.since

    class Chosen(DomainEvent):
        """Kunden har valt utförare (lokal ordning)."""

        TOPIC = "customer_choice.chosen"
        round: str | None
        wishes: tuple[str, ...]

        def apply(self, case: CustomerChoice) -> None:
            case.wishes = self.wishes
            case.round = self.round
            case.chosen_at = self.effective_at.isoformat()

    class Placed(Decision):
        """Kunden har fått plats hos en utförare (lokal ordning)."""

        TOPIC = "customer_choice.placed"
        agreement: str
        provider: str
        basis: Basis
        reason: str

        def apply(self, case: CustomerChoice) -> None:
            case.placed_at = self.agreement

    class Informed(DomainEvent):
        """Kunden har fått besked (lokal ordning)."""

        TOPIC = "customer_choice.informed"
        about: str
        channel: str

    class TakenOver(DomainEvent):
        """En utförare har tagit över ansvaret för kunden (lokal ordning)."""

        TOPIC = "customer_choice.taken_over"
        system: str
        bundle: str
        agreement: str
        provider: str
        area: str
        minutes: int
        on: date
        before: str | None
        before_since: date | None

        def apply(self, case: CustomerChoice) -> None:
            case.agreement = self.agreement
            case.since = self.on
            case.placed_at = None

    class CareEnded(DomainEvent):
        """Kundens insatser har upphört (lokal ordning)."""

        TOPIC = "customer_choice.care_ended"
        since: date | None
        last_day: date

        def apply(self, case: CustomerChoice) -> None:
            case.ended_on = self.last_day

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def register(
        cls,
        stamp: Stamp,
        *,
        system: str,
        customer: str,
        bundle: str,
        area: str,
        minutes: int,
        agreement: str | None,
        provider: str | None,
        since: date,
    ) -> Self:
        return cls.begin(
            cls.Registered,
            stamp,
            choice_key(customer, bundle),
            system=system,
            customer=customer,
            bundle=bundle,
            area=area,
            minutes=minutes,
            agreement=agreement,
            provider=provider,
            since=since,
        )

    def choose(
        self,
        stamp: Stamp,
        *,
        round: str | None,
        wishes: tuple[str, ...],
    ) -> None:
        self._must_have_care()
        if not wishes:
            raise NoWish(customer=self.customer)
        if len(set(wishes)) < len(wishes):
            raise SameWishTwice(wishes=list(wishes))
        self.record(self.Chosen, stamp, round=round, wishes=wishes)

    def place(
        self,
        stamp: Stamp,
        *,
        agreement: str,
        provider: str,
        basis: Basis,
        reason: str,
    ) -> None:
        self._must_have_care()
        self.decide(
            self.Placed,
            stamp,
            agreement=agreement,
            provider=provider,
            basis=basis,
            reason=reason,
        )

    def inform(self, stamp: Stamp, *, about: str, channel: str) -> None:
        self.record(self.Informed, stamp, about=about, channel=channel)

    def take_over(self, stamp: Stamp, *, provider: str, on: date) -> None:
        """The provider with whom the customer has a place takes over on a day."""
        self._must_have_care()
        if self.placed_at is None:
            raise NotPlaced(customer=self.customer)
        must_have_come(on, stamp.at)
        if self.since is not None and on < self.since:
            raise TakenOverTooEarly(on=on, since=self.since)
        self.record(
            self.TakenOver,
            stamp,
            system=self.system,
            bundle=self.bundle,
            agreement=self.placed_at,
            provider=provider,
            area=self.area,
            minutes=self.minutes,
            on=on,
            before=self.agreement,
            before_since=self.since,
        )

    def end_care(self, stamp: Stamp, *, last_day: date) -> None:
        self._must_have_care()
        must_have_come(last_day, stamp.at)
        if self.since is not None and last_day < self.since - timedelta(days=1):
            raise EndsBeforeCareBegan(last_day=last_day, since=self.since)
        self.record(self.CareEnded, stamp, since=self.since, last_day=last_day)

    # -- Rules -------------------------------------------------------------

    def _must_have_care(self) -> None:
        if self.ended_on is not None:
            raise CareHasEnded(customer=self.customer, ended_on=self.ended_on)


def choice_key(customer: str, bundle: str) -> str:
    """The key of the one running choice that a customer has for a bundle.

    A slash stands in neither part, so that no two choices share a key.
    """
    return f"{customer}/{bundle}"
