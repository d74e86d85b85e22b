"""The registration: a customer with a bundle of services, and who serves them today."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Any, Self

from upphandling.domain.base import Aggregate, DomainEvent, Stamp
from upphandling.domain.configuration import Service
from upphandling.domain.customer_choice.refusals import CareHasEnded
from upphandling.domain.customer_choice.terms import choice_key
from upphandling.domain.instants import ONE_DAY, must_have_come


class Registration(Aggregate):
    """A customer's bundle, as it was registered.

    `since` is the day on which the present provider took over, `unchanged_since` the
    day from which provider, area and minutes a week have been what they are. `periods`
    are all such times, first day to last, where None runs on; `held` tells by which
    agreement, if any, and in which area from each of their first days.
    """

    system: str = ""
    customer: str = ""
    bundle: str = ""
    area: str = ""
    minutes: int = 0
    services: tuple[Service, ...] = ()
    agreement: str | None = None
    provider: str | None = None
    since: date | None = None
    unchanged_since: date | None = None
    periods: dict[date, date | None] = field(default_factory=dict)
    held: dict[date, tuple[str | None, str]] = field(default_factory=dict)
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
        services: tuple[Service, ...] = ()

        def apply(self, case: Registration) -> None:
            case.system = self.system
            case.customer = self.customer
            case.bundle = self.bundle
            case.area = self.area
            case.minutes = self.minutes
            case.services = self.services
            case.agreement = self.agreement
            case.provider = self.provider
            case.since = self.since
            case.unchanged_from(self.since)

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
        services: tuple[Service, ...] = (),
    ) -> Self:
        """A customer with a provider has had it from a day that has come."""
        if agreement is not None:
            must_have_come(since, stamp.at)
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
            services=services,
        )

    # -- Rules -------------------------------------------------------------

    def portrait(self) -> dict[str, Any]:
        """The state as a reader may see it, but for who was responsible before."""
        return {
            name: told for name, told in super().portrait().items() if name != "held"
        }

    def unchanged_from(self, day: date) -> None:
        """A period begins; the one that ran has its last day the day before."""
        self.last_days_until(day - ONE_DAY)
        self.periods[day] = None
        self.held[day] = self.agreement, self.area
        self.unchanged_since = day

    def last_days_until(self, day: date) -> None:
        """What runs on has its last day."""
        self.periods = {first: last or day for first, last in self.periods.items()}

    def _must_have_care(self) -> None:
        if self.ended_on is not None:
            raise CareHasEnded(customer=self.customer, ended_on=self.ended_on)
