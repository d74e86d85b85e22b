"""The registration: a customer with a bundle of services, and who serves them today."""

from __future__ import annotations

from datetime import date
from typing import Self

from upphandling.domain.base import Aggregate, DomainEvent, Stamp
from upphandling.domain.customer_choice.refusals import CareHasEnded
from upphandling.domain.customer_choice.terms import choice_key


class Registration(Aggregate):
    """A customer's bundle, as it was registered."""

    system: str = ""
    customer: str = ""
    bundle: str = ""
    area: str = ""
    minutes: int = 0
    agreement: str | None = None
    since: date | None = None
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

        def apply(self, case: Registration) -> None:
            case.system = self.system
            case.customer = self.customer
            case.bundle = self.bundle
            case.area = self.area
            case.minutes = self.minutes
            case.agreement = self.agreement
            case.since = self.since

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

    # -- Rules -------------------------------------------------------------

    def _must_have_care(self) -> None:
        if self.ended_on is not None:
            raise CareHasEnded(customer=self.customer, ended_on=self.ended_on)
